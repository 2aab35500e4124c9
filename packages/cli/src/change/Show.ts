/**
 * Plans and outcomes for people. Pure.
 *
 *     UBatFloat   53 V -> 52.5 V   RAM only   08 FF 58 37 03 03 82 14 …
 *       ! warning
 *       note
 */
import { Outcome, type WritePlan } from "@vebus/runtime"
import type { Paint } from "../output/Paint.ts"

type Write = WritePlan.Write

/** Where a write goes, in words. */
export const destination = ({ action }: Write): string => {
  switch (action._tag) {
    case "Setting":
      return action.to === "ram" ? "RAM only" : "EEPROM"
    case "Ram":
      return "RAM"
    case "Panel":
      return "panel (S)"
    case "Lines":
      return "adapter (H)"
    case "Charge":
    case "Restart":
      return "once"
  }
}

/** What changes, on one line. */
export const change = ({ name, before, after, unchanged }: Write): string =>
  unchanged ? `${name}: ${after} already` : `${name}: ${before} -> ${after}`

/** The lines of a plan. */
export const plan = (
  { writes, notes, port, unit }: WritePlan.WritePlan,
  paint: Paint
): ReadonlyArray<string> => [
  paint("dim", `${port}, unit ${unit}`),
  ...writes.flatMap((write) => [
    paint(write.unchanged ? "dim" : "bold", change(write)),
    ...(write.unchanged
      ? ["  nothing to send"]
      : [`  ${destination(write)}${paint("dim", `, frame ${write.frame}`)}`]),
    ...write.warnings.map((text) => paint("yellow", `  ! ${text}`)),
    ...write.notes.map((text) => paint("dim", `  ${text}`))
  ]),
  ...notes.map((text) => paint("yellow", `! ${text}`))
]

/** What became of a write, on one line. */
export const outcome = (write: Write, told: Outcome.Outcome, paint: Paint): string => {
  const style = Outcome.isDone(told) ? "green" : told._tag === "NotReached" ? "yellow" : "red"
  return `${write.name}: ${write.unchanged ? write.after : `${write.before} -> ${write.after}`}: ${paint(style, Outcome.message(told))}`
}

/** What to know at the end: that what went to RAM alone is not stored. */
export const afterwards = (writes: ReadonlyArray<Write>): ReadonlyArray<string> =>
  writes.some(({ action }) => action._tag === "Setting" && action.to === "ram")
    ? [
        "RAM only: it acts now, is lost when the unit restarts, and reading it shows the stored value. --to eeprom stores it"
      ]
    : []
