/**
 * `vebus ess stop`: ends a hold that its own program did not end, by the journal.
 */
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Lazy from "../../Lazy.ts"
import type { Failure } from "../../change/Carry.ts"
import * as Connected from "../../command/Connected.ts"
import * as WriteFlags from "../../change/WriteFlags.ts"

const { json: _, ...config } = WriteFlags.flags

export const stop = Command.make("stop", config, (input) =>
  Effect.gen(function* (): Effect.fn.Return<void, Failure> {
    const [Carry, Stop, Stdout] = yield* Lazy.loadAll(() => [
      import("../../change/Carry.ts"),
      import("../../change/Stop.ts"),
      import("../../output/Stdout.ts")
    ])
    yield* Carry.controlled(input, { by: "vebus ess stop" }, (planning) =>
      Effect.gen(function* () {
        const open = yield* planning.control.openHold({ address: Connected.addressOf(input) })
        yield* open === null
          ? Stdout.line("no hold of this unit is open in the journal: nothing was sent")
          : Stop.stop(planning, open, input)
      })
    )
  })
).pipe(
  Command.withDescription(
    "End a hold of the ESS set-point whose program was killed: write 0. Does not ask. Sends nothing if the journal has no open hold."
  ),
  Command.withExamples([
    { command: "vebus ess stop", description: "After a hold was killed with kill -9, or lost its unit" }
  ])
)
