/**
 * A meter by MQTT: what the broker kept is no reading, what is old says so, and a broker that was away is found again.
 */
import { assert, it } from "@effect/vitest"
import type { MeterReading } from "@vebus/runtime/ess"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { connectAsync } from "mqtt"
import * as Meters from "../../src/meters/Meters.ts"
import { Meter } from "../../src/config/Meter.ts"
import { broker } from "../mqtt/Broker.ts"

const decode = Schema.decodeUnknownSync(Meter)

const until = (isSo: () => boolean) =>
  Effect.gen(function* () {
    for (let tries = 0; !isSo(); tries++) {
      assert.isBelow(tries, 15_000, "not so after five minutes")
      yield* Effect.sleep(20)
    }
  })

it.live("tells what is published now, not what the broker kept, and comes back after the broker", () =>
  Effect.gen(function* () {
    const own = yield* broker()
    const publish = (payload: string, retain = false) =>
      Effect.promise(async () => {
        const client = await connectAsync(own.url, { reconnectPeriod: 0 })
        await client.publishAsync("meter/power", payload, { qos: 1, retain })
        await client.endAsync(true)
      })
    yield* publish('{"E":{"P":9.9},"t":"2020-01-01T00:00:00Z"}', true)
    const heard: Array<MeterReading> = []
    const troubles: Array<string | null> = []
    const meter = {
      type: "mqtt",
      url: own.url,
      topic: "meter/power",
      pointer: "/E/P",
      scale: 1000,
      timePointer: "/t"
    }
    yield* Meters.readings(decode(meter), {
      periodMillis: 1000,
      onTrouble: (message) => Effect.sync(() => void troubles.push(message))
    }).pipe(
      Stream.runForEach((reading) => Effect.sync(() => void heard.push(reading))),
      Effect.forkScoped
    )
    const tell = (watts: number, agoMillis = 0) =>
      publish(JSON.stringify({ E: { P: watts / 1000 }, t: new Date(Date.now() - agoMillis).toISOString() }))
    const told = (watts: number, agoMillis = 0) =>
      Effect.gen(function* () {
        const count = heard.length
        // Published again until the subscription is there.
        for (let tries = 0; heard.length === count; tries++) {
          assert.isBelow(tries, 2000)
          yield* tell(watts, agoMillis)
          yield* Effect.sleep(50)
        }
        return heard.at(-1)!
      })
    assert.approximately((yield* told(415)).watts, 415, 0.001)
    assert.isTrue(heard.every(({ watts }) => watts < 9000))
    assert.isAtLeast((yield* told(416, 60_000)).ageMillis!, 59_000)
    yield* publish("no JSON")
    yield* until(() => troubles.some((message) => message?.includes('no number at "/E/P"') === true))
    yield* own.kill
    yield* own.start
    assert.approximately((yield* told(-20)).watts, -20, 0.001)
  }).pipe(Effect.scoped)
)
