/**
 * `vebus simulate`: a simulated adapter with an inverter behind it, on a pseudo-terminal or a TCP port, for other
 * programs to talk to. Prints where it listens on stdout, and runs until stopped.
 */
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as ExitCode from "../ExitCode.ts"
import * as Flags from "../Flags.ts"

const MAX_TCP_PORT = 65_535

const flags = {
  tcp: Flag.Int("tcp").pipe(
    Flag.withMetavar("PORT"),
    Flag.withDescription("Listen on this TCP port of this machine; 0 takes any free one"),
    Flag.filter(
      (port) => port >= 0 && port <= MAX_TCP_PORT,
      () => `a TCP port from 0 to ${MAX_TCP_PORT}`
    ),
    Flag.optional
  ),
  pty: Flag.String("pty").pipe(
    Flag.withMetavar("PATH"),
    Flag.withDescription(
      "Make a pseudo-terminal and link it to this path, for programs that open a serial port"
    ),
    Flag.optional
  ),
  profile: Flag.String("profile").pipe(
    Flag.withMetavar("NAME"),
    Flag.withDescription("Which device to simulate"),
    Flag.optional
  ),
  seed: Flag.Int("seed").pipe(
    Flag.withMetavar("N"),
    Flag.withDescription("Seed of all that is random: the same seed gives the same bytes"),
    Flag.optional
  ),
  unpaced: Flag.Boolean("unpaced").pipe(
    Flag.withDescription("Answer at once instead of at 2400 baud"),
    Flag.withDefault(false)
  ),
  turnaround: Flags.duration("turnaround", 0).pipe(
    Flag.withDescription(
      "How long the adapter works on each command. Default: 12ms its own, 40ms across the bus"
    ),
    Flag.optional
  ),
  truth: Flag.String("truth").pipe(
    Flag.withMetavar("FILE"),
    Flag.withDescription("Append a JSON line with the raw values held at each answer"),
    Flag.optional
  )
}

export const simulate = Command.make(
  "simulate",
  flags,
  ({ tcp, pty, profile, seed, unpaced, turnaround, truth }) =>
    Effect.scoped(
      Effect.gen(function* () {
        const [{ Driver }, { servePty, serveTcp, truthFile }, Profiles, Stdout] = yield* Effect.promise(() =>
          Promise.all([
            import("@vebus/simulator"),
            import("@vebus/simulator/serve"),
            import("../Profiles.ts"),
            import("../output/Stdout.ts")
          ])
        )
        if (Option.isSome(tcp) === Option.isSome(pty)) {
          return yield* Effect.fail(
            new ExitCode.CommandError(ExitCode.usage, "expected one of --tcp PORT and --pty PATH to serve on")
          )
        }
        const [name, device] = yield* Profiles.find(Option.getOrNull(profile))
        const onTruth = Option.isSome(truth) ? yield* truthFile(truth.value) : undefined
        const simulated = yield* Driver.make({
          profile: device,
          line: unpaced ? "unpaced" : "paced",
          ...(Option.isSome(seed) ? { seed: seed.value } : {}),
          ...(Option.isSome(turnaround) ? { turnaroundMillis: turnaround.value } : {}),
          ...(onTruth === undefined ? {} : { onTruth })
        })
        const url = Option.isSome(tcp)
          ? Effect.map(serveTcp({ port: tcp.value }, simulated), ({ host, port }) => `tcp://${host}:${port}`)
          : Effect.map(servePty({ path: Option.getOrThrow(pty) }, simulated), ({ path }) => path)
        yield* Stdout.line(yield* url)
        yield* Console.error(`vebus: simulating ${name}, until stopped (Ctrl-C)`)
        return yield* Effect.never
      })
    )
).pipe(
  Command.withDescription("Be an MK3 with an inverter behind it, for other programs and for tests."),
  Command.withExamples([
    { command: "vebus simulate --pty /tmp/mk3", description: "A serial port for any MK2/MK3 program" },
    { command: "vebus simulate --tcp 8139", description: "A raw TCP port" }
  ])
)
