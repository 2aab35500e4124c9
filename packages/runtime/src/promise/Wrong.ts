/**
 * An argument makes no sense. Found before anything is asked of the unit.
 */
import * as Schema from "effect/Schema"

/** A name or a value that nothing can be made of; the message says what was expected. */
export class BadChange extends Schema.TaggedError<BadChange>()("BadChange", { why: Schema.String }) {
  override get message() {
    return this.why
  }
}

/** An option that nothing can be made of: a port URL, an interval. */
export class BadOption extends Schema.TaggedError<BadOption>()("BadOption", {
  option: Schema.String,
  expected: Schema.String,
  found: Schema.String
}) {
  override get message() {
    return `${this.option}: expected ${this.expected}, found "${this.found}"`
  }
}

/** A recording that nothing can be replayed from; the message says where. */
export class BadRecording extends Schema.TaggedError<BadRecording>()("BadRecording", {
  path: Schema.String,
  line: Schema.Int,
  expected: Schema.String,
  found: Schema.String
}) {
  override get message() {
    return `${this.path}, line ${this.line}: expected ${this.expected}, found ${this.found === "" ? "nothing" : this.found}`
  }
}
