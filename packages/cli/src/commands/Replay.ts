/**
 * `vebus replay`: explains a capture as `sniff` would have done, at the pace it was recorded; or serves it to another
 * program as a device that answers as it did then.
 */
import type { Capture } from "@vebus/runtime"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Lazy from "../Lazy.ts"
import * as ExitCode from "../ExitCode.ts"
import * as Flags from "../command/Flags.ts"

/** How many times as fast as recorded; `max` is at once. */
const parseSpeed = (text: string): Option.Option<number> => {
  if (text === "max") return Option.some(Number.POSITIVE_INFINITY)
  const factor = Number(/^\d+(?:\.\d+)?$/.exec(text)?.[0] ?? 0)
  return factor > 0 ? Option.some(factor) : Option.none()
}

const config = {
  file: Flags.file("The capture (vebus.capture/1), or the report of vebus doctor with one in it"),
  speed: Flags.parsed(
    "speed",
    "N|max",
    "How many times as fast as it was recorded, or at once. Default: 1",
    parseSpeed,
    "a factor like 1, 0.5 or 10, or max"
  ).pipe(Flag.withDefault(1)),
  pty: Flags.pty,
  tcp: Flags.tcp,
  jsonl: Flags.jsonl("frame", "vebus.traffic/1")
}

type Input = Command.Command.Config.Infer<typeof config>

/** Prints what the lines of a capture make, each in its time. */
const show = ({ header, lines }: Capture.Capture, { speed, jsonl }: Pick<Input, "speed" | "jsonl">) =>
  Effect.gen(function* () {
    const [Passing, Stdout, Traffic] = yield* Lazy.loadAll(() => [
      import("../sniff/Passing.ts"),
      import("../output/Stdout.ts"),
      import("../sniff/Traffic.ts")
    ])
    const { Capture } = yield* Lazy.load(() => import("@vebus/runtime"))
    const started = Date.parse(header.started) || 0
    const timeOf = (ms: number): string => new Date(started + ms).toISOString()
    const [line, eventLine] = jsonl ? [Traffic.json, Traffic.eventJson] : [Traffic.line, Traffic.eventLine]
    let state = Passing.initial
    let now = 0
    for (const entry of lines) {
      yield* Effect.sleep(Math.max(0, entry.ms - now) / speed)
      now = entry.ms
      const passed = "dir" in entry ? { dir: entry.dir, bytes: Capture.bytesOf(entry) } : undefined
      const [next, found] = Passing.step(state, now, passed)
      state = next
      for (const passing of found) yield* Stdout.line(line(passing, timeOf(passing.at)))
      if ("event" in entry) yield* Stdout.line(eventLine(entry.event, timeOf(now)))
    }
    for (const passing of Passing.end(state, now)) yield* Stdout.line(line(passing, timeOf(passing.at)))
  })

/** Is a device that answers from the capture, until stopped. */
const serve = (capture: Capture.Capture, { file, speed, pty, tcp }: Input) =>
  Effect.scoped(
    Effect.gen(function* () {
      const [{ Replay }, Simulation, Stdout] = yield* Lazy.loadAll(() => [
        import("@vebus/runtime"),
        import("../port/Simulation.ts"),
        import("../output/Stdout.ts")
      ])
      const port = Simulation.infallible(Replay.make(file, capture, { speed }))
      const where = { tcp: Option.getOrNull(tcp), pty: Option.getOrNull(pty) }
      const plug = yield* Simulation.serve(where, port)
      yield* Stdout.line(yield* plug.served)
      yield* Console.error(`vebus: answering from ${file}, until stopped (Ctrl-C)`)
      return yield* Effect.never
    })
  )

const handle = (input: Input) =>
  Effect.gen(function* () {
    if (Option.isSome(input.tcp) && Option.isSome(input.pty)) {
      return yield* ExitCode.wrongUse("expected one of --tcp PORT and --pty PATH, found both")
    }
    const Recording = yield* Lazy.load(() => import("../port/Recording.ts"))
    const capture = yield* Recording.load(input.file)
    return yield* Option.isSome(input.tcp) || Option.isSome(input.pty)
      ? serve(capture, input)
      : show(capture, input)
  })

export const replay = Command.make("replay", config, handle).pipe(
  Command.withDescription(
    "Explain the frames of a capture in their time, or answer another program from it."
  ),
  Command.withExamples([
    { command: "vebus replay traffic.jsonl --speed max", description: "All of it at once" },
    {
      command: "vebus replay traffic.jsonl --pty /tmp/mk3",
      description: "A serial port that answers as the unit did in the recording"
    },
    {
      command: "vebus monitor --port replay:traffic.jsonl",
      description: "The same for a command of vebus, without a port"
    }
  ])
)
