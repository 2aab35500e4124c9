/**
 * The outcomes of the writes of a plan, as a document (vebus.outcomes/1). Pure.
 */
import * as Outcome from "../control/Outcome.ts"
import * as WritePlan from "../control/WritePlan.ts"
import * as Schema from "effect/Schema"

/** The name and version of the form. */
export const SCHEMA = "vebus.outcomes/1"

/** A write of the plan with what became of it. */
export interface Told extends WritePlan.Write {
  readonly outcome: Outcome.Outcome
  readonly message: string
}

/** The outcomes of all writes of a plan. */
export interface Outcomes {
  readonly schema: typeof SCHEMA
  readonly port: string
  readonly address: number
  readonly time: string
  readonly unit: string
  readonly outcomes: ReadonlyArray<Told>
}

/** The document as a schema. */
export const Outcomes: Schema.Codec<Outcomes, unknown> = Schema.Struct({
  schema: Schema.Literal(SCHEMA),
  port: Schema.String,
  address: Schema.Int,
  /** When the document was made, ISO 8601 in UTC. */
  time: Schema.String,
  /** The unit, by its serial number or what there is instead. */
  unit: Schema.String,
  outcomes: Schema.Array(
    Schema.Struct({
      ...WritePlan.Write.fields,
      outcome: Outcome.Outcome,
      /** The outcome in words, to follow the name of the write. */
      message: Schema.String
    })
  )
})

const encode = Schema.encodeSync(Outcomes)
const NOT_REACHED: Outcome.Outcome = { _tag: "NotReached" }

/** The outcomes of all writes of a plan: those without an outcome were not begun. */
export const of = (
  { port, address, unit, writes }: WritePlan.WritePlan,
  told: ReadonlyArray<Outcome.Outcome>,
  time: string
): Outcomes => ({
  schema: SCHEMA,
  port,
  address,
  time,
  unit,
  outcomes: writes.map((write, place) => {
    const outcome = told[place] ?? NOT_REACHED
    return { ...write, outcome, message: Outcome.message(outcome) }
  })
})

/** The same as a document. */
export const document = (
  plan: WritePlan.WritePlan,
  told: ReadonlyArray<Outcome.Outcome>,
  time: string
): unknown => encode(of(plan, told, time))
