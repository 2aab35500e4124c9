/**
 * Secrets that stand in files of their own: one on one line, and nothing else. A file is read anew each time, so that another
 * secret counts without a restart.
 */
import { createHash, timingSafeEqual } from "node:crypto"
import { ReadFile } from "@vebus/runtime/files"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"

/** There is no secret in a file. The message says why. */
export class NoSecret extends Data.TaggedError("NoSecret")<{ readonly message: string }> {}

const MAX_BYTES = 4096

/** The secret in a file, without the end of its line. `what` names it, for who left it out. */
export const read = (path: string, what = "a secret"): Effect.Effect<Redacted.Redacted<string>, NoSecret> =>
  Effect.gen(function* () {
    const bad = (message: string) => new NoSecret({ message: `${path}: ${message}` })
    const bytes = yield* Effect.mapError(ReadFile.bytes(path, MAX_BYTES), ({ message }) =>
      bad(message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message)
    )
    const text = bytes?.toString("utf8").trim() ?? ""
    if (text === "" || /\s/.test(text)) return yield* bad(`expected ${what} on one line, found none`)
    return Redacted.make(text)
  })

const digest = (text: string): Buffer => createHash("sha256").update(text).digest()

/** Whether two texts are the same; takes as long whatever they are. */
export const isSame = (left: string, right: string): boolean => timingSafeEqual(digest(left), digest(right))
