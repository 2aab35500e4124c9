/**
 * Says when the battery is low, and when it is well again. Put your own mail or message in place of `notify`.
 *
 *     npm install @vebus/runtime
 *     node low-battery.ts /dev/ttyUSB0 47.5 50
 *     node low-battery.ts tcp://boat:8139 11.8 12.6
 */
import { open } from "@vebus/runtime/promise"
import * as Rule from "./rule.ts"

const [port = "/dev/ttyUSB0", below = "47.5", above = "50", readings = "60"] = process.argv.slice(2)
const rule: Rule.Rule = { below: Number(below), above: Number(above), readings: Number(readings) }

const notify = (text: string) => console.log(text)

// `retry`: the program may start before the inverter does.
const inverter = await open({ port, retry: true })
process.once("SIGINT", () => void inverter.close())
let state = Rule.initial
for await (const { time, battery } of inverter.readings()) {
  const before = state
  state = Rule.step(rule, state, battery?.voltage ?? null)
  if (state.isLow === before.isLow) continue
  const volts = `${battery?.voltage?.toFixed(1) ?? "?"} V`
  notify(`${time} battery ${state.isLow ? "low" : "well again"}: ${volts}`)
}
