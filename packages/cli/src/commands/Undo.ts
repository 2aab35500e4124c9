/**
 * `vebus undo`: takes the last change of the unit back. Is itself a plan: shown, asked about, verified.
 */
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Connected from "../Connected.ts"
import type { Failure } from "../change/Carry.ts"
import * as WriteFlags from "../change/WriteFlags.ts"

const config = { ...WriteFlags.flags, overrideBudget: WriteFlags.stored.overrideBudget }

export const undo = Command.make("undo", config, (input) =>
  Effect.gen(function* (): Effect.fn.Return<void, Failure> {
    const Carry = yield* Effect.promise(() => import("../change/Carry.ts"))
    const options = { by: "vebus undo", overrideBudget: input.overrideBudget }
    yield* Carry.controlled(input, options, (planning) =>
      Effect.flatMap(planning.control.undo({ address: Connected.addressOf(input) }), (made) =>
        Carry.carryOut(planning, made, input)
      )
    )
  })
).pipe(
  Command.withDescription(
    "Take the last change of the unit back, by the journal. Undoing twice does it again. A restart or a forced charge state stays."
  )
)
