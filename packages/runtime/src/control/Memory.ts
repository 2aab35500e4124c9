/**
 * The memory of a unit from one program to the next: how often its EEPROM was written, and which settings
 * were written to RAM only, since 0x31 does not show them. Pure. Reference: protocol.md 6.5; decisions.md 6, 10.
 */
import { Words } from "@vebus/codec"
import * as Schema from "effect/Schema"

const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/** How often the EEPROM was written: ever, and on one day (UTC). */
export const EepromCount = Schema.Struct({
  total: Count,
  day: Schema.String,
  today: Count
})
export type EepromCount = typeof EepromCount.Type

/** A setting that was written to RAM only. */
export const RamOnly = Schema.Struct({
  id: Schema.Int,
  raw: Words.Raw16,
  /** ISO 8601 in UTC. */
  time: Schema.String,
  /** The unit never acknowledged it: it may act or not. */
  uncertain: Schema.Boolean
})
export type RamOnly = typeof RamOnly.Type

/** The memory of one unit. */
export const Memory = Schema.Struct({ eeprom: EepromCount, ramOnly: Schema.Array(RamOnly) })
export type Memory = typeof Memory.Type

/** Nothing is remembered. */
export const empty: Memory = { eeprom: { total: 0, day: "", today: 0 }, ramOnly: [] }

/** How many EEPROM writes there were on a day. */
export const writesOn = ({ eeprom }: Memory, day: string): number => (eeprom.day === day ? eeprom.today : 0)

/** Counts EEPROM writes of a day. */
export const spend = (memory: Memory, day: string, writes: number): Memory => ({
  ...memory,
  eeprom: { total: memory.eeprom.total + writes, day, today: writesOn(memory, day) + writes }
})

/** The word that was written to a setting in RAM only, `null` when none is on record. */
export const ramOnlyOf = ({ ramOnly }: Memory, id: number): RamOnly | null =>
  ramOnly.find((entry) => entry.id === id) ?? null

/** Remembers that a setting was written to RAM only. */
export const remember = (memory: Memory, entry: RamOnly): Memory => ({
  ...memory,
  ramOnly: [...memory.ramOnly.filter(({ id }) => id !== entry.id), entry]
})

/** Forgets what was written to RAM only: all of it after a restart, or one setting that was stored since. */
export const forget = (memory: Memory, id?: number): Memory => {
  const ramOnly = id === undefined ? [] : memory.ramOnly.filter((entry) => entry.id !== id)
  return ramOnly.length === memory.ramOnly.length ? memory : { ...memory, ramOnly }
}
