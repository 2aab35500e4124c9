/**
 * The bridge between a schema and the two functions beside it: a transforming schema from bytes to the decoded
 * value. The functions say where the bytes are, the schema says what the value is and validates it.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { type DecodeFailure, message } from "./Failure.ts"

/**
 * Reads a value from `bytes[start]` to `bytes[end - 1]`, in place. Total: any bytes give a value or a failure.
 * For MK2, info and bus frames `start` is the frame type `p[0]`; inside a winmon frame it is the winmon code.
 */
export type Decode<A> = (bytes: Uint8Array, start?: number, end?: number) => Result.Result<A, DecodeFailure>

/** Joins a schema with its byte functions. Decoding fails with the message of the `DecodeFailure`. */
export const codec = <S extends Schema.Constraint>(
  schema: S,
  decode: Decode<S["Type"]>,
  encode: (value: S["Type"]) => Uint8Array
) =>
  Schema.Uint8Array.pipe(
    Schema.decodeTo(
      Schema.toType(schema),
      SchemaTransformation.transformEffect<S["Type"], Uint8Array>({
        decode: (bytes) => {
          const result = decode(bytes)
          return Result.isSuccess(result)
            ? Effect.succeed(result.success)
            : Effect.fail(new SchemaIssue.InvalidValue({ message: message(result.failure) }, bytes))
        },
        encode: (value) => Effect.succeed(encode(value))
      })
    )
  )
