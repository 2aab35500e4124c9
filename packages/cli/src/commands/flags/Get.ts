/**
 * `vebus flags get`: named flags.
 */
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Look from "../../look/Look.ts"
import * as Names from "../../command/Names.ts"

export const get = Command.make("get", { ...Look.flags("flags"), names: Names.names("flag") }, (input) =>
  Effect.gen(function* () {
    const Flags = yield* Effect.promise(() => import("./Read.ts"))
    const numbers = yield* Names.resolve(Flags.resolve, input.names, Flags.kind.list)
    yield* Look.look("flags", input, (looking) => Flags.named(looking, numbers))
  })
).pipe(
  Command.withDescription("Show how flags stand."),
  Command.withExamples([
    { command: "vebus flags get WeakACInput", description: "By Victron's name, in any case" }
  ])
)
