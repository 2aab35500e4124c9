/**
 * Captures in files. A line is handed to the system as soon as it is known, so that a program that dies leaves all but
 * its last line. A file that takes no more (the disk is full) ends the recording, never what is recorded:
 * `docs/decisions/0005-a-recording-that-breaks.md`.
 */
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { textOf } from "../SystemError.ts"

const advice = {
  read: "Does it exist, and may you read it?",
  write: "Name a new file, in a folder that exists and that you may write to."
} as const

/** A file that cannot be opened. */
export class FileError extends Schema.TaggedError<FileError>()("FileError", {
  doing: Schema.Literals(["read", "write"]),
  path: Schema.String,
  cause: Schema.String
}) {
  override get message() {
    return `cannot ${this.doing} ${this.path}: ${this.cause}. ${advice[this.doing]}`
  }
}

const failed = (doing: FileError["doing"], path: string) => (cause: unknown) =>
  new FileError({ doing, path, cause: textOf(cause) })

/** The file may end within a line, and is good up to there; a line behind it would make it a bad one. */
const stopped = (path: string, cause: string) =>
  Effect.logWarning(
    `stopped recording to ${path}: ${cause}. What it holds is good up to its last whole line; all else goes on. ` +
      "Is the disk full? Make room, and record to a new file."
  )

/**
 * Opens a new file for a capture, until the scope closes, and gives what writes its lines. Never overwrites one. When a
 * line cannot be written, the log says so once, and no more are.
 */
export const create = (
  path: string
): Effect.Effect<(line: string) => Effect.Effect<void>, FileError, Scope.Scope> => {
  let isGood = true
  const unlessBad = (act: () => void): Effect.Effect<void> =>
    Effect.catch(Effect.try({ try: act, catch: textOf }), (cause) => {
      const wasGood = isGood
      isGood = false
      return wasGood ? stopped(path, cause) : Effect.void
    })
  return Effect.map(
    Effect.acquireRelease(
      Effect.try({ try: () => openSync(path, "wx"), catch: failed("write", path) }),
      // Some file systems tell of a full disk no sooner.
      (file) => unlessBad(() => closeSync(file))
    ),
    (file) => (line) =>
      unlessBad(() => {
        // Goes on where the system takes a line in parts, which a single write does not.
        if (isGood) writeFileSync(file, `${line}\n`)
      })
  )
}

/** The whole text of a file. */
export const read = (path: string): Effect.Effect<string, FileError> =>
  Effect.try({ try: () => readFileSync(path, "utf8"), catch: failed("read", path) })
