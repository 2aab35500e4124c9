/**
 * Runs `vebus gateway`: a gateway until it is stopped. SIGHUP reads the configuration again, unless the command
 * runs on a terminal: then its terminal is gone, which ends it like any other command.
 */
import { type Config, Main } from "@vebus/gateway"
import type { Errors } from "@vebus/runtime"
import { Places } from "@vebus/runtime/files"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as ExitCode from "../ExitCode.ts"
import { Surroundings } from "../Surroundings.ts"
import { revision, version } from "../Version.ts"
import type { Input } from "./Flags.ts"
import { page } from "./BuiltPage.ts"
import * as Hangups from "./Hangups.ts"
import * as Sources from "./Sources.ts"

/** How long the end may take: after that the process ends, whatever is left. */
const END_MILLIS = 5000

/** Ends the process where its own end takes too long, as when a set-point is held on a unit that does not answer. */
const endsInTime = Effect.map(Surroundings, ({ stdin }) =>
  // A program around the command has its own end.
  stdin === process.stdin
    ? Effect.sync(() => {
        setTimeout(() => {
          process.stderr.write(
            "vebus: the gateway did not end within 5 s, so it was cut off. What was held or written may not be confirmed: see the journal\n"
          )
          process.exit(ExitCode.failure)
        }, END_MILLIS).unref()
      })
    : Effect.void
)

const NO_PAGE =
  "vebus: there is no page at /, since none was built from these sources: npm run build:page. The API and the metrics are there"

const runtimeName = (): string => `node ${process.versions.node}`

/** Configurations, one for each time that the file is to be read again. One that is wrong is said, and passed over. */
const reloads = (input: Input): Stream.Stream<Config.Config, never> =>
  Hangups.hangups.pipe(
    Stream.mapEffect(() =>
      Sources.load(input, input.demo).pipe(
        Effect.map(({ config }) => Option.some(config)),
        Effect.catch(({ message }) =>
          Effect.as(
            // Each on a line of its own: within one, what ends a line is no text to be shown.
            Effect.forEach(
              [...message.split("\n"), "the gateway goes on with the configuration that it had"],
              (line) => Console.error(`vebus: ${line}`),
              { discard: true }
            ),
            Option.none<Config.Config>()
          )
        )
      )
    ),
    Stream.flatMap(Option.match({ onNone: () => Stream.empty, onSome: Stream.succeed }))
  )

/** Runs a gateway until it is stopped. */
export const run = (input: Input): Effect.Effect<void, Errors.TransportError | ExitCode.CommandError> =>
  Effect.gen(function* () {
    const { config } = yield* Sources.load(input, input.demo)
    const { env, stdin } = yield* Surroundings
    const around = yield* Effect.context<never>()
    const built = yield* page
    if (built === null) yield* Console.error(NO_PAGE)
    yield* Main.run({
      config,
      reloads: stdin.isTTY ? Stream.never : Stream.provideContext(reloads(input), around),
      places: Places.here(env),
      build: { version, revision, runtime: runtimeName() },
      env,
      page: built,
      onEnding: yield* endsInTime,
      onListening: (url) =>
        Console.error(
          `vebus: ${url} serves ${Object.entries(config.sites)
            .map(([name, { port }]) => `${name} (${port})`)
            .join(", ")}`
        )
    }).pipe(Effect.mapError(Sources.ofGateway))
  })
