/**
 * `vebus settings`: the stored configuration of a device.
 */
import * as Command from "effect/cli/Command"
import { backup } from "./settings/Backup.ts"
import { diff } from "./settings/Diff.ts"
import { get } from "./settings/Get.ts"
import { list } from "./settings/List.ts"
import { restore } from "./settings/Restore.ts"
import { set } from "./settings/Set.ts"

export const settings = Command.make("settings").pipe(
  Command.withDescription("The stored configuration of a device, with the limits that it tells."),
  Command.withSubcommands([list, get, set, backup, diff, restore])
)
