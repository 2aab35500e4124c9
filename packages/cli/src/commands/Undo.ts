/**
 * `vebus undo`: takes the last change of the unit back. Is itself a plan: shown, asked about, verified. A hold whose end the
 * journal does not know is ended first, and is all there is to undo if nothing was written since.
 */
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Lazy from "../Lazy.ts"
import * as Connected from "../command/Connected.ts"
import type { Failure } from "../change/Carry.ts"
import * as WriteFlags from "../change/WriteFlags.ts"

const config = { ...WriteFlags.flags, overrideBudget: WriteFlags.stored.overrideBudget }

export const undo = Command.make("undo", config, (input) =>
  Effect.gen(function* (): Effect.fn.Return<void, Failure> {
    const [Carry, Stop] = yield* Lazy.loadAll(() => [
      import("../change/Carry.ts"),
      import("../change/Stop.ts")
    ])
    const options = { by: "vebus undo", overrideBudget: input.overrideBudget }
    yield* Carry.controlled(input, options, (planning) =>
      Effect.gen(function* () {
        const address = Connected.addressOf(input)
        const open = yield* planning.control.openHold({ address })
        if (open !== null) yield* Stop.stop(planning, open, input)
        if (open?.isLatest === true) return
        yield* Carry.carryOut(planning, yield* planning.control.undo({ address }), input)
      })
    )
  })
).pipe(
  Command.withDescription(
    "Undo the last change of the unit, from the journal; run it again to redo it. First it ends a hold whose program was killed. It cannot undo a restart or a forced charge state."
  )
)
