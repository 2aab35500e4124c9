/**
 * `vebus ram get`: named RAM variables.
 */
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Look from "../../look/Look.ts"
import * as Names from "../../command/Names.ts"

export const get = Command.make(
  "get",
  { ...Look.flags("ram"), names: Names.names("RAM variable") },
  (input) =>
    Effect.gen(function* () {
      const Ram = yield* Effect.promise(() => import("./Read.ts"))
      const ids = yield* Names.resolve(Ram.resolve, input.names, Ram.kind.list)
      yield* Look.look("ram", input, (looking) => Ram.named(looking, ids))
    })
).pipe(
  Command.withDescription("Show RAM variables, scaled as the device tells."),
  Command.withExamples([
    { command: "vebus ram get UBat IBat", description: "By Victron's names, in any case" },
    { command: "vebus ram get 21 --json", description: "By number, for a program" }
  ])
)
