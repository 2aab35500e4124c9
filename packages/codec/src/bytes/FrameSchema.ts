/**
 * The schema of a format, and the transforming schema that joins it with its bytes. Both follow from the layouts; they are
 * a module of their own, so that who only decodes loads no Schema.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaParser from "effect/SchemaParser"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { type DecodeFailure, type EncodeFailure, message } from "./Failure.ts"
import { type ByteShape, limitsOf, type Shape } from "./Field.ts"
import type { Form } from "./Form.ts"
import type { AnyFormat, Decode } from "./Format.ts"
import type { OpenEnum, Unnamed } from "./OpenEnum.ts"
import { Spare, Uint16, Uint8 } from "./Words.ts"

const openNames = (names: ReadonlyArray<string>, byteOf: ByteShape["byteOf"]) =>
  Schema.Union([Schema.Literals(names), Schema.String.check(Schema.isPattern(/^unknown-\d+$/u))]).check(
    Schema.makeFilter((name) => byteOf(name) !== undefined, {
      expected: `one of ${names.join(", ")}, or unknown-<byte>`
    })
  )

/** The schema of an open enumeration: its names, and `unknown-<byte>`. */
export const named = <Name extends string>(enumeration: OpenEnum<Name>): Schema.Codec<Name | Unnamed> =>
  openNames(enumeration.names, enumeration.byteOf) as unknown as Schema.Codec<Name | Unnamed>

const byteSchema = ({ values, byteOf, expected }: ByteShape): Schema.Constraint => {
  const known = [...new Set(values)].filter((value) => value !== undefined)
  return expected === ""
    ? openNames(
        known.filter((name): name is string => typeof name === "string" && !/^unknown-\d/.test(name)),
        byteOf
      )
    : Schema.Literals(known as unknown as ReadonlyArray<string | number>)
}

const shapeSchema = (shape: Shape): Schema.Constraint | null => {
  switch (shape._tag) {
    case "Number": {
      const [minimum, maximum] = limitsOf(shape)
      return Schema.Int.check(Schema.isBetween({ minimum, maximum }))
    }
    case "Byte":
      return byteSchema(shape)
    case "Fixed":
      return null
    case "Bits":
      return shape.flag
        ? Schema.Boolean
        : Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: shape.mask }))
    case "Bytes":
      return Spare.check(
        Schema.isMinLength(shape.min),
        ...(shape.max < Number.POSITIVE_INFINITY ? [Schema.isMaxLength(shape.max)] : [])
      )
    case "Words":
      return Schema.Array(Uint16)
    case "Constant":
      return shape.value === null ? Schema.Null : Schema.Literal(shape.value as string | number)
  }
}

const formSchema = (tag: string, { fields }: Form): Schema.Constraint => {
  const schemas = fields.flatMap(({ key, shape }) => {
    const schema = shapeSchema(shape)
    return schema === null ? [] : [[key, schema] as const]
  })
  return Schema.TaggedStruct(tag, Object.fromEntries(schemas))
}

/** The schemas of the kinds of value that a format has. */
const schemasOf = (format: AnyFormat): ReadonlyArray<Schema.Constraint> => {
  switch (format._tag) {
    case "Layout":
      return format.forms.map((form) => formSchema(format.name, form))
    case "Family":
      return format.members.flatMap(schemasOf)
    case "Envelope": {
      const letter = (letters: Readonly<Record<string, number>>) => Schema.Literals(Object.keys(letters))
      const carried = { [format.key]: of(format.carried) }
      if (format.addressed === null)
        return [Schema.TaggedStruct(format.name, { letter: letter(format.letters), ...carried })]
      return [
        Schema.TaggedStruct(format.name, {
          letter: letter(format.letters),
          address: Schema.Null,
          ...carried
        }),
        Schema.TaggedStruct(format.name, { letter: letter(format.addressed), address: Uint8, ...carried })
      ]
    }
  }
}

/** The schema of a format's values. */
export const of = <F extends AnyFormat>(format: F): Schema.Codec<F["Type"]> => {
  const schemas = schemasOf(format)
  const schema =
    schemas.length === 1
      ? schemas[0]
      : Schema.Union(schemas).annotate({ expected: `a _tag out of ${format.tags.join(", ")}` })
  return schema as unknown as Schema.Codec<F["Type"]>
}

/** Bytes, without the text form that `Schema.Uint8Array` brings along. */
export const Bytes = /* @__PURE__ */ Schema.declare(
  (value): value is Uint8Array => value instanceof Uint8Array,
  {
    expected: "bytes"
  }
)

/** The codec between a value and its bytes. */
export interface ByteCodec<A> {
  readonly decode: Decode<A>
  encode(value: A): Result.Result<Uint8Array, EncodeFailure>
  is(value: unknown): boolean
}

/** The result, its failure as an issue with the input. */
const issuing = <A>(
  result: Result.Result<A, DecodeFailure | EncodeFailure>,
  input: unknown
): Effect.Effect<A, SchemaIssue.Issue> =>
  Result.isSuccess(result)
    ? Effect.succeed(result.success)
    : Effect.fail(new SchemaIssue.InvalidValue({ message: message(result.failure) }, input))

/**
 * A transforming schema from bytes to a value, out of the two functions. What they give is checked by `is`; only what
 * fails is held against the schema, which then says where.
 */
export const join = <A>(
  { decode, encode, is }: ByteCodec<A>,
  schema: () => Schema.Codec<A>
): Schema.Codec<A, Uint8Array> => {
  const checked = Schema.declareConstructor<A>()(
    [],
    () => (value, _ast, options) =>
      is(value) ? Effect.succeed(value as A) : SchemaParser.decodeUnknownEffect(schema())(value, options)
  )
  return Bytes.pipe(
    Schema.decodeTo(
      checked,
      SchemaTransformation.transformEffect<A, Uint8Array>({
        decode: (bytes) => issuing(decode(bytes), bytes),
        encode: (value) => issuing(encode(value), value)
      })
    )
  )
}

/** Values of a format from bytes and back, as a Schema. */
export const codec = <F extends AnyFormat>(format: F): Schema.Codec<F["Type"], Uint8Array> =>
  join<F["Type"]>({ ...format, encode: (value) => Result.succeed(format.encode(value)) }, () => of(format))

const Count = Schema.Int
/** The schema of a failure. */
export const Failure: Schema.Codec<DecodeFailure> = Schema.Union([
  Schema.TaggedStruct("TooShort", { frame: Schema.String, offset: Count, expected: Count, found: Count }),
  Schema.TaggedStruct("BadLength", { offset: Count, expected: Schema.String, found: Count }),
  Schema.TaggedStruct("BadChecksum", { offset: Count, expected: Count, found: Count }),
  Schema.TaggedStruct("UnexpectedValue", {
    frame: Schema.String,
    offset: Count,
    expected: Schema.String,
    found: Count
  })
])
