/**
 * Why a simulation could not be served: doing what, where, what the system said, and what to try.
 */
import * as Schema from "effect/Schema"

/** A simulation could not be served, or could not be served any longer. */
export class ServeError extends Schema.TaggedError<ServeError>()("ServeError", {
  /** The failed action, as in "cannot ...". */
  doing: Schema.String,
  /** The address or path. */
  where: Schema.String,
  /** The system's error code, such as `EADDRINUSE`, or `UNSUPPORTED`. */
  code: Schema.String,
  advice: Schema.String
}) {
  override get message() {
    return `cannot ${this.doing} ${this.where}: ${this.code}. ${this.advice}`
  }
}

/** The code of an error of the system. */
export const codeOf = (cause: unknown): string =>
  typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string"
    ? cause.code
    : String(cause)
