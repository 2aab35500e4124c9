/**
 * `vebus monitor`: readings, one per interval, until stopped. Sends only reads.
 */
import type { Errors, Session, Telemetry } from "@vebus/runtime"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as Connected from "../Connected.ts"
import type * as ExitCode from "../ExitCode.ts"
import * as Flags from "../Flags.ts"

type Update = Telemetry.Update
type State = Session.State

const SHORTEST_INTERVAL_MILLIS = 100

const flags = {
  ...Connected.flags,
  demo: Flag.Boolean("demo").pipe(
    Flag.withDescription(
      "Without --port and without an MK3 on this machine: show the embedded simulated inverter"
    ),
    Flag.withDefault(false)
  ),
  interval: Flags.duration("interval", SHORTEST_INTERVAL_MILLIS).pipe(
    Flag.withDescription("Time from one reading to the next: 500ms, 1s, 2m. Default 1s"),
    Flag.withDefault(1000)
  ),
  count: Flags.count("count", 1).pipe(
    Flag.withMetavar("N"),
    Flag.withDescription("Stop after N readings. Default: never"),
    Flag.optional
  ),
  jsonl: Flag.Boolean("jsonl").pipe(
    Flag.withDescription("One JSON object per reading (vebus.reading/1) and line"),
    Flag.withDefault(false)
  )
}

type Input = Command.Command.Config.Infer<typeof flags>

/** What to say when the link changes: the monitor stays, and shows what it does not know as absent. */
const tell = (url: string) => (state: State) => {
  switch (state) {
    case "asleep":
      return Console.error(
        `vebus: no byte from ${url} for 5 s: the inverter is asleep or the VE.Bus cable is unplugged. Waiting for it`
      )
    case "unplugged":
      return Console.error(`vebus: lost ${url}. Trying to open it again`)
    case "connected":
      return Console.error(`vebus: ${url} is back`)
    case "opening":
    case "closed":
      return Effect.void
  }
}

const handle = ({
  demo,
  interval,
  count,
  jsonl,
  ...input
}: Input): Effect.Effect<void, Errors.LinkError | ExitCode.CommandError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const [{ Telemetry }, { Reading }, Readings, Stdout] = yield* Effect.promise(() =>
        Promise.all([
          import("@vebus/runtime"),
          import("@vebus/codec"),
          import("../output/Readings.ts"),
          import("../output/Stdout.ts")
        ])
      )
      const { session } = yield* Connected.connect(input, { demo })
      yield* Effect.forkScoped(Stream.runForEach(Stream.drop(session.states, 1), tell(session.url)))
      const show = jsonl
        ? ({ reading }: Update) => Stdout.line(Reading.toJson(reading))
        : Readings.printer(process.stdout)
      yield* Telemetry.updates(session, { intervalMillis: interval }).pipe(
        Stream.take(Option.getOrElse(count, () => Number.POSITIVE_INFINITY)),
        Stream.runForEach(show)
      )
    })
  )

export const monitor = Command.make("monitor", flags, handle).pipe(
  Command.withDescription("Show what the inverter does, once a second. Changes nothing."),
  Command.withExamples([
    { command: "vebus monitor", description: "Watch the only MK3 of this machine" },
    { command: "vebus monitor --port tcp://boat:8139 --jsonl", description: "Log readings over the network" },
    { command: "vebus monitor --demo", description: "Try it without hardware" }
  ])
)
