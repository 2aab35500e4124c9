/**
 * Says when the battery is low, and when it is well again. Put your own mail or message in place of `notify`.
 *
 *     npm install @vebus/runtime effect @effect/platform-node
 *     node low-battery.ts /dev/ttyUSB0 47.5 50
 *     node low-battery.ts tcp://boat:8139 11.8 12.6
 */
import { NodeRuntime } from "@effect/platform-node"
import { Link, Telemetry, Transport } from "@vebus/runtime"
import * as Serial from "@vebus/runtime/serial"
import * as Tcp from "@vebus/runtime/tcp"
import { Effect, Layer, Schedule, Stream } from "effect"
import * as Rule from "./rule.ts"

const [port = "/dev/ttyUSB0", below = "47.5", above = "50", readings = "60"] = process.argv.slice(2)
const rule: Rule.Rule = { below: Number(below), above: Number(above), readings: Number(readings) }

const notify = (text: string) => Effect.sync(() => console.log(text))

const program = Effect.gen(function* () {
  const link = yield* Link.Link
  let state = Rule.initial
  yield* Telemetry.readings(link).pipe(
    // Only the first reading can fail: on a bad line even that is worth another try.
    Stream.retry(Schedule.spaced("5 seconds")),
    Stream.runForEach(({ time, battery }) => {
      const before = state
      state = Rule.step(rule, state, battery?.voltage ?? null)
      if (state.isLow === before.isLow) return Effect.void
      const volts = `${battery?.voltage?.toFixed(1) ?? "?"} V`
      return notify(`${time} battery ${state.isLow ? "low" : "well again"}: ${volts}`)
    })
  )
})

const { protocol, hostname, port: number } = URL.parse(port) ?? { protocol: null, hostname: "", port: "" }
const transport = protocol === "tcp:" ? Tcp.make({ host: hostname, port: Number(number) }) : Serial.make(port)
const layer = Link.layer({ wait: true }).pipe(Layer.provide(Layer.succeed(Transport.Transport, transport)))

NodeRuntime.runMain(program.pipe(Effect.provide(layer)))
