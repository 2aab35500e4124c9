/**
 * `vebus lines`: the lines of the bus.
 */
import * as Command from "effect/cli/Command"
import { get } from "./lines/Get.ts"
import { set } from "./lines/Set.ts"

export const lines = Command.make("lines").pipe(
  Command.withDescription("The lines of the bus that an MK3 drives."),
  Command.withSubcommands([get, set])
)
