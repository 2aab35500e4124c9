/**
 * `vebus charge`: how the battery is charged.
 */
import * as Command from "effect/cli/Command"
import { state } from "./charge/State.ts"
import { force } from "./charge/Force.ts"

export const charge = Command.make("charge").pipe(
  Command.withDescription("How the battery is charged."),
  Command.withSubcommands([state, force])
)
