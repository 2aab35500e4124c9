/**
 * `vebus settings get`: named settings with their limits.
 */
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Look from "../../look/Look.ts"
import * as Names from "../../command/Names.ts"

export const get = Command.make(
  "get",
  { ...Look.flags("settings"), names: Names.names("setting") },
  (input) =>
    Effect.gen(function* () {
      const Settings = yield* Effect.promise(() => import("./Read.ts"))
      const ids = yield* Names.resolve(Settings.resolve, input.names, Settings.kind.list)
      yield* Look.look("settings", input, (looking) => Settings.named(looking, ids))
    })
).pipe(
  Command.withDescription("Show settings as they are stored, with the limits that the device tells."),
  Command.withExamples([
    {
      command: "vebus settings get UBatAbsorption u_bat_float",
      description: "By Victron's names, in any case"
    },
    { command: "vebus settings get 2 --json", description: "By number, for a program" }
  ])
)
