/**
 * Plans and outcomes for people. Pure.
 *
 *     UBatFloat   53 V -> 52.5 V   RAM only   08 FF 58 37 03 03 82 14 …
 *       now:  acts 53 V (in RAM only, from here), stored 52 V
 *       then: acts 52.5 V, stored 52 V
 *       ! warning
 *       note
 */
import { Kinds, Outcome, type WritePlan } from "@vebus/runtime"
import type { Paint } from "../output/Paint.ts"
import * as Plain from "../output/Plain.ts"

type Write = WritePlan.Write

/** A change on one line. */
export const change = ({ name, before, after, unchanged }: Write): string =>
  unchanged
    ? `${name}: ${after} already`
    : before === after
      ? `${name}: ${after}, once more: what acts cannot be read`
      : `${name}: ${before} -> ${after}`

/** The present and the future work of the unit, where before and after say too little. */
const effect = ({ action }: Write): ReadonlyArray<string> =>
  (Kinds.ofAction(action).effect?.(action) ?? []).map((line) => `  ${line}`)

/** All that may go out for a write, in the order in which it does. */
const frames = (write: Write, paint: Paint): ReadonlyArray<string> => {
  const at = (when: WritePlan.PlannedFrame["when"]): ReadonlyArray<string> =>
    write.frames.filter((planned) => planned.when === when).map(({ hex }) => hex)
  const [before, instead] = [at("unheard"), at("refused")]
  return [
    ...before.map((hex) =>
      paint("dim", `  first, to hear whether another panel is in charge; moves nothing: frame ${hex}`)
    ),
    `  ${Kinds.ofAction(write.action).destination(write.action)}${paint("dim", `, frame ${write.frame}`)}`,
    ...(instead.length === 0
      ? []
      : [paint("dim", `  where the unit does not know that one: frames ${instead.join(", ")}`)])
  ]
}

/** The lines of a plan. */
export const plan = (
  { writes, notes, port, unit }: WritePlan.WritePlan,
  paint: Paint
): ReadonlyArray<string> => [
  paint("dim", `${port}, unit ${unit}`),
  ...writes.flatMap((write) => [
    paint(write.unchanged ? "dim" : "bold", change(write)),
    ...(write.unchanged ? ["  nothing to send"] : [...frames(write, paint), ...effect(write)]),
    ...write.warnings.map((text) => paint("yellow", `  ! ${text}`)),
    ...write.notes.map((text) => paint("dim", `  ${text}`))
  ]),
  ...notes.map((text) => paint("yellow", `! ${text}`)),
  ...(writes.every(({ unchanged }) => unchanged) ? ["no changes"] : [])
]

/** The outcome of a write, on one line. */
export const outcome = (write: Write, told: Outcome.Outcome, paint: Paint): string => {
  const style = Outcome.isDone(told) ? "green" : told._tag === "NotReached" ? "yellow" : "red"
  return `${write.name}: ${write.unchanged ? write.after : `${write.before} -> ${write.after}`}: ${paint(style, Outcome.message(told))}`
}

/** The questions before a plan is sent: one about the plan as a whole, and one about each warning. */
export const questions = ({ writes }: WritePlan.WritePlan): ReadonlyArray<string> => {
  const sent = writes.filter(({ unchanged }) => !unchanged)
  return [
    `Change ${sent.length === 1 ? "this" : `these ${sent.length}`}?`,
    ...sent.flatMap(({ warnings }) => warnings.map((text) => `${text}. Go on?`))
  ]
}

const named = (writes: ReadonlyArray<Write>): string => writes.map(({ name }) => name).join(", ")

/** The writes of a plan behind a place in it, which were not begun, to end a sentence. */
export const rest = (writes: ReadonlyArray<Write>, place: number): string => {
  const behind = writes.slice(place + 1)
  return behind.length === 0 ? "" : ` (not begun: ${named(behind)})`
}

/** That somebody pressed Ctrl-C while a plan was executed, and what that left undone. */
export const interrupted = (writes: ReadonlyArray<Write>, told: ReadonlyArray<Outcome.Outcome>): string => {
  const behind = writes.slice(told.length)
  return behind.length === 0
    ? "interrupted, when everything had been written"
    : `interrupted. ${told.length === 0 ? "Nothing was changed. " : ""}Not begun: ${named(behind)}`
}

/** Notes on the written values, each once: that what went to RAM alone is not stored, for example. */
export const afterwards = (
  writes: ReadonlyArray<Write>,
  told: ReadonlyArray<Outcome.Outcome>
): ReadonlyArray<string> => [
  ...new Set(
    writes
      .filter((_, place) => told[place]?._tag === "Written")
      .flatMap(({ action }) => Kinds.ofAction(action).afterwards?.(action) ?? [])
  )
]

/** The notice that this is no Victron project, and who answers for changes. Reference: integrations.md 12.15. */
export const ownRisk = Plain.lines([
  "This program is not affiliated with Victron Energy, and what you change with it you change at your own risk. Settings are",
  "for a qualified person, and what is connected to the grid is bound by the rules where you live. This is said once."
])
