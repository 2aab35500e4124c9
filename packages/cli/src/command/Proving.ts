/**
 * Infos that a command showed values by, proven: so that the next one need not ask for all of them again, and none is
 * kept that was told wrong. Before the output one of those kept is asked again; after it those that were told once.
 * Reference: decisions.md 5.
 */
import type { Session } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Progress from "../output/Progress.ts"

/** Somebody who waits so long for the prompt hears why. */
const PATIENCE_MILLIS = 2000

/** The result of a read, after one of the kept infos behind it was asked again; read anew when that info was wrong. */
export const probed = <A, E, R>(
  { confirmation }: Pick<Session.Session, "confirmation">,
  read: Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  Effect.flatMap(read, (found) =>
    // A probe without an answer says nothing against what was read.
    Effect.flatMap(
      Effect.orElseSucceed(confirmation.probe, () => false),
      (isWrong) => (isWrong ? read : Effect.succeed(found))
    )
  )

/** Done when somebody presses Ctrl-C, which ends nothing else meanwhile, and what it did before afterwards. */
const stopped: Effect.Effect<void> = Effect.acquireUseRelease(
  Effect.sync(() => {
    const others = process.listeners("SIGINT")
    process.removeAllListeners("SIGINT")
    return others
  }),
  () =>
    Effect.callback<void>((resume) => {
      const stop = () => resume(Effect.void)
      process.once("SIGINT", stop)
      return Effect.sync(() => process.off("SIGINT", stop))
    }),
  (others) =>
    Effect.sync(() => {
      for (const other of others) process.on("SIGINT", other)
    })
)

/** Asks once more for what was told once, after the output. Ctrl-C leaves it out, and so does a link without answers. */
export const afterwards = ({ confirmation }: Pick<Session.Session, "confirmation">): Effect.Effect<void> =>
  Effect.suspend(() => {
    const count = confirmation.pending()
    if (count === 0) return Effect.void
    const patience = Effect.gen(function* () {
      yield* Effect.sleep(PATIENCE_MILLIS)
      yield* Progress.say(
        `asking a second time for ${count} infos, so that they can be kept for the next start. Ctrl-C leaves it out`
      )
      return yield* Effect.never
    })
    return Effect.raceAllFirst([Effect.ignore(confirmation.finish), stopped, patience])
  })
