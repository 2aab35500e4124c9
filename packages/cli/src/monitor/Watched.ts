/**
 * The work of `vebus monitor`: readings of a lasting connection, shown where the flags and the terminal ask for.
 */
import type { Errors, Session } from "@vebus/runtime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Lazy from "../Lazy.ts"
import type { Input } from "./Flags.ts"
import * as Connected from "../command/Connected.ts"
import * as ExitCode from "../ExitCode.ts"
import type * as PortUrl from "@vebus/runtime/port-url"
import * as Proving from "../command/Proving.ts"
import { Surroundings } from "../Surroundings.ts"
import type { Sink } from "./Sink.ts"

/** Where to show readings, as the flags and the terminal ask for. */
const sinkOf = (
  input: Pick<Input, "jsonl" | "csv" | "fields" | "interval" | "port">
): Effect.Effect<Sink, ExitCode.CommandError, Scope.Scope> =>
  Effect.gen(function* () {
    const { jsonl, csv } = input
    if (jsonl && csv) return yield* ExitCode.wrongUse("expected one of --jsonl and --csv")
    if (jsonl && Option.isSome(input.fields)) {
      return yield* ExitCode.wrongUse(
        "--fields chooses columns: use it with --csv or alone. A JSON line is always whole"
      )
    }
    const Sink = yield* Lazy.load(() => import("./Sink.ts"))
    if (jsonl) {
      const Reading = yield* Lazy.load(() => import("@vebus/codec/reading"))
      return yield* Sink.lines(({ reading }) => [Reading.toJson(reading)])
    }
    if (csv || Option.isSome(input.fields)) {
      const [Fields, Tables] = yield* Lazy.loadAll(() => [import("./Fields.ts"), import("./Tables.ts")])
      const chosen = Option.isNone(input.fields) ? Result.succeed(null) : Fields.parse(input.fields.value)
      if (Result.isFailure(chosen)) return yield* ExitCode.wrongUse(chosen.failure)
      const fields = chosen.success
      const rows = csv || fields === null ? Tables.csv(fields) : Tables.columns(fields)
      return yield* Sink.lines(({ reading }) => rows(reading))
    }
    const { stdout, env } = yield* Surroundings
    if (!stdout.isTTY || env["TERM"] === "dumb") {
      const Readings = yield* Lazy.load(() => import("../output/Readings.ts"))
      return yield* Sink.lines(({ reading }) => [Readings.line(reading)])
    }
    const [FullScreen, Palette] = yield* Lazy.loadAll(() => [
      import("./FullScreen.ts"),
      import("./Palette.ts")
    ])
    return yield* FullScreen.open({
      port: portText(input.port),
      intervalMillis: input.interval,
      paint: Palette.of(stdout),
      glyphs: Palette.glyphs(env)
    })
  })

const portText = (port: Option.Option<PortUrl.PortUrl>): string => {
  if (Option.isNone(port)) return "the MK3 of this machine"
  switch (port.value._tag) {
    case "Serial":
      return `serial:${port.value.path}`
    case "Tcp":
      return `tcp://${port.value.host}:${port.value.port}`
    case "Simulated":
      return `sim:${port.value.profile ?? ""}`
    case "Replayed":
      return `replay:${port.value.file}`
  }
}

/** The message when the link changes: the monitor stays, and shows unknown values as absent. */
const tell = (url: string, state: Session.State): Effect.Effect<void> => {
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

/** How often an adapter is looked for that was not there. */
const SEARCH_MILLIS = 2000

/** Connects; with `wait` until there is something to connect to, saying what it waits for. */
const connect = (input: Input): ReturnType<typeof Connected.connect> =>
  Effect.gen(function* () {
    const { demo, wait } = input
    if (!wait) return yield* Connected.connect(input, { demo })
    const Waiting = yield* Lazy.load(() => import("./Waiting.ts"))
    const { tell, patience } = Waiting.begin(portText(input.port))
    const isTold = yield* Effect.forkScoped(patience)
    const found = yield* Connected.connect(input, { demo, wait, onWaiting: tell }).pipe(
      Effect.tapError((error) => (isNotThere(error) ? tell(error) : Effect.void)),
      Effect.retry({ schedule: Schedule.spaced(SEARCH_MILLIS), while: isNotThere })
    )
    yield* Fiber.interrupt(isTold)
    return found
  })

/** Whether no adapter was found on this machine, which may change. */
const isNotThere = (error: Errors.LinkError | ExitCode.CommandError): error is Errors.TransportError =>
  error._tag === "TransportError" && error.reason._tag === "NotFound"

const watch = (input: Input, sink: Sink) =>
  Effect.gen(function* () {
    const { Telemetry } = yield* Lazy.load(() => import("@vebus/runtime"))
    const { session } = yield* connect(input)
    // Each attempt to open a lost port passes through "opening": it is lost until it is back.
    const states = session.states.pipe(
      Stream.filter((state) => state !== "opening"),
      Stream.changes
    )
    yield* Effect.forkScoped(Stream.runForEach(states, sink.link))
    yield* Effect.forkScoped(Stream.runForEach(Stream.drop(states, 1), (state) => tell(session.url, state)))
    const updates = Telemetry.updates(session, { interval: sink.interval ?? input.interval })
    // Only the first reading can fail: who waits for it asks again.
    const readings = input.wait ? Stream.retry(updates, Schedule.spaced(input.interval)) : updates
    if (Option.contains(input.count, 1)) {
      const reading = yield* Proving.probed(session, Stream.runHead(readings))
      yield* Effect.forEach(Option.toArray(reading), sink.update)
    } else {
      yield* Stream.runForEach(
        Stream.take(
          readings,
          Option.getOrElse(input.count, () => Number.POSITIVE_INFINITY)
        ),
        sink.update
      )
    }
    yield* Proving.afterwards(session)
  })

/** Shows readings until it is told to stop, or has shown as many as were asked for. */
export const watched = (input: Input): Effect.Effect<void, Errors.LinkError | ExitCode.CommandError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const sink = yield* sinkOf(input)
      yield* Effect.scoped(watch(input, sink)).pipe(
        Effect.raceFirst(sink.quit),
        Effect.provideService(Console.Console, sink.console)
      )
    })
  )
