/**
 * Captures in files. A line is handed to the system as soon as it is known, so that a program that dies leaves all but
 * its last line.
 */
import { closeSync, openSync, readFileSync, writeSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"

/** A file that cannot be read or written. */
export class FileError extends Schema.TaggedError<FileError>()("FileError", {
  doing: Schema.Literals(["read", "write"]),
  path: Schema.String,
  cause: Schema.String
}) {
  override get message() {
    return `cannot ${this.doing} ${this.path}: ${this.cause}`
  }
}

const failed = (doing: FileError["doing"], path: string) => (cause: unknown) =>
  new FileError({ doing, path, cause: cause instanceof Error ? cause.message : String(cause) })

/** Opens a new file for a capture, until the scope closes, and gives what writes its lines. Never overwrites one. */
export const create = (
  path: string
): Effect.Effect<(line: string) => Effect.Effect<void>, FileError, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.try({ try: () => openSync(path, "wx"), catch: failed("write", path) }),
      (file) => Effect.sync(() => closeSync(file))
    ),
    (file) => (line: string) => Effect.sync(() => void writeSync(file, `${line}\n`))
  )

/** The whole text of a file. */
export const read = (path: string): Effect.Effect<string, FileError> =>
  Effect.try({ try: () => readFileSync(path, "utf8"), catch: failed("read", path) })
