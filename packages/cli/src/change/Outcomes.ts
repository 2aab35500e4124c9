/**
 * What became of the writes of a plan, as a document (vebus.outcomes/1). Pure.
 */
import { Outcome, WritePlan } from "@vebus/runtime"
import * as Schema from "effect/Schema"

export const SCHEMA = "vebus.outcomes/1"

/** A write of the plan with what became of it. */
export interface Told extends WritePlan.Write {
  readonly outcome: Outcome.Outcome
  readonly message: string
}

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

/** The document of a plan, all of its writes in it: those that nothing was told about were not begun. */
export const document = (
  { port, address, unit, writes }: WritePlan.WritePlan,
  told: ReadonlyArray<Outcome.Outcome>,
  time: string
): unknown =>
  encode({
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
