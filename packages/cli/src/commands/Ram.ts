/**
 * `vebus ram`: the RAM variables of a device, its live values.
 */
import * as Command from "effect/cli/Command"
import { get } from "./ram/Get.ts"
import { list } from "./ram/List.ts"
import { set } from "./ram/Set.ts"

export const ram = Command.make("ram").pipe(
  Command.withDescription("RAM variables: the live values of a device, scaled as it tells."),
  Command.withSubcommands([list, get, set])
)
