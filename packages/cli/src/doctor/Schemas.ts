/**
 * The file of `doctor --report`, as a schema.
 */
import * as Schema from "effect/Schema"
import { Document } from "@vebus/runtime/doctor"
import { Ports } from "../output/Schemas.ts"

const describe = <S extends Schema.Top>(schema: S, description: string): S["Rebuild"] =>
  schema.annotate({ description })

const Observations = Schema.Struct({
  platform: Schema.String,
  port: Schema.NullOr(Schema.String),
  isNamedAdapter: Schema.Boolean,
  failure: describe(
    Schema.NullOr(Schema.Record(Schema.String, Schema.Unknown)),
    "Why the port could not be opened"
  ),
  group: Schema.NullOr(Schema.String),
  line: Schema.NullOr(
    Schema.Struct({
      bytes: Schema.Int,
      frames: Schema.Int,
      discarded: Schema.Int,
      sample: Schema.String,
      listenedMillis: Schema.Finite,
      silentMillis: Schema.Finite
    })
  ),
  adapter: Schema.NullOr(
    Schema.Struct({
      type: Schema.NullOr(Schema.Literals(["MK2", "MK3"])),
      version: Schema.Int,
      firmware: Schema.Int
    })
  ),
  device: Schema.NullOr(
    Schema.Struct({
      address: Schema.Int,
      version: Schema.Int,
      winmonMode: Schema.Literals(["short", "long"])
    })
  ),
  system: describe(
    Schema.NullOr(
      Schema.Struct({
        alarms: Schema.NullOr(Schema.Record(Schema.String, Schema.Unknown)),
        error: Schema.NullOr(Schema.Int),
        silent: Schema.NullOr(Schema.Array(Schema.Int)),
        battery: Schema.NullOr(
          Schema.Struct({ volts: Schema.Finite, impossible: Schema.NullOr(Schema.String) })
        )
      })
    ),
    "Alarms, VE.Bus error, the addresses of units that do not answer, and the battery's voltage"
  ),
  control: Schema.Struct({
    foreignFrames: Schema.Int,
    digitalMultiControl: Schema.NullOr(Schema.Boolean),
    isForwarding: Schema.NullOr(Schema.Boolean)
  })
})

const Info = Schema.StructWithRest(Schema.Struct({ id: Schema.Int }), [
  Schema.Record(Schema.String, Schema.Unknown)
])

/** The file of `doctor --report`. */
export const Report = Schema.Struct({
  schema: Schema.Literal("vebus.report/1"),
  time: Schema.String,
  software: Schema.Struct({
    vebus: Schema.String,
    node: Schema.String,
    platform: Schema.String,
    release: Schema.String,
    architecture: Schema.String
  }),
  masked: describe(Schema.String, "What is not in it"),
  checks: Document.Checks,
  observations: Observations,
  infos: describe(
    Schema.Struct({ ram: Schema.Array(Info), settings: Schema.Array(Info) }),
    "What the unit reports about its values, in raw words"
  ),
  ports: Ports.fields.ports,
  capture: describe(Schema.Array(Schema.Unknown), "The lines of a capture, vebus.capture/1")
}).annotate({ description: "A bundle for an issue" })
