/**
 * Makes a write plan: (changes, facts) -> plan. Pure. All changes are checked before any is planned to be sent; the first
 * that is refused refuses the plan. Reference: decisions.md 6; integrations.md 12.
 */
import * as Result from "effect/Result"
import type { Change, LimitChange, SettingChange, SwitchChange } from "../Change.ts"
import type * as Errors from "../ControlError.ts"
import { SCHEMA, type Write, type WritePlan } from "../WritePlan.ts"
import * as CrossCheck from "./CrossCheck.ts"
import type { Facts } from "./Facts.ts"
import * as FlagWrites from "./FlagWrites.ts"
import * as OneShots from "./OneShots.ts"
import * as PanelWrites from "./PanelWrites.ts"
import * as RamWrites from "./RamWrites.ts"
import * as Refuse from "../Refuse.ts"
import * as Sequence from "./Sequence.ts"
import * as SettingWrites from "./SettingWrites.ts"

/** What a plan says besides its writes. */
export type Head = Omit<WritePlan, "schema" | "writes" | "notes">

/** Makes a plan, or fails with the first refusal. */
export const make = (
  changes: ReadonlyArray<Change>,
  facts: Facts,
  head: Head
): Result.Result<WritePlan, Errors.ControlError> =>
  Result.gen(function* () {
    yield* unambiguous(changes)
    const toSettings = yield* SettingWrites.planAll(settings(changes), facts)
    // Whatever ends the plan early, the unit is to hold settings that go together.
    const writes: Array<Write> = [...Sequence.safe(toSettings, facts)]
    for (const change of changes) {
      if (change._tag === "Ram") writes.push(yield* RamWrites.plan(change, facts))
      if (change._tag === "Lines") writes.push(yield* PanelWrites.planLines(change, facts))
    }
    writes.push(
      ...(yield* FlagWrites.plan(
        changes.filter((change) => change._tag === "Flag"),
        facts
      ))
    )
    yield* CrossCheck.check(writes, facts)
    const panel = {
      switch: changes.find((change): change is SwitchChange => change._tag === "Switch") ?? null,
      limit: changes.find((change): change is LimitChange => change._tag === "Limit") ?? null
    }
    if (panel.switch !== null || panel.limit !== null) writes.push(yield* PanelWrites.plan(panel, facts))
    for (const change of changes) {
      if (change._tag === "Charge") writes.push(yield* OneShots.planCharge(change, facts))
      if (change._tag === "Restart") writes.push(OneShots.planRestart(change))
    }
    return { schema: SCHEMA, ...head, writes, notes: notes(facts) }
  })

/** The settings to write: those to store first, since what is stored acts and would end what is in RAM only. */
const settings = (changes: ReadonlyArray<Change>): ReadonlyArray<SettingChange> => {
  const all = changes.filter((change) => change._tag === "Setting")
  return [...all.filter(({ to }) => to === "eeprom"), ...all.filter(({ to }) => to === "ram")]
}

/** What a change is about: two changes of the same thing contradict each other. */
const subject = (change: Change): string => {
  switch (change._tag) {
    case "Setting":
      // It may be stored, and something else put in force for now.
      return `${SettingWrites.nameOf(change.id)}, ${change.to === "ram" ? "RAM only" : "stored"}`
    case "Flag":
      return FlagWrites.nameOf(change.flag)
    case "Ram":
      return RamWrites.nameOf(change.id)
    case "Switch":
      return "switch"
    case "Limit":
      return "input current limit"
    case "Lines":
      return "bus lines"
    case "Charge":
      return "charge state"
    case "Restart":
      return `restart of ${change.what}`
  }
}

const unambiguous = (changes: ReadonlyArray<Change>): Result.Result<void, Errors.ControlError> => {
  for (const [index, change] of changes.entries()) {
    if (changes.slice(0, index).some((other) => subject(other) === subject(change))) {
      return Refuse.forbidden(subject(change), "the plan asks for it twice", "Ask for it once")
    }
  }
  return Result.void
}

const notes = ({ ramOnly, forgotten, settings }: Facts): ReadonlyArray<string> => [
  ...(forgotten
    ? ["the adapter has restarted: what was written to RAM only before is taken to be lost"]
    : []),
  ...[...ramOnly.values()]
    .filter(({ id }) => settings.has(id))
    .map(
      ({ id, time, uncertain }) =>
        `${SettingWrites.nameOf(id)} was written to RAM only at ${time}${uncertain ? ", and never acknowledged" : ""}: that is taken to act now`
    )
]
