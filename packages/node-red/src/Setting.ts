/**
 * Carries out what a set node wants: a plan is made, looked at, executed once and verified. What is refused is an error whose
 * message says why.
 */
import {
  type Inverter,
  isDone,
  type Outcome,
  outcomeText,
  type PlanOptions,
  type WritePlan
} from "@vebus/runtime/promise"
import type { Wish } from "./Wishes.ts"

/** How a wish is carried out. */
export interface Conditions {
  readonly to: "ram" | "eeprom"
  /** The unit; `null`: that of the connection. */
  readonly address: number | null
  /** Only the plan is made. */
  readonly isPlanOnly: boolean
  /** Also where the plan warns of something. */
  readonly isBold: boolean
}

/** One write as a flow sees it. */
export interface Write {
  readonly name: string
  readonly before: string
  readonly after: string
  readonly frames: ReadonlyArray<string>
  readonly notes: ReadonlyArray<string>
  readonly warnings: ReadonlyArray<string>
  /** The outcome; `null` where only the plan was made. */
  readonly outcome: string | null
}

/** The payload that a set node sends on. */
export interface Carried {
  /** Whether something was executed. */
  readonly executed: boolean
  readonly writes: ReadonlyArray<Write>
}

/** A change that did not come out, or was not begun. */
export class NotSet extends Error {
  override readonly name = "NotSet"
}

const write = (each: WritePlan["writes"][number], outcome: Outcome | undefined): Write => ({
  name: each.name,
  before: each.before,
  after: each.after,
  frames: each.frames.map(({ hex }) => hex),
  notes: each.notes,
  warnings: each.warnings,
  outcome: outcome === undefined ? null : outcomeText(outcome)
})

/** Plans and executes. Rejects where it was refused, or did not come out. */
export const carryOut = async (
  inverter: Inverter,
  { changes }: Wish,
  { to, address, isPlanOnly, isBold }: Conditions
): Promise<Carried> => {
  const options: PlanOptions = { to, ...(address === null ? {} : { address }) }
  const plan = await inverter.plan(changes, options)
  if (isPlanOnly) return { executed: false, writes: plan.writes.map((each) => write(each, undefined)) }
  const warnings = plan.writes.flatMap((each) => each.warnings)
  if (warnings.length > 0 && !isBold)
    throw new NotSet(
      `${warnings.join(". ")}. Nothing was sent; tick "Also where it warns" in the node to do it`
    )
  const outcomes = await inverter.execute(plan)
  const writes = plan.writes.map((each, index) => write(each, outcomes[index]))
  const bad = writes.filter((_, index) => !isDone(outcomes[index]!))
  if (bad.length > 0) throw new NotSet(bad.map(({ name, outcome }) => `${name} ${outcome}`).join("; "))
  return { executed: true, writes }
}
