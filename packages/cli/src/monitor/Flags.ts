/**
 * The words that `vebus monitor` understands.
 */
import type * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Connected from "../command/Connected.ts"
import * as Flags from "../command/Flags.ts"

const SHORTEST_INTERVAL_MILLIS = 100

export const flags = {
  ...Connected.flags,
  demo: Flags.whether(
    "demo",
    "Without --port and without an MK3 on this machine: show the embedded simulated inverter"
  ),
  interval: Flags.duration("interval", SHORTEST_INTERVAL_MILLIS).pipe(
    Flag.withDescription("Time from one reading to the next: 500ms, 1s, 2m. Default 1s"),
    Flag.withDefault(1000)
  ),
  count: Flags.count("count", 1).pipe(
    Flag.withMetavar("N"),
    Flag.withDescription("Stop after N readings. Default: never"),
    Flag.optional
  ),
  wait: Flags.whether("wait", "Wait for the first answer for ever instead of ending with exit code 4"),
  jsonl: Flags.jsonl("reading", "vebus.reading/1"),
  csv: Flags.whether("csv", "Comma-separated values with a header; what is absent is empty"),
  fields: Flags.text(
    "fields",
    "NAMES",
    "Only these fields, as columns or with --csv: time,battery.voltage,acInput.1.power; battery is all of it"
  )
}

export type Input = Command.Command.Config.Infer<typeof flags>
