/**
 * `vebus ram`: the RAM variables of a device, its live values.
 */
import * as Command from "effect/cli/Command"
import * as Ids from "../look/Ids.ts"
import * as Verbs from "./Verbs.ts"

const load = () => import("../look/Ram.ts")

const list = Verbs.list("ram", load, Ids, {
  description: "List the RAM variables that the device has, by default those that the tables know.",
  examples: [
    { command: "vebus ram list", description: "All live values, with units" },
    { command: "vebus ram list --ids 128..255 --json", description: "The memory of the assistants, raw" }
  ]
})

const get = Verbs.get("ram", load, {
  description: "Show RAM variables in their units, by the scale that the device reports.",
  examples: [
    { command: "vebus ram get UBat IBat", description: "By Victron's names, in any case" },
    { command: "vebus ram get 21 --json", description: "By number, for a program" }
  ]
})

const set = Verbs.set(
  "ram",
  {},
  "A number, with or without its unit; on or off; or raw:WORD",
  (assignment, { name, value }) => assignment.ram(name, value),
  {
    description: "Write a RAM variable. The unit goes on computing, and may show another value at once.",
    examples: [{ command: "vebus ram set 131 raw:0", description: "By number, the raw word" }]
  }
)

export const ram = Command.make("ram").pipe(
  Command.withDescription("RAM variables: the live values of a device, in their units."),
  Command.withSubcommands([list, get, set])
)
