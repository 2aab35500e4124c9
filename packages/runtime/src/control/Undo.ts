/**
 * Undo: what takes the last plan of a unit back, made from the journal. Pure. What came out, or may have, is taken back;
 * a charge state that was forced and a restart cannot be. Undoing an undo does it again.
 * Reference: decisions.md 6; integrations.md 12.9.
 */
import { Flag, Switch } from "@vebus/codec"
import * as Result from "effect/Result"
import type { Done, Line, Sending } from "../state/Journal.ts"
import type { Change } from "./Change.ts"
import type { ControlError } from "./ControlError.ts"
import * as Refuse from "./plan/Refuse.ts"
import type { SettingWrite, Write } from "./WritePlan.ts"

const isSending = (line: Line): line is Sending => line.phase === "sending"
const isDone = (line: Line): line is Done => line.phase === "done"

/** The changes that take the last plan of a unit back. */
export const changes = (
  journal: ReadonlyArray<Line>,
  unit: string
): Result.Result<ReadonlyArray<Change>, ControlError> => {
  const sent = journal.filter(isSending).filter((line) => line.unit === unit)
  const outcomes = new Map(journal.filter(isDone).map((line) => [`${line.plan}/${line.write}`, line.outcome]))
  /** Whether the unit may hold what was written: also when the program ended before it could tell. */
  const mayHold = (line: Sending): boolean => {
    const outcome = outcomes.get(`${line.plan}/${line.write}`)
    return outcome === undefined || ["Written", "Unknown", "NotVerified"].includes(outcome._tag)
  }
  const held = sent.filter(mayHold)
  const last = held.at(-1)
  if (last === undefined) {
    return Refuse.forbidden(
      "undo",
      "the journal holds nothing that was written to this unit",
      "There is nothing to undo"
    )
  }
  const writes = held.filter(({ plan }) => plan === last.plan).map(({ what }) => what)
  const back = writes.toReversed().flatMap((write) => backOf(write, writes))
  return back.length === 0
    ? Refuse.forbidden(last.what.name, "it cannot be taken back", "There is nothing to undo")
    : Result.succeed(back)
}

/** What takes one write back. */
const backOf = ({ action }: Write, all: ReadonlyArray<Write>): ReadonlyArray<Change> => {
  switch (action._tag) {
    case "Setting":
      return action.flags === null
        ? [{ _tag: "Setting", id: action.id, to: action.to, wanted: { raw: baseOf(action) } }]
        : flagsOf(action, all)
    case "Ram":
      return action.before === null
        ? []
        : [{ _tag: "Ram", id: action.id, wanted: { raw: action.before.raw } }]
    case "Panel": {
      const { before, wanted } = action
      return [
        ...(before.position === wanted.position
          ? []
          : [{ _tag: "Switch", position: before.position } as const]),
        ...(before.limitRaw === wanted.limitRaw
          ? []
          : [
              {
                _tag: "Limit",
                amperes: before.limitRaw >= Switch.NO_LIMIT ? "none" : before.limitRaw / 10
              } as const
            ])
      ]
    }
    case "Lines":
      return [
        { _tag: "Lines", panelDetect: (action.before & 1) !== 0, standby: (action.before & 2) !== 0 } as const
      ]
    case "Charge":
    case "Restart":
      return []
  }
}

/** The word that a write started from. */
const baseOf = ({ to, ramOnly, stored }: SettingWrite) => (to === "ram" ? (ramOnly ?? stored) : stored).raw

/** The flags of a word as they were; those that the same plan stored are taken back where they are stored. */
const flagsOf = (action: SettingWrite, all: ReadonlyArray<Write>): ReadonlyArray<Change> => {
  const stored = all.flatMap(({ action: other }) =>
    other._tag === "Setting" && other.to === "eeprom" && other.id === action.id ? (other.flags ?? []) : []
  )
  return action.flags!.flatMap(({ flag, on }) => {
    const number = Flag.byNumber(flag)?.flag
    if (number === undefined) return []
    const before = Flag.isSet(number, baseOf(action))
    const isElsewhere = action.to === "ram" && stored.some((other) => other.flag === flag)
    return before === on || isElsewhere
      ? []
      : [{ _tag: "Flag", flag: number, on: before, to: action.to } as const]
  })
}
