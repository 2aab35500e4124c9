/**
 * `vebus switch`: the switch of the system.
 */
import * as Command from "effect/cli/Command"
import { get } from "./switch/Get.ts"
import { set } from "./switch/Set.ts"

export const switch_ = Command.make("switch").pipe(
  Command.withDescription("The switch of the system: the position that was asked for, and the one in force."),
  Command.withSubcommands([get, set])
)
