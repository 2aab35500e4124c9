/**
 * Reading a file that somebody names: no more of it than it may hold, and never in a way that holds up the process. It may be a
 * terminal, or a pipe that nobody writes to: opening those waits for the other side, in the system, where no interruption
 * reaches. So they are opened without waiting, and looked at again.
 */
import { constants } from "node:fs"
import { type FileHandle, open } from "node:fs/promises"
import * as Effect from "effect/Effect"
import { failed, type FileError } from "./FileError.ts"

/** The size from which a file is longer than a text of this program can be, in bytes. */
export const LONGEST_BYTES = 0x1f_ff_ff_e8

/** How often a pipe or a terminal is looked at, in milliseconds. */
const LOOK_MILLIS = 50
/** How long a pipe may be without anybody who writes to it, in milliseconds. */
const NOBODY_MILLIS = 5000
/** How much is read at once, in bytes. */
const PIECE_BYTES = 65_536

/** Windows has none of these, and no such files. */
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0)

const isEmptyYet = (cause: unknown): boolean =>
  cause instanceof Error && "code" in cause && cause.code === "EAGAIN"

/** One look: so many bytes, 0 at the end, `null` when there is nothing yet. */
const look = async (file: FileHandle, piece: Buffer): Promise<number | null> => {
  try {
    return (await file.read(piece, 0, piece.length)).bytesRead
  } catch (cause) {
    if (isEmptyYet(cause)) return null
    throw cause
  }
}

/** The bytes of a file; `null` when it holds more than so many. Fails with what the system says, or with what it is. */
export const bytes = (path: string, maxBytes: number): Effect.Effect<Buffer | null, FileError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const file = yield* Effect.acquireRelease(
        Effect.tryPromise({ try: () => open(path, flags), catch: failed("read", path) }),
        (opened) => Effect.promise(() => opened.close())
      )
      const isPipe = yield* Effect.promise(async () => (await file.stat()).isFIFO())
      const pieces: Array<Buffer> = []
      let size = 0
      let emptyMillis = 0
      while (size <= maxBytes) {
        const piece = Buffer.allocUnsafe(PIECE_BYTES)
        const count = yield* Effect.tryPromise({ try: () => look(file, piece), catch: failed("read", path) })
        if (count !== null && count > 0) {
          pieces.push(piece.subarray(0, count))
          size += count
        } else if (count === 0 && (size > 0 || !isPipe)) {
          return Buffer.concat(pieces)
        } else {
          if (count === 0 && (emptyMillis += LOOK_MILLIS) >= NOBODY_MILLIS)
            return yield* failed(
              "read",
              path
            )(`it is a pipe, and nobody has written to it for ${NOBODY_MILLIS / 1000} s`)
          yield* Effect.sleep(LOOK_MILLIS)
        }
      }
      return null
    })
  )
