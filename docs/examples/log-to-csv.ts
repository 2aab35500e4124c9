/**
 * Logs readings to a CSV file, a row every so many seconds, until Ctrl-C. A pulled plug or a sleeping unit does not end it:
 * what is not known is empty until it is known again.
 *
 *     npm install @vebus/runtime
 *     node log-to-csv.ts /dev/ttyUSB0 log.csv 10
 *     node log-to-csv.ts tcp://boat:8139 log.csv 60
 */
import { appendFileSync, existsSync } from "node:fs"
import type * as Reading from "@vebus/codec/reading"
import { open } from "@vebus/runtime/promise"

const [port = "/dev/ttyUSB0", file = "log.csv", seconds = "10"] = process.argv.slice(2)

/** What stands in each column. Signs: charging, drawn from the input, towards the loads are positive. */
const columns: Record<string, (reading: Reading.Reading) => string | number | null | undefined> = {
  time: ({ time }) => time,
  state: ({ device }) => device?.state,
  battery_volts: ({ battery }) => battery?.voltage,
  battery_amperes: ({ battery }) => battery?.current,
  battery_watts: ({ battery }) => battery?.power,
  input_watts: ({ acInput }) => total(acInput),
  output_watts: ({ acOutput }) => total(acOutput)
}

/** The power of all phases, unless one of them is not known: a sum without it would be a wrong one. */
const total = (phases: ReadonlyArray<Reading.AcPhase> | null): number | null => {
  const powers = (phases ?? []).map(({ power }) => power)
  return powers.length === 0 || powers.includes(null)
    ? null
    : powers.reduce<number>((sum, power) => sum + power!, 0)
}

/** Six significant digits: 14.4, never 14.400000000000002. */
const cell = (value: string | number | null | undefined): string =>
  typeof value === "number" ? String(Number(value.toPrecision(6))) : (value ?? "")

const append = (cells: ReadonlyArray<string>) => appendFileSync(file, `${cells.join(",")}\n`)

if (!existsSync(file)) append(Object.keys(columns))
// `retry`: the program may start before the inverter does.
const inverter = await open({ port, retry: true })
process.once("SIGINT", () => void inverter.close())
for await (const reading of inverter.readings({ interval: `${seconds}s` }))
  append(Object.values(columns).map((of) => cell(of(reading))))
