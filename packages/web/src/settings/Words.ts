/**
 * Plans and outcomes in words. Pure.
 */
import type { Answers } from "../Ask.ts"

type Plan = Answers["Plan"]
type Write = Plan["writes"][number]

/** The destination of a write; `null` where it has none. */
const destination = ({ action }: Pick<Write, "action">): "ram" | "eeprom" | null =>
  action._tag === "Setting" ? action.to : null

/** Where a write goes, and what that means. */
export const placeOf = (write: Write): string => {
  if (write.unchanged) return "is so already"
  const to = destination(write)
  return to === "eeprom" ? "EEPROM: stored" : to === "ram" ? "RAM: until a restart" : "acts at once"
}

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`

/** The writes that something is sent for. */
const sent = ({ writes }: Plan): ReadonlyArray<Write> => writes.filter(({ unchanged }) => !unchanged)

/** Whether nothing would be sent. */
export const isEmpty = (plan: Plan): boolean => sent(plan).length === 0

/** The words of the button: "Write 2 settings to RAM". */
export const action = (plan: Plan, isUndo: boolean): string => {
  const writes = sent(plan)
  const stored = writes.filter((write) => destination(write) === "eeprom").length
  const acting = writes.filter((write) => destination(write) === "ram").length
  const others = writes.filter((write) => destination(write) === null).map(({ name }) => name)
  const parts = [
    ...(acting > 0 ? [`${counted(acting, "setting")} to RAM`] : []),
    ...(stored > 0 ? [`${counted(stored, "setting")} to EEPROM`] : []),
    ...others
  ]
  return `${isUndo ? "Write back" : "Write"} ${parts.join(" and ")}`
}

/** The wear of the EEPROM by a plan, in words. */
export const wear = ({ writes, today, perDay }: NonNullable<Plan["eeprom"]>): string =>
  `EEPROM wears out: this takes ${counted(writes, "write")}; ${Math.max(0, perDay - today)} of ${perDay} are left today.`

/** All dangers, each once. */
export const warningsOf = ({ writes }: Plan): ReadonlyArray<string> => [
  ...new Set(writes.flatMap(({ warnings }) => warnings))
]

/** Whether an outcome is what was wanted. */
export const isDone = ({ outcome }: Answers["Apply"]["outcomes"][number]): boolean =>
  outcome._tag === "Written" || outcome._tag === "Unchanged"

/** How a change ended, in one line. */
export const ending = ({ outcomes }: Answers["Apply"]): string => {
  const done = outcomes.filter(isDone).length
  return done === outcomes.length
    ? outcomes.length === 1
      ? "It is written."
      : `All ${done} are written.`
    : `${done} of ${outcomes.length} are written.`
}
