/**
 * `vebus settings list`: the settings of a device with their limits, as many as it has.
 */
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Ids from "../../look/Ids.ts"
import * as Look from "../../look/Look.ts"
import * as Names from "../../command/Names.ts"

export const list = Command.make(
  "list",
  { ...Look.flags("settings"), ...Ids.flags, text: Names.filter },
  (input) =>
    Effect.gen(function* () {
      const Settings = yield* Effect.promise(() => import("./Read.ts"))
      const chosen = yield* Ids.choose(input, Settings.knownIds)
      const ids = yield* Names.filtered(chosen, input.text, Settings.about, Settings.kind.one)
      yield* Look.look("settings", input, (looking) => Settings.list(looking, ids))
    })
).pipe(
  Command.withDescription("List the settings that the device has, by default those that the tables know."),
  Command.withExamples([
    { command: "vebus settings list --json > before.json", description: "Keep what is stored" },
    { command: "vebus settings list float", description: "Those with a word in name or label" },
    { command: "vebus settings list --ids 0..15,64", description: "Only some of them" }
  ])
)
