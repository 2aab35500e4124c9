/**
 * `vebus sniff`: explains what passes between another program and the adapter, or what the adapter says unasked. Sends
 * nothing of its own.
 */
import type { Bridge } from "@vebus/runtime"
import type * as Cause from "effect/Cause"
import * as Command from "effect/cli/Command"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Pull from "effect/Pull"
import * as Queue from "effect/Queue"
import * as Lazy from "../Lazy.ts"
import * as Flags from "../command/Flags.ts"
import * as Listening from "../sniff/Listening.ts"

const flags = {
  ...Listening.flags,
  record: Flags.record,
  jsonl: Flags.jsonl("frame", "vebus.traffic/1")
}

type Input = Command.Command.Config.Infer<typeof flags>

const handle = ({ jsonl, ...input }: Input): Effect.Effect<void, Listening.Failure> =>
  Effect.scoped(
    Effect.gen(function* () {
      const [{ Monotonic }, Passing, Stdout, Traffic] = yield* Lazy.loadAll(() => [
        import("@vebus/runtime"),
        import("../sniff/Passing.ts"),
        import("../output/Stdout.ts"),
        import("../sniff/Traffic.ts")
      ])
      const line = jsonl ? Traffic.json : Traffic.line
      const wallOffset = (yield* Clock.currentTimeMillis) - (yield* Monotonic.millis)
      const timeOf = (at: number): string => new Date(wallOffset + at).toISOString()
      const passed = yield* Queue.unbounded<Bridge.Passed, Cause.Done>()
      let state = Passing.initial

      /** Takes what has passed, or notices that the rest of something has not come, and prints what that makes. */
      const next = Effect.gen(function* () {
        const deadline = Passing.deadline(state)
        const taken =
          deadline === null
            ? Option.some(yield* Queue.take(passed))
            : yield* Effect.timeoutOption(
                Queue.take(passed),
                Math.max(0, deadline - (yield* Monotonic.millis)) + 1
              )
        const chunk = Option.getOrUndefined(taken)
        const [following, found] = Passing.step(state, chunk?.at ?? (yield* Monotonic.millis), chunk)
        state = following
        for (const passing of found) yield* Stdout.line(line(passing, timeOf(passing.at)))
      })

      const printing = yield* Effect.forkScoped(Effect.forever(next).pipe(Pull.catchDone(() => Effect.void)))
      // What has passed when the time is over is still printed.
      yield* Listening.listen(input, (chunk) => void Queue.offerUnsafe(passed, chunk))
      yield* Queue.end(passed)
      yield* Fiber.join(printing)
      for (const passing of Passing.end(state, yield* Monotonic.millis)) {
        yield* Stdout.line(line(passing, timeOf(passing.at)))
      }
    })
  )

export const sniff = Command.make("sniff", flags, handle).pipe(
  Command.withDescription(
    "Explain the frames between another program and the adapter, or those that the adapter sends by itself. Sends nothing."
  ),
  Command.withExamples([
    { command: "vebus sniff", description: "Frames that the only MK3 of this machine sends by itself" },
    {
      command: "vebus sniff --via pty:/tmp/mk3 --record traffic.jsonl",
      description: "Another program opens /tmp/mk3; each frame is explained and recorded"
    }
  ])
)
