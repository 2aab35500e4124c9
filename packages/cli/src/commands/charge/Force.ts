/**
 * `vebus charge force`: forces a charge state, once.
 */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as ChangeCommand from "../../change/ChangeCommand.ts"

export const force = ChangeCommand.make(
  "force",
  "charge force",
  {
    state: Argument.Literals("state", ["absorption", "float", "equalise"]).pipe(
      Argument.withDescription("The charge state. equalise is refused for a lithium battery")
    )
  },
  ({ state }) => Effect.succeed(Result.succeed([{ _tag: "Charge", to: state }]))
).pipe(Command.withDescription("Force a charge state. vebus sends it once and never repeats it."))
