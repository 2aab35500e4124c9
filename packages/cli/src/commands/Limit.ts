/**
 * `vebus limit`: the input current limit.
 */
import * as Command from "effect/cli/Command"
import { get } from "./limit/Get.ts"
import { set } from "./limit/Set.ts"

export const limit = Command.make("limit").pipe(
  Command.withDescription("The input current limit of the system."),
  Command.withSubcommands([get, set])
)
