/**
 * `vebus gateway discovery`: what a gateway would tell Home Assistant of each unit, one document per line.
 */
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Lazy from "../../Lazy.ts"
import type { Failure } from "../../look/Look.ts"
import { version } from "../../Version.ts"
import * as SeenFlags from "./SeenFlags.ts"

const topic = (name: string, description: string, value: string) =>
  Flag.String(name).pipe(
    Flag.withMetavar("TOPIC"),
    Flag.withDescription(description),
    Flag.filter(
      (found) => /^[^+#\s]+$/.test(found),
      () => "a topic without wildcards"
    ),
    Flag.withDefault(value)
  )

const flags = {
  ...SeenFlags.flags,
  base: topic("base", "What all topics of the gateway begin with", "vebus"),
  prefix: topic("prefix", "Where Home Assistant looks for devices", "homeassistant"),
  allow: Flag.Literals("allow", ["nothing", "everything"]).pipe(
    Flag.withDescription("With the entities that command something, as if all of it were allowed"),
    Flag.withDefault("nothing" as const)
  )
}

type Input = Command.Command.Config.Infer<typeof flags>

const handle = ({ base, prefix, allow, ...input }: Input): Effect.Effect<void, Failure> =>
  Effect.gen(function* () {
    const [{ Discovery, EnergyTotals, Permissions, UnitFacts, UnitState }, Stdout, Seen] =
      yield* Lazy.loadAll(() => [
        import("@vebus/gateway"),
        import("../../output/Stdout.ts"),
        import("./Seen.ts")
      ])
    const seen = yield* Seen.once(input)
    // A gateway counts energy from the first reading on.
    const began = { at: 0, time: seen.readAt ?? 0 }
    const counted =
      seen.reading === null
        ? null
        : EnergyTotals.onReading(EnergyTotals.from(EnergyTotals.none(began.time)), seen.reading, began, 0)
    const view = { ...seen, energy: counted?.totals ?? null }
    const documents = UnitState.addressesOf(view.reading).map((address) =>
      Discovery.make(UnitFacts.learn(null, view, address), {
        site: input.site,
        base,
        prefix,
        version,
        allow: allow === "everything" ? Permissions.all : Permissions.none,
        interval: view.interval,
        configurationUrl: null
      })
    )
    yield* Stdout.lines(documents.map((document) => JSON.stringify(document)))
  })

export const discovery = Command.make("discovery", flags, handle).pipe(
  Command.withDescription(
    "Print what a gateway would tell Home Assistant of each unit by MQTT discovery: a document per line."
  ),
  Command.withExamples([
    {
      command: "vebus gateway discovery --port sim: | jq .components",
      description: "The entities of a simulated unit"
    }
  ])
)
