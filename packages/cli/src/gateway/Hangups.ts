/**
 * SIGHUP as a wish to read the configuration again.
 */
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"

/** Each SIGHUP, which ends nothing while somebody listens here. */
export const hangups: Stream.Stream<void> = Stream.callback<void>((queue) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const others = process.listeners("SIGHUP")
      const tell = (): void => void Queue.offerUnsafe(queue, undefined)
      process.removeAllListeners("SIGHUP")
      process.on("SIGHUP", tell)
      return { others, tell }
    }),
    ({ others, tell }) =>
      Effect.sync(() => {
        process.off("SIGHUP", tell)
        for (const other of others) process.on("SIGHUP", other)
      })
  )
)
