/**
 * Readings as a service: however many listen, the unit is polled once.
 */
import { assert, describe, it } from "@effect/vitest"
import { Session, Telemetry, Transport } from "@vebus/runtime"
import { Simulator } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { played } from "./Played.ts"

describe("Telemetry.layer", () => {
  it.effect("gives the same readings to all who listen, from one poll", () =>
    Effect.gen(function* () {
      let asked = 0
      const counted = Effect.map(Simulator.Simulator, ({ url, open }) =>
        Transport.make(
          url,
          Effect.map(open, (port) => ({
            ...port,
            write: (bytes: Uint8Array) => {
              if (bytes[2] === "L".charCodeAt(0)) asked++
              return port.write(bytes)
            }
          }))
        )
      )
      const port = Layer.effect(Transport.Transport, counted).pipe(Layer.provide(Simulator.layer()))
      const layer = Telemetry.layer().pipe(Layer.provide(Session.layer()), Layer.provide(port))
      const program = Effect.gen(function* () {
        const { readings } = yield* Telemetry.Telemetry
        const five = Stream.runCollect(Stream.take(readings, 5))
        return yield* Effect.all([five, five, five], { concurrency: "unbounded" })
      })
      const all = yield* played(Effect.provide(program, layer))
      for (const readings of all) {
        assert.deepStrictEqual(
          readings.map(({ time }) => time),
          all[0]!.map(({ time }) => time)
        )
      }
      assert.isAtLeast(asked, 5)
      assert.isAtMost(asked, 6)
    })
  )
})
