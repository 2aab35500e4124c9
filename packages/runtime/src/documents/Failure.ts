/**
 * Why something failed, as one document: what a command that fails prints last, and what the gateway answers with.
 */
import * as Schema from "effect/Schema"

/** The name and version of the form. */
export const SCHEMA = "vebus.error/1"

/** The sorts of errors, in the order of their exit codes, from 1 on. */
export const kinds = [
  "failure",
  "usage",
  "no-port",
  "no-answer",
  "refused",
  "not-verified",
  "not-confirmed",
  "bad-file"
] as const
/** The sort of an error. */
export type Kind = (typeof kinds)[number]

/** The exit code of a sort of error. */
export const exitCodeOf = (kind: Kind): number => kinds.indexOf(kind) + 1

/** The sort of error that an exit code stands for. */
export const kindOf = (exitCode: number): Kind => kinds[exitCode - 1] ?? "failure"

const describe = <S extends Schema.Top>(schema: S, description: string): S["Rebuild"] =>
  schema.annotate({ description })

/** The document as a schema. */
export const Failure = Schema.Struct({
  schema: Schema.Literal(SCHEMA),
  kind: describe(Schema.Literals(kinds), "What sort of error it is, as the exit code says"),
  reason: describe(
    Schema.NullOr(Schema.String),
    "Which one: the tag of the reason in docs/errors.md, or the cause that the doctor found; null where there is only a message"
  ),
  message: describe(Schema.String, "What stands on stderr as text"),
  remedy: describe(Schema.NullOr(Schema.String), "What to do about it, where that is known"),
  exitCode: Schema.Int
}).annotate({ description: "Why a command failed" })
/** Why something failed. */
export type Failure = typeof Failure.Type
