/**
 * The findings of the doctor as one document (`vebus.doctor/1`): what the command line prints, and the gateway serves.
 */
import * as Schema from "effect/Schema"
import type * as Diagnosis from "./Diagnosis.ts"
import { names } from "./Row.ts"

/** The name and version of the form. */
export const SCHEMA = "vebus.doctor/1"

const describe = <S extends Schema.Top>(schema: S, description: string): S["Rebuild"] =>
  schema.annotate({ description })

const Check = Schema.Struct({
  name: Schema.Literals(names),
  found: describe(Schema.String, "What was seen"),
  problem: describe(
    Schema.NullOr(
      Schema.Struct({
        cause: Schema.String,
        meaning: Schema.String,
        remedy: Schema.String,
        exitCode: Schema.Int
      })
    ),
    "null: all is well"
  )
})

/** The checks, in their order. */
export const Checks = describe(
  Schema.Array(Check),
  "From the plug to the inverter; what lies behind a problem may be left out"
)

/** The document as a schema. */
export const Doctor = Schema.Struct({
  schema: Schema.Literal(SCHEMA),
  port: describe(Schema.NullOr(Schema.String), "null: none was named and none could be chosen"),
  time: Schema.String,
  healthy: Schema.Boolean,
  checks: Checks
}).annotate({ description: "Why there is no adapter or no answer, and what to do" })
/** The findings as a document. */
export type Doctor = typeof Doctor.Type

/** The document of checks that were made at a time. */
export const make = (checks: ReadonlyArray<Diagnosis.Check>, port: string | null, time: string): Doctor => ({
  schema: SCHEMA,
  port,
  time,
  healthy: checks.every(({ problem }) => problem === null),
  checks: [...checks]
})
