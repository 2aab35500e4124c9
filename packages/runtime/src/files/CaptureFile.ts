/**
 * Captures in files. A line is handed to the system as soon as it is known, so that a program that dies leaves all but
 * its last line. A file that takes no more (the disk is full) ends the recording, never what is recorded:
 * `docs/decisions/0005-a-recording-that-breaks.md`.
 */
import { closeSync, ftruncateSync, openSync, rmSync, writeFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { textOf } from "../transports/SystemError.ts"
import { failed, type FileError } from "./FileError.ts"
import * as ReadFile from "./ReadFile.ts"

export { FileError } from "./FileError.ts"

/** A recording that ended because its file takes no more. */
export interface Stopped {
  readonly path: string
  /** The message of the system. */
  readonly cause: string
  /** Whether something is in the file; one without a line is gone. */
  readonly isKept: boolean
}

const warn = ({ path, cause, isKept }: Stopped) =>
  Effect.logWarning(
    `stopped recording to ${path}: ${cause}. ${isKept ? "It holds all up to there" : "Nothing is left of it"}; all else goes on. ` +
      "Is the disk full? Make room, and record to a new file."
  )

/** The handler of a recording that stops. */
export interface Options {
  /** Hears once that the file takes no more; a warning in the log unless said otherwise. */
  readonly onStopped?: (stopped: Stopped) => Effect.Effect<void>
  /** Who may read it, as bits of the system; the user alone unless said otherwise. */
  readonly mode?: number
}

/**
 * Opens a new file for a capture, until the scope closes, and gives what writes its lines. Never overwrites one. When a
 * line cannot be written the recording stops: that is told once, half a line is cut off, and a file without any is removed.
 */
export const create = (
  path: string,
  { onStopped = warn, mode = 0o600 }: Options = {}
): Effect.Effect<(line: string) => Effect.Effect<void>, FileError, Scope.Scope> => {
  let isGood = true
  /** How many bytes of whole lines there are. */
  let whole = 0
  const unlessBad = (act: () => void): Effect.Effect<void> =>
    Effect.catch(Effect.try({ try: act, catch: textOf }), (cause) => {
      const wasGood = isGood
      isGood = false
      return wasGood ? onStopped({ path, cause, isKept: whole > 0 }) : Effect.void
    })
  const close = (file: number) => () => {
    try {
      // Some file systems report a full disk no sooner.
      closeSync(file)
    } finally {
      if (whole === 0) rmSync(path, { force: true })
    }
  }
  return Effect.map(
    Effect.acquireRelease(
      Effect.try({ try: () => openSync(path, "wx", mode), catch: failed("write", path) }),
      (file) => unlessBad(close(file))
    ),
    (file) => (line) =>
      unlessBad(() => {
        if (!isGood) return
        const bytes = Buffer.from(`${line}\n`)
        try {
          // Goes on where the system takes a line in parts, which a single write does not.
          writeFileSync(file, bytes)
        } catch (cause) {
          // A full disk gives room back.
          ftruncateSync(file, whole)
          throw cause
        }
        whole += bytes.length
      })
  )
}

/** The whole text of a file. */
export const read = (path: string): Effect.Effect<string, FileError> =>
  Effect.flatMap(ReadFile.bytes(path, ReadFile.LONGEST_BYTES), (found) =>
    found === null
      ? Effect.fail(failed("read", path)(`it has more than ${ReadFile.LONGEST_BYTES} bytes`))
      : Effect.succeed(found.toString("utf8"))
  )
