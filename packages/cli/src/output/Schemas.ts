/**
 * The JSON documents of the command line that are not about a device, as schemas. Those about one are in
 * `@vebus/runtime/documents`.
 */
import * as Schema from "effect/Schema"

/** The name of a schema. */
export type SchemaName = `vebus.${string}/${number}`

const describe = <S extends Schema.Top>(schema: S, description: string): S["Rebuild"] =>
  schema.annotate({ description })

/** The document of `ports`. */
export const Ports = Schema.Struct({
  schema: Schema.Literal("vebus.ports/1"),
  ports: Schema.Array(
    Schema.Struct({
      path: Schema.String,
      likelihood: Schema.Literals(["mk3", "victron", "same-chip", "unknown"]),
      manufacturer: Schema.NullOr(Schema.String),
      serialNumber: Schema.NullOr(Schema.String)
    })
  )
}).annotate({ description: "The serial ports of a machine, likely adapters first" })

const field = { field: Schema.String, meaning: Schema.String, unit: Schema.NullOr(Schema.String) }
const place = { offset: Schema.Int, length: Schema.Int, raw: Schema.String }

const ExplainedFrame = Schema.TaggedStruct("Frame", {
  ...place,
  direction: Schema.Literals(["request", "reply"]),
  guessed: Schema.Boolean,
  fitsBoth: Schema.Boolean,
  title: Schema.String,
  content: describe(
    Schema.StructWithRest(Schema.Struct({ _tag: Schema.String }), [
      Schema.Record(Schema.String, Schema.Unknown)
    ]),
    "The decoded frame; its fields are those of the codec, by _tag"
  ),
  ranges: Schema.Array(
    Schema.Struct({ ...place, ...field, shared: Schema.optionalKey(Schema.Array(Schema.Struct(field))) })
  )
})

const Discarded = Schema.TaggedStruct("Discarded", { ...place, meaning: Schema.String })

/** A frame field by field, or bytes that formed none. */
export const Explained = Schema.Union([ExplainedFrame, Discarded])

/** The document of `frame decode`. */
export const Explanation = Schema.Struct({
  schema: Schema.Literal("vebus.explanation/1"),
  frames: Schema.Array(Explained),
  hint: describe(
    Schema.NullOr(Schema.Struct({ text: Schema.String, repaired: Schema.NullOr(Schema.String) })),
    "Where no frame was found: what the bytes may be, and the frames that were meant"
  )
}).annotate({ description: "Bytes explained: frames field by field, and what formed no frame" })
