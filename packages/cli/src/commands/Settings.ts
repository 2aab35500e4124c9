/**
 * `vebus settings`: the stored configuration of a device.
 */
import * as Command from "effect/cli/Command"
import * as WriteFlags from "../change/WriteFlags.ts"
import * as Ids from "../look/Ids.ts"
import { backup } from "./settings/Backup.ts"
import { diff } from "./settings/Diff.ts"
import { restore } from "./settings/Restore.ts"
import { show } from "./settings/Show.ts"
import * as Verbs from "./Verbs.ts"

const load = () => import("../look/Settings.ts")

const list = Verbs.list("settings", load, Ids, {
  description: "List the settings that the device has, by default those that the tables know.",
  examples: [
    { command: "vebus settings list --json > before.json", description: "Keep what is stored" },
    { command: "vebus settings list float", description: "Settings with this word in name or label" },
    { command: "vebus settings list --ids 0..15,64", description: "Only some of them" }
  ]
})

const get = Verbs.get("settings", load, {
  description: "Show settings as they are stored, with the limits that the device reports.",
  examples: [
    {
      command: "vebus settings get UBatAbsorption u_bat_float",
      description: "By Victron's names, in any case"
    },
    { command: "vebus settings get 2 --json", description: "By number, for a program" }
  ]
})

const set = Verbs.set(
  "settings",
  WriteFlags.stored,
  "A number, with or without its unit; the name of a value; or raw:WORD",
  (assignment, { name, value, to }) => assignment.setting(name, value, to),
  {
    description:
      "Set one setting, within the range that the unit reports. It goes to RAM only, unless --to eeprom.",
    examples: [
      { command: "vebus settings set UBatAbsorption 57.6", description: "Until the next restart" },
      { command: "vebus settings set RepeatedAbsorptionTime 2h --to eeprom", description: "Stored" }
    ]
  }
)

export const settings = Command.make("settings").pipe(
  Command.withDescription("The stored configuration of a device, with the limits that it reports."),
  Command.withSubcommands([list, get, set, show, backup, diff, restore])
)
