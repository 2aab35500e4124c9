/**
 * A file that somebody named and that cannot be used.
 */
import * as Schema from "effect/Schema"
import { textOf } from "../transports/SystemError.ts"

const advice = {
  read: "Does it exist, and may you read it?",
  write: "Name a new file, in a folder that exists and that you may write to."
} as const

/** A file that cannot be read or written. */
export class FileError extends Schema.TaggedError<FileError>()("FileError", {
  doing: Schema.Literals(["read", "write"]),
  path: Schema.String,
  cause: Schema.String
}) {
  override get message() {
    return `cannot ${this.doing} ${this.path}: ${this.cause}. ${advice[this.doing]}`
  }
}

/** What the system said of a file. */
export const failed = (doing: FileError["doing"], path: string) => (cause: unknown) =>
  new FileError({ doing, path, cause: textOf(cause) })
