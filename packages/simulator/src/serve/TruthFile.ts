/**
 * Appends the truth behind each answer to a file, one JSON line each. A line is written before the answer goes out, so
 * whoever has the answer finds its truth. Reference: decisions.md 8.
 */
import { closeSync, openSync, writeFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Truth } from "../adapter/Truth.ts"
import { codeOf, ServeError } from "./ServeError.ts"

/**
 * Opens the file until the scope closes, and gives what the driver is to call. Fails with a `ServeError` when the file
 * cannot be opened. When a line cannot be written (the disk is full), the log says so once and no more are.
 */
export const truthFile = Effect.fn("truthFile")(function* (
  path: string
): Effect.fn.Return<(truth: Truth) => void, ServeError, Scope.Scope> {
  const file = yield* Effect.acquireRelease(
    Effect.try({
      try: () => openSync(path, "a", 0o600),
      catch: (cause) =>
        new ServeError({
          doing: "write the truth to",
          where: path,
          code: codeOf(cause),
          advice: "Does the folder exist, and may you write there?"
        })
    }),
    (opened) => Effect.sync(() => closeSync(opened))
  )
  const run = Effect.runForkWith(yield* Effect.context())
  let isFailed = false
  return (truth) => {
    if (isFailed) return
    try {
      // Goes on where the system takes a line in parts, which a single write does not.
      writeFileSync(file, JSON.stringify(truth) + "\n")
    } catch (cause) {
      isFailed = true
      run(
        Effect.logWarning(
          `no more truth is written to ${path}: ${codeOf(cause)}. All else goes on. Is the disk full? Make room, and start anew.`
        )
      )
    }
  }
})
