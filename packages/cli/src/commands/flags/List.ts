/**
 * `vebus flags list`: the flags of a device and how they stand.
 */
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Look from "../../look/Look.ts"
import * as Names from "../../command/Names.ts"

const flags = {
  ...Look.flags("flags"),
  all: Flag.Boolean("all").pipe(
    Flag.withDescription("Also those that the device does not support and that are off"),
    Flag.withDefault(false)
  ),
  text: Names.filter
}

export const list = Command.make("list", flags, (input) =>
  Effect.gen(function* () {
    const Flags = yield* Effect.promise(() => import("./Read.ts"))
    const numbers = yield* Names.filtered(Flags.knownNumbers, input.text, Flags.about, Flags.kind.one)
    yield* Look.look("flags", input, (looking) => Flags.list(looking, numbers, input.all))
  })
).pipe(
  Command.withDescription("List the flags that the device supports, and those that are on all the same.")
)
