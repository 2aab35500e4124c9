/**
 * The vectors of `@vebus/testing`, read through their package exports and checked against the schemas here.
 */
import { createRequire } from "node:module"
import { Hex } from "@vebus/codec"
import * as Schemas from "@vebus/codec/schemas"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

const require = createRequire(import.meta.url)

const load = <S extends Schema.ConstraintDecoder<unknown>>(name: string, schema: S): S["Type"] =>
  Schema.decodeUnknownSync(schema)(require(`@vebus/testing/vectors/${name}.json`))

const Direction = Schema.Literals(["host-to-mk", "mk-to-host"])
export type Direction = typeof Direction.Type

/** What is known of a frame besides its bytes, written by hand: the second opinion on what the codec declares. */
const Facts = Schema.Struct({
  tag: Schema.String,
  effect: Schema.optionalKey(Schema.Literals(["read", "adapter", "write"])),
  retry: Schema.optionalKey(Schema.Literals(["read", "set", "write", "sequence", "one-shot"])),
  timeoutMillis: Schema.optionalKey(Schema.NullOr(Schema.Int)),
  answers: Schema.optionalKey(Schema.Array(Schema.String))
})

/** The bytes of a frame with their meaning. */
const fields = {
  hex: Schema.String,
  kind: Schema.String,
  decoded: Schema.Record(Schema.String, Schema.Unknown)
}

export const frames = load(
  "frames",
  Schema.Array(
    Schema.Struct({
      id: Schema.String,
      direction: Direction,
      valid: Schema.Boolean,
      facts: Schema.optionalKey(Facts),
      ...fields
    })
  )
)

export const streams = load(
  "streams",
  Schema.Array(
    Schema.Struct({
      id: Schema.String,
      direction: Direction,
      hex: Schema.String,
      length: Schema.Int,
      noiseBytes: Schema.Int,
      expected: Schema.Array(Schema.Struct({ offset: Schema.Int, ...fields }))
    })
  )
)

export const conversations = load(
  "conversations",
  Schema.Array(
    Schema.Struct({
      id: Schema.String,
      steps: Schema.Array(Schema.Struct({ direction: Direction, ...fields })),
      result: Schema.optionalKey(
        Schema.Struct({
          batteryVoltage: Schema.Finite,
          batteryCurrent: Schema.Finite,
          stateOfCharge: Schema.Finite,
          mainsVoltage: Schema.Finite,
          mainsCurrent: Schema.Finite,
          mainsFrequency: Schema.Finite,
          outputVoltage: Schema.Finite,
          outputCurrent: Schema.Finite,
          outputFrequency: Schema.Finite,
          leds: Schema.Array(Schema.String)
        })
      )
    })
  )
)

export const scaling = load(
  "scaling",
  Schema.Array(
    Schema.Struct({
      id: Schema.String,
      what: Schema.Literals(["ram", "setting", "ram-encode", "setting-encode"]),
      scaleWord: Schema.optionalKey(Schema.Int),
      offsetWord: Schema.optionalKey(Schema.Int),
      scale: Schema.optionalKey(Schema.Int),
      offset: Schema.optionalKey(Schema.Int),
      raw: Schema.optionalKey(Schema.Int),
      value: Schema.NullOr(Schema.Union([Schema.Finite, Schema.Boolean])),
      hertz: Schema.optionalKey(Schema.Finite),
      forceSigned: Schema.optionalKey(Schema.Boolean),
      min: Schema.optionalKey(Schema.Int),
      max: Schema.optionalKey(Schema.Int),
      outcome: Schema.optionalKey(Schema.Literals(["unsupported", "out-of-range"]))
    })
  )
)

const regression = { id: Schema.String, story: Schema.String }
const Timed = { at: Schema.Finite, hex: Schema.String }

export const regressions = load(
  "regressions",
  Schema.Array(
    Schema.Union([
      Schema.Struct({
        ...regression,
        what: Schema.Literal("deframer"),
        inputs: Schema.Array(Schema.Struct(Timed)),
        events: Schema.Array(Schema.Struct({ ...Timed, found: Schema.String }))
      }),
      Schema.Struct({
        ...regression,
        what: Schema.Literal("refusal"),
        hex: Schema.String,
        message: Schema.String
      }),
      Schema.Struct({
        ...regression,
        what: Schema.Literal("serial-number"),
        hex: Schema.String,
        text: Schema.String
      }),
      Schema.Struct({
        ...regression,
        what: Schema.Literal("payload"),
        buffer: Schema.String,
        start: Schema.Int,
        end: Schema.Int,
        failure: Schemas.Failure
      })
    ])
  )
)

/** The bytes of a hex text that is known to be good. */
export const bytesOf = (hex: string): Uint8Array => Result.getOrThrow(Hex.fromHex(hex))
