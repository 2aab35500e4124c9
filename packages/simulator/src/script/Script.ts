/**
 * Scripted conversations: an adapter that expects certain bytes and sends certain others, for what no simulation does.
 * A script is text that reads as a transcript (`script/Text.ts`). It is played on Effect's clock, and tells as a value
 * where the host departed from it; from there on the port is gone. What comes after the last line is not looked at.
 *
 * @example
 *     > 04 FF 41 01 00 BB    # set address 0
 *     < 04 FF 41 01 00 BB
 *     > 05 FF ww 30 0D 00 ..
 *     wait 350ms
 *     < 05 FF ww 85 C8 00 ..
 *     close
 */
import type * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Duplex } from "../simulation/Driver.ts"
import * as Play from "./Play.ts"
import type { Script } from "./Text.ts"
import * as Stepping from "../clock/Stepping.ts"

export { message, type Report } from "./Play.ts"
export {
  type BadScript,
  message as parseMessage,
  type Line,
  parse,
  print,
  type Script,
  type Step,
  type Token
} from "./Text.ts"

/** A script that is being played. */
export interface Playing {
  /** Opens the port, until the scope closes. The script goes on when it is opened, and waits while it is not. */
  readonly open: Effect.Effect<Duplex, never, Scope.Scope>
  /** How far the script has come. */
  readonly report: Effect.Effect<Play.Report>
  /** Waits until all lines have happened or the host has departed from them. */
  readonly done: Effect.Effect<Exclude<Play.Report, { readonly _tag: "Playing" }>>
}

/** How long the adapter takes for each line of its own: on the test clock, what takes no time may come too early. */
const ACT_MILLIS = 1

/** Plays a script until the scope closes. `actMillis` is how long the adapter takes for each line of its own, 1 at least. */
export const run = Effect.fnUntraced(function* (
  script: Script,
  { actMillis = ACT_MILLIS }: { readonly actMillis?: number } = {}
): Effect.fn.Return<Playing, never, Scope.Scope> {
  const now = yield* Stepping.stopwatch
  const ended = yield* Deferred.make<Exclude<Play.Report, { readonly _tag: "Playing" }>>()
  let state = Play.initial
  let heard: Queue.Queue<Uint8Array, Cause.Done> | null = null

  const does = (output: Play.Output): void => {
    if (heard === null) return
    if (output._tag === "Sent") Queue.offerUnsafe(heard, output.bytes)
    else Queue.endUnsafe(heard)
  }

  const feed = yield* Stepping.make(now, (at, input?: Play.Input) =>
    Effect.sync(() => {
      const [next, outputs, wakeAt] = Play.step(script, state, at, Math.max(ACT_MILLIS, actMillis), input)
      state = next
      outputs.forEach(does)
      const report = Play.report(script, state)
      if (report._tag !== "Playing") Deferred.doneUnsafe(ended, Effect.succeed(report))
      return wakeAt
    })
  )

  return {
    open: Effect.gen(function* () {
      const mine = yield* Effect.acquireRelease(Queue.unbounded<Uint8Array, Cause.Done>(), (queue) =>
        Effect.suspend(() => {
          Queue.endUnsafe(queue)
          return heard === queue ? feed({ _tag: "Closed" }) : Effect.void
        })
      )
      if (heard !== null) Queue.endUnsafe(heard)
      heard = mine
      yield* feed({ _tag: "Opened" })
      return {
        bytes: Stream.fromQueue(mine),
        write: (bytes) =>
          Effect.suspend(() => (heard === mine ? feed({ _tag: "Wrote", bytes }) : Effect.void))
      }
    }),
    report: Effect.sync(() => Play.report(script, state)),
    done: Deferred.await(ended)
  }
})
