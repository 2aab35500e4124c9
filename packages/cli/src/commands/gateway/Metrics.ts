/**
 * `vebus gateway metrics`: what `GET /metrics` of a gateway would say, of one reading.
 */
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import type { Failure } from "../../look/Look.ts"
import * as Lazy from "../../Lazy.ts"
import { revision, version } from "../../Version.ts"
import * as SeenFlags from "./SeenFlags.ts"

const flags = {
  ...SeenFlags.flags,
  openmetrics: Flag.Boolean("openmetrics").pipe(
    Flag.withDescription("OpenMetrics 1.0.0, as Prometheus asks for, instead of the text format 0.0.4"),
    Flag.withDefault(false)
  ),
  compat: Flag.Literals("compat", ["none", "invertergui"]).pipe(
    Flag.withDescription("The names of another exporter too"),
    Flag.withDefault("none" as const)
  )
}

type Input = Command.Command.Config.Infer<typeof flags>

const handle = ({ openmetrics, compat, ...input }: Input): Effect.Effect<void, Failure> =>
  Effect.gen(function* () {
    const [{ Prometheus }, Stdout, Seen] = yield* Lazy.loadAll(() => [
      import("@vebus/gateway"),
      import("../../output/Stdout.ts"),
      import("./Seen.ts")
    ])
    const view = yield* Seen.once(input)
    const build = { version, revision, runtime: `node ${process.versions.node}` }
    const text = Prometheus.render(
      Prometheus.families([view], { build, compat }),
      openmetrics ? "openmetrics" : "text"
    )
    yield* Stdout.lines(text.trimEnd().split("\n"))
  })

export const metrics = Command.make("metrics", flags, handle).pipe(
  Command.withDescription("Print one reading as Prometheus would scrape it from a gateway."),
  Command.withExamples([
    {
      command: "vebus gateway metrics --port sim: | promtool check metrics",
      description: "Check the exposition of a simulated unit"
    }
  ])
)
