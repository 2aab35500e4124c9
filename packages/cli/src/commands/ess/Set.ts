/**
 * `vebus ess set`: holds the set-point of the ESS assistant until it is stopped, and writes 0 at the end.
 */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Lazy from "../../Lazy.ts"
import * as Connected from "../../command/Connected.ts"
import * as Amount from "@vebus/runtime/amount"
import type { Failure } from "../../change/Carry.ts"
import * as ExitCode from "../../ExitCode.ts"
import * as WriteFlags from "../../change/WriteFlags.ts"
import * as Flags from "../../command/Flags.ts"
import * as Printing from "../../output/Printing.ts"

const { json: _, ...flags } = WriteFlags.flags

const config = {
  ...flags,
  watts: Argument.String("watts").pipe(
    Argument.withMetavar("WATTS"),
    Argument.withDescription("Drawn from the AC input; negative feeds in. 500, 500W, -200")
  ),
  ramp: Flag.Finite("ramp").pipe(
    Flag.withMetavar("WATTS"),
    Flag.withDescription("How fast the set-point may change, in watts a second. Default: at once"),
    Flag.filter(
      (value) => value >= 1,
      () => "watts a second, 1 or more"
    ),
    Flag.optional
  ),
  for: Flags.duration("for", 1000).pipe(
    Flag.withDescription("Stop after this time: 30s, 10m. Default: when interrupted"),
    Flag.optional
  )
}

/** Which way the power goes, in words: signs alone have misled people. */
const direction = (watts: number): string =>
  watts === 0
    ? "0 W at the AC input: the battery carries the loads"
    : watts > 0
      ? `${watts} W drawn from the AC input: what the loads leave charges the battery`
      : `${-watts} W fed into the AC input, from the battery`

/**
 * The message once the first set-point was acknowledged. It is held for certain once its word was read back too; most
 * units show another figure there.
 */
const begun = (watts: number, readBack: number | null): string => {
  if (readBack === null) {
    return `the unit acknowledged ${direction(watts)}, and does not tell what its set-point is: not known to be held. It is written every 5 s`
  }
  const shown = readBack === watts ? "read back" : `the unit shows ${readBack} W in its place, as most do`
  return `holding ${direction(watts)} (${shown})`
}

const NO_LONGER_HELD =
  "the set-point is no longer held: 0 is set as soon as the unit can be reached; it obeys the last one for up to a minute"

export const set = Command.make("set", config, (input) =>
  Effect.gen(function* (): Effect.fn.Return<void, Failure> {
    const amount = Amount.parse(input.watts, "W")
    if (Result.isFailure(amount) || !("value" in amount.success)) {
      return yield* ExitCode.wrongUse(`expected watts, like 500, 500W or -200; found "${input.watts}"`)
    }
    const watts = amount.success.value
    const [Carry, Stdout] = yield* Lazy.loadAll(() => [
      import("../../change/Carry.ts"),
      import("../../output/Stdout.ts")
    ])
    yield* Carry.controlled(input, { by: "vebus ess set" }, (planning) =>
      Effect.gen(function* () {
        const { control, session } = planning
        const address = Connected.addressOf(input)
        const made = yield* control.planEss(watts, { address })
        const shown = [
          `${session.url}, address ${address}`,
          direction(made.watts),
          `  RAM ${made.id} every 5 s, and 0 at the end, frame ${made.frame}`,
          `  the 0 at the end: frame ${made.restFrame}`,
          ...(Option.isNone(input.ramp) ? [] : ["  on the way there set-points in between, in the same form"])
        ]
        if (input.dryRun) return yield* Stdout.lines(shown)
        const holding = Effect.gen(function* () {
          yield* Carry.consented(planning, made, shown, ["Hold this?"], input.yes)
          const hold = yield* control.holdEss(watts, {
            address,
            ...Option.match(input.ramp, {
              onNone: () => ({}),
              onSome: (rampWattsPerSecond) => ({ rampWattsPerSecond })
            })
          })
          yield* Stdout.line(`${begun(made.watts, hold.readBack())}. Ctrl-C stops, and sets 0`)
          const held = Option.match(input.for, {
            onNone: () => hold.ended,
            onSome: (millis) => Effect.asVoid(Effect.timeoutOption(hold.ended, millis))
          })
          yield* held.pipe(
            // A hold that nobody can see goes on for nobody.
            Effect.raceFirst(Printing.unseen),
            Effect.onInterrupt(() => Console.error("vebus: setting 0")),
            Effect.tapError(() => Console.error(`vebus: ${NO_LONGER_HELD}`))
          )
        })
        yield* Carry.changing(holding)
      })
    )
  })
).pipe(
  Command.withDescription(
    "Hold a set-point of the ESS assistant until stopped, then set 0. Positive watts are drawn from the AC input."
  ),
  Command.withExamples([
    { command: "vebus ess set 500", description: "Draw 500 W from the AC input" },
    { command: "vebus ess set -200 --for 10m --yes", description: "Feed in 200 W for ten minutes" }
  ])
)
