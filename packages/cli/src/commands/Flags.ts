/**
 * `vebus flags`: the named bits among the settings of a device.
 */
import * as Command from "effect/cli/Command"
import { get } from "./flags/Get.ts"
import { list } from "./flags/List.ts"
import { clear } from "./flags/Clear.ts"
import { set } from "./flags/Set.ts"

export const flags = Command.make("flags").pipe(
  Command.withDescription("Flags: the named switches among the settings of a device."),
  Command.withSubcommands([list, get, set, clear])
)
