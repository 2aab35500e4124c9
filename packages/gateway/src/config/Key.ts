/**
 * Keys of the configuration that need not be there.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Leaves from "./Leaves.ts"

/** A key that need not be there, with what it is then, as it would stand in the file. */
export const or = <S extends Schema.Top>(schema: S, value: S["Encoded"]) =>
  schema.pipe(Schema.withDecodingDefaultKey(Effect.succeed(value)))

/** A key that need not be there; `null` then. */
export const maybe = <S extends Schema.Top>(schema: S) =>
  Schema.NullOr(schema).pipe(Schema.withDecodingDefaultKey(Effect.succeed(null)))

/** A key that nobody may see. */
export const secret = maybe(Schema.RedactedFromValue(Leaves.Text))
