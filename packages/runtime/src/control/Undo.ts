/**
 * Undo: what takes the last plan of a unit back, made from the journal. Pure. What came out, or may have, is taken back;
 * a charge state that was forced and a restart cannot be. Undoing an undo does it again.
 * Reference: decisions.md 6; integrations.md 12.9.
 */
import { Flag, Switch } from "@vebus/codec"
import * as Result from "effect/Result"
import type { Line, Sending } from "./Journal.ts"
import type { Change } from "./Change.ts"
import type { ControlError } from "./ControlError.ts"
import type { Outcome } from "./Outcome.ts"
import * as Refuse from "./Refuse.ts"
import type { PanelWrite, SettingWrite, Write } from "./WritePlan.ts"

/** What was sent, and what became of it; `undefined` when the program ended before it could tell. */
interface Sent {
  readonly line: Sending
  outcome: Outcome | undefined
}

/** What was sent to a unit, oldest first. A plan may have been executed more than once. */
const sentTo = (journal: ReadonlyArray<Line>, unit: string): ReadonlyArray<Sent> => {
  const all: Array<Sent> = []
  const open = new Map<string, Sent>()
  for (const line of journal) {
    const key = `${line.plan}/${line.write}`
    if (line.phase === "sending") {
      const sent: Sent = { line, outcome: undefined }
      open.set(key, sent)
      if (line.unit === unit) all.push(sent)
    } else if (line.phase === "done") {
      const sent = open.get(key)
      if (sent !== undefined) sent.outcome = line.outcome
    }
  }
  return all
}

/** Whether the unit may hold what was written. */
const mayHold = ({ outcome }: Sent): boolean =>
  outcome === undefined || ["Written", "Unknown", "NotVerified"].includes(outcome._tag)

/** The changes that take the last plan of a unit back. */
export const changes = (
  journal: ReadonlyArray<Line>,
  unit: string
): Result.Result<ReadonlyArray<Change>, ControlError> => {
  const held = sentTo(journal, unit).filter(mayHold)
  const last = held.at(-1)?.line
  if (last === undefined) {
    return Refuse.forbidden(
      "undo",
      "the journal holds nothing that was written to this unit",
      "There is nothing to undo"
    )
  }
  const writes = held.filter(({ line }) => line.plan === last.plan).map(({ line }) => line.what)
  const back = writes.toReversed().flatMap((write) => backOf(write, writes))
  return back.length === 0
    ? Refuse.forbidden(last.what.name, "it cannot be taken back", "There is nothing to undo")
    : Result.succeed(back)
}

/** What takes one write back. */
const backOf = ({ action }: Write, all: ReadonlyArray<Write>): ReadonlyArray<Change> => {
  switch (action._tag) {
    case "Setting":
      return action.flags === null ? wordsOf(action, all) : flagsOf(action, all)
    case "Ram": {
      const { id, before, bit } = action
      const wanted = bit === null ? { raw: before.raw } : { on: ((before.raw >> bit) & 1) === 1 }
      return [{ _tag: "Ram", id, wanted }]
    }
    case "Panel":
      return panelOf(action)
    case "Lines":
      return [{ _tag: "Lines", panelDetect: (action.before & 1) !== 0, standby: (action.before & 2) !== 0 }]
    case "Charge":
    case "Restart":
      return []
  }
}

const panelOf = ({ before, wanted, input }: PanelWrite): ReadonlyArray<Change> => {
  const amperes = before.limitRaw >= Switch.NO_LIMIT ? "none" : before.limitRaw / 10
  return [
    ...(before.position === wanted.position ? [] : [{ _tag: "Switch", position: before.position } as const]),
    ...(before.limitRaw === wanted.limitRaw
      ? []
      : [{ _tag: "Limit", amperes, ...(input === undefined ? {} : { input }) } as const])
  ]
}

/** The writes to the same setting, in the order in which they were sent. */
const ofSetting = ({ id }: SettingWrite, all: ReadonlyArray<Write>): ReadonlyArray<SettingWrite> =>
  all.flatMap(({ action }) => (action._tag === "Setting" && action.id === id ? [action] : []))

/** What was stored and what acted before the first write to a setting; its last write stands for all of them. */
const wordsOf = (action: SettingWrite, all: ReadonlyArray<Write>): ReadonlyArray<Change> => {
  const same = ofSetting(action, all)
  if (action !== same.at(-1)) return []
  const { id, stored, ramOnly } = same[0]!
  const back = (to: "ram" | "eeprom", { raw }: SettingWrite["stored"]): Change => ({
    _tag: "Setting",
    id,
    to,
    wanted: { raw }
  })
  if (same.every(({ to }) => to === "ram")) return [back("ram", ramOnly ?? stored)]
  return [back("eeprom", stored), ...(ramOnly === null ? [] : [back("ram", ramOnly)])]
}

/** The flags of a word as they were; those that the same plan stored are taken back where they are stored. */
const flagsOf = (action: SettingWrite, all: ReadonlyArray<Write>): ReadonlyArray<Change> => {
  const { to, ramOnly, stored } = action
  const base = to === "ram" ? (ramOnly ?? stored) : stored
  const storedFlags = ofSetting(action, all).flatMap((other) =>
    other.to === "eeprom" ? (other.flags ?? []) : []
  )
  return action.flags!.flatMap(({ flag, on }) => {
    const number = Flag.byNumber(flag)?.flag
    if (number === undefined) return []
    const before = Flag.isSet(number, base.raw)
    const isElsewhere = to === "ram" && storedFlags.some((other) => other.flag === flag)
    return before === on || isElsewhere ? [] : [{ _tag: "Flag", flag: number, on: before, to } as const]
  })
}
