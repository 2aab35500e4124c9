/**
 * Logs readings to a CSV file, a row every so many seconds, until Ctrl-C. A pulled plug or a sleeping unit does not end it:
 * what is not known is empty until it is known again.
 *
 *     npm install @vebus/runtime effect @effect/platform-node
 *     node log-to-csv.ts /dev/ttyUSB0 log.csv 10
 *     node log-to-csv.ts tcp://boat:8139 log.csv 60
 */
import { appendFileSync, existsSync } from "node:fs"
import { NodeRuntime } from "@effect/platform-node"
import type { Reading } from "@vebus/codec"
import { Link, Telemetry, Transport } from "@vebus/runtime"
import * as Serial from "@vebus/runtime/serial"
import * as Tcp from "@vebus/runtime/tcp"
import { Effect, Layer, Schedule, Stream } from "effect"

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

const append = (cells: ReadonlyArray<string>) =>
  Effect.sync(() => appendFileSync(file, `${cells.join(",")}\n`))

const program = Effect.gen(function* () {
  const link = yield* Link.Link
  if (!existsSync(file)) yield* append(Object.keys(columns))
  yield* Telemetry.readings(link, { interval: Number(seconds) * 1000 }).pipe(
    // Only the first reading can fail: on a bad line even that is worth another try.
    Stream.retry(Schedule.spaced("5 seconds")),
    Stream.runForEach((reading) => append(Object.values(columns).map((of) => cell(of(reading)))))
  )
})

const { protocol, hostname, port: number } = URL.parse(port) ?? { protocol: null, hostname: "", port: "" }
const transport = protocol === "tcp:" ? Tcp.make({ host: hostname, port: Number(number) }) : Serial.make(port)

// `wait`: the program may start before the inverter does.
const layer = Link.layer({ wait: true }).pipe(Layer.provide(Layer.succeed(Transport.Transport, transport)))

NodeRuntime.runMain(program.pipe(Effect.provide(layer)))
