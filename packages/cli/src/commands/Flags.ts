/**
 * `vebus flags`: the named bits among the settings of a device.
 */
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Verbs from "./Verbs.ts"
import * as Flags from "../command/Flags.ts"

const load = () => import("../look/Flags.ts")

const all = Flags.whether("all", "Also those that the device does not support and that are off")

const list = Verbs.list(
  "flags",
  load,
  { flags: { all }, choose: (_, known) => Effect.succeed(known) },
  {
    description:
      "List the flags that the device supports, and those that are on although it does not support them."
  }
)

const get = Verbs.get("flags", load, {
  description: "Show whether flags are on or off.",
  examples: [{ command: "vebus flags get WeakACInput", description: "By Victron's name, in any case" }]
})

const set = Verbs.turn("set", true, {
  description: "Switch flags on; every other flag stays as it is. They go to RAM only, unless --to eeprom.",
  examples: [{ command: "vebus flags set DisableCharge", description: "Until the next restart" }]
})

const clear = Verbs.turn("clear", false, {
  description: "Switch flags off; every other flag stays as it is. They go to RAM only, unless --to eeprom.",
  examples: [{ command: "vebus flags clear DisableCharge", description: "Until the next restart" }]
})

export const flags = Command.make("flags").pipe(
  Command.withDescription("Flags: the named switches among the settings of a device."),
  Command.withSubcommands([list, get, set, clear])
)
