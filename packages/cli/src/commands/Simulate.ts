/**
 * `vebus simulate`: a simulated adapter with an inverter behind it, on a pseudo-terminal or a TCP port, for other
 * programs to talk to. Prints where it listens on stdout, then the address of the control channel if it has one of its
 * own, and runs until stopped.
 */
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Lazy from "../Lazy.ts"
import * as ExitCode from "../ExitCode.ts"
import * as Flags from "../command/Flags.ts"
import { VersionEvery } from "@vebus/runtime/port-url"
import { Surroundings } from "../Surroundings.ts"

/** Where the control channel is: `stdin`, or a TCP port. */
const parseControl = (text: string): Option.Option<number | "stdin"> =>
  text === "stdin" || (/^\d+$/.test(text) && Flags.isTcpPort(Number(text)))
    ? Option.some(text === "stdin" ? text : Number(text))
    : Option.none()

const flags = {
  tcp: Flags.tcp,
  pty: Flags.pty,
  profile: Flags.text(
    "profile",
    "NAME|FILE",
    "Which device to simulate: the name of a profile, or a JSON file with one"
  ),
  scenario: Flags.text("scenario", "NAME", "Changes over time, such as mains-lost"),
  fault: Flags.text("fault", "TEXT", "Faults on the line, such as drop=5%,noise=2%,unplug@10s+2s"),
  seed: Flag.Int("seed").pipe(
    Flag.withMetavar("N"),
    Flag.withDescription("Seed of the random numbers: the same seed gives the same bytes"),
    Flag.optional
  ),
  control: Flags.parsed(
    "control",
    "PORT|stdin",
    "Take changes and questions as JSON lines, from this TCP port (0: any) or stdin",
    parseControl,
    `${Flags.expectedTcpPort}, or stdin`
  ).pipe(Flag.optional),
  host: Flags.text(
    "host",
    "ADDRESS",
    "With --tcp: the address to listen on, such as 0.0.0.0. Default: this machine alone"
  ),
  versionEvery: Flags.parsed(
    "version-every",
    "SECONDS",
    "How long an idle adapter waits before it sends its version by itself: 0.1 to 5, 0 or off for never",
    VersionEvery.parse,
    VersionEvery.expected
  ).pipe(Flag.optional),
  anySpeed: Flags.whether("any-speed", "With --pty: accept bytes at any speed, not only at 2400 baud"),
  unpaced: Flags.whether("unpaced", "Answer at once instead of at 2400 baud"),
  turnaround: Flags.duration("turnaround", 0).pipe(
    Flag.withDescription(
      "How long the adapter works on each command. Default: 12ms its own, 40ms across the bus"
    ),
    Flag.optional
  ),
  record: Flags.text(
    "record",
    "FILE",
    "Write all traffic to this new file (vebus.capture/1); a full disk ends the recording alone"
  ),
  truth: Flags.text("truth", "FILE", "Append a JSON line with the raw values held at each answer")
}

type Input = Command.Command.Config.Infer<typeof flags>

/** Leaves out what the user did not say. */
const said = <const Key extends string, A>(key: Key, option: Option.Option<A>) =>
  Option.isSome(option) ? ({ [key]: option.value } as { readonly [_ in Key]: A }) : {}

const handle = ({
  tcp,
  host,
  pty,
  anySpeed,
  versionEvery,
  control,
  profile,
  scenario,
  fault,
  seed,
  unpaced,
  turnaround,
  record,
  truth
}: Input) =>
  Effect.scoped(
    Effect.gen(function* () {
      const [{ Driver }, Serve, Profiles, Recording, Simulation, Stdout] = yield* Lazy.loadAll(() => [
        import("@vebus/simulator"),
        import("@vebus/simulator/serve"),
        import("../port/Profiles.ts"),
        import("../port/Recording.ts"),
        import("../port/Simulation.ts"),
        import("../output/Stdout.ts")
      ])
      if (Option.isSome(tcp) === Option.isSome(pty)) {
        return yield* ExitCode.wrongUse("expected one of --tcp PORT and --pty PATH to serve on")
      }
      if (Option.isSome(host) && Option.isNone(tcp)) {
        return yield* ExitCode.wrongUse("expected --tcp PORT beside --host, found --pty")
      }
      const plan = yield* Simulation.planOf(Option.getOrElse(fault, () => ""))
      const agenda = yield* Effect.transposeOption(Option.map(scenario, Simulation.scenarioOf))
      const [name, device] = yield* Profiles.find(Option.getOrNull(profile))
      const write = yield* Effect.transposeOption(Option.map(record, Recording.recordTo))
      const onTruth = yield* Effect.transposeOption(Option.map(truth, (path) => Serve.truthFile(path)))
      const simulated = yield* Driver.make({
        profile: device,
        line: unpaced ? "unpaced" : "paced",
        ...said("scenario", agenda),
        ...said("seed", seed),
        ...said("turnaroundMillis", turnaround),
        ...said("versionPeriodMillis", versionEvery),
        ...said("onTruth", onTruth)
      })
      const faulty = yield* Simulation.withFaults({ ...said("seed", seed), ...plan }, simulated)
      const port = Option.isSome(write)
        ? yield* Simulation.recorded(`sim:${name}`, faulty, write.value)
        : faulty
      const plug = yield* Simulation.serve(
        { tcp: Option.getOrNull(tcp), ...said("host", host), pty: Option.getOrNull(pty), anySpeed },
        port
      )
      if (Option.isSome(host)) yield* Simulation.warnOfOthers(host.value)
      yield* Simulation.follow(plug, plan)
      const controlled = { simulated, plug, faults: faulty.counts }
      const channel =
        Option.isSome(control) && control.value !== "stdin"
          ? Option.some(yield* Serve.serveControl({ port: control.value }, controlled))
          : Option.none()
      yield* Stdout.line(yield* plug.served)
      if (Option.isSome(channel)) {
        yield* Stdout.line(`control tcp://${channel.value.host}:${channel.value.port}`)
      }
      yield* Console.error(`vebus: simulating ${name}, until stopped (Ctrl-C)`)
      if (Option.contains(control, "stdin")) {
        const { stdin } = yield* Surroundings
        yield* Serve.controlLines(controlled, stdin, Stdout.line)
      }
      return yield* Effect.never
    })
  )

export const simulate = Command.make("simulate", flags, handle).pipe(
  Command.withDescription("Simulate an MK3 with an inverter, for other programs and for tests."),
  Command.withExamples([
    { command: "vebus simulate --pty /tmp/mk3", description: "A serial port for any MK2/MK3 program" },
    {
      command: "vebus simulate --tcp 8139 --scenario mains-lost",
      description: "A raw TCP port; the mains fails after 10 s"
    },
    {
      command: "vebus simulate --tcp 8139 --host 0.0.0.0",
      description: "For other machines, such as a service container in CI"
    },
    {
      command: "vebus simulate --tcp 8139 --control 8140",
      description: "Another program pulls the plug, and asks for the true values"
    }
  ])
)
