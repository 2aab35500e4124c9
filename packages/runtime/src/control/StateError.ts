/**
 * The records about units cannot be read or written.
 */
import * as Schema from "effect/Schema"

/** A file of the records cannot be read, written or locked; `doing` says which. */
export class StateError extends Schema.TaggedError<StateError>()("StateError", {
  doing: Schema.Literals(["read", "write", "lock"]),
  path: Schema.String,
  cause: Schema.String
}) {
  override get message() {
    return `cannot ${this.doing} ${this.path}: ${this.cause}. This folder holds the count of EEPROM writes and the journal; VEBUS_STATE_DIR names another folder`
  }
}
