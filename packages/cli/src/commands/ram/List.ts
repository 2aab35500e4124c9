/**
 * `vebus ram list`: the live values of a device, as many as it has.
 */
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Ids from "../../look/Ids.ts"
import * as Look from "../../look/Look.ts"
import * as Names from "../../command/Names.ts"

export const list = Command.make(
  "list",
  { ...Look.flags("ram"), ...Ids.flags, text: Names.filter },
  (input) =>
    Effect.gen(function* () {
      const Ram = yield* Effect.promise(() => import("./Read.ts"))
      const chosen = yield* Ids.choose(input, Ram.knownIds)
      const ids = yield* Names.filtered(chosen, input.text, Ram.about, Ram.kind.one)
      yield* Look.look("ram", input, (looking) => Ram.list(looking, ids))
    })
).pipe(
  Command.withDescription(
    "List the RAM variables that the device has, by default those that the tables know."
  ),
  Command.withExamples([
    { command: "vebus ram list", description: "All live values, with units" },
    { command: "vebus ram list --ids 128..255 --json", description: "The memory of the assistants, raw" }
  ])
)
