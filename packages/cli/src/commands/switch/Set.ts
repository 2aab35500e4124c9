/**
 * `vebus switch set`: moves the remote switch. The input current limit stays as it is.
 */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as ChangeCommand from "../../change/ChangeCommand.ts"

export const set = ChangeCommand.make(
  "set",
  "switch set",
  {
    position: Argument.Literals("position", ["on", "off", "charger-only", "inverter-only"]).pipe(
      Argument.withDescription("The new position of the remote switch")
    )
  },
  ({ position }) => Effect.succeed(Result.succeed([{ _tag: "Switch", position }]))
).pipe(
  Command.withDescription(
    "Move the remote switch. The input current limit, which travels with it, stays as it is."
  ),
  Command.withExamples([
    { command: "vebus switch set charger-only", description: "Charge, and do not invert" }
  ])
)
