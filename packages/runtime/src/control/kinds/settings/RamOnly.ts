/**
 * The memory of writes to settings: how often the EEPROM was written, and which words were written to RAM only, since 0x31
 * does not show that. What is stored acts too, so a RAM-only value then is over, or, when nobody knows what was stored,
 * uncertain. Pure. Reference: protocol.md 6.5; integrations.md 12.5.
 */
import * as Memory from "../../Memory.ts"
import type { Remembering } from "../Kind.ts"
import { isSetting, type SettingWrite } from "./SettingWrite.ts"

/** The memory of writes to settings. */
export const remembering: Remembering<SettingWrite> = {
  wear: ({ to }) => (to === "eeprom" ? 1 : 0),
  // What earlier writes of the same plan did is no reason.
  outdated: ({ id, ramOnly }, earlier, memory) =>
    earlier.some((other) => isSetting(other) && other.id === id) ||
    Memory.ramOnlyOf(memory, id)?.raw === ramOnly?.raw
      ? null
      : "what was written to RAM only has changed since the plan was made, or was lost in a restart",
  sending: ({ id, to, wanted }, memory, time) =>
    to === "eeprom"
      ? Memory.spend(memory, time.slice(0, 10), 1)
      : Memory.remember(memory, { id, raw: wanted.raw, time, uncertain: true }),
  became: ({ id, to, wanted }, { _tag }, memory, before, time) => {
    if (_tag === "Written") {
      return to === "eeprom"
        ? Memory.forget(memory, id)
        : Memory.remember(memory, { id, raw: wanted.raw, time, uncertain: false })
    }
    if (to === "ram") {
      if (_tag !== "NotWritten" || before === undefined) return memory
      const entry = Memory.ramOnlyOf(before, id)
      return entry === null ? Memory.forget(memory, id) : Memory.remember(memory, entry)
    }
    const entry = Memory.ramOnlyOf(memory, id)
    return entry === null || _tag === "NotWritten"
      ? memory
      : Memory.remember(memory, { ...entry, uncertain: true })
  }
}
