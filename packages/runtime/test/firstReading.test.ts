/**
 * What stands between a program and its first reading: so many requests, at 2400 baud and with the 12 ms that an adapter
 * takes, and no more. What only has to be proven is asked for afterwards. Reference: decisions.md 5.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Frames } from "@vebus/codec"
import { Cache, Session, Telemetry, Transport } from "@vebus/runtime"
import { Driver, Lies, Profile } from "@vebus/simulator"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import * as Runs from "./infos/Runs.ts"
import { played } from "./Played.ts"
import * as Wire from "./Wire.ts"

const TURNAROUND_MILLIS = 12
/** Nobody waits longer than that for the next thing to happen: steps of a tenth of a second would add up. */
const STEP_MILLIS = 2

/** To the end, in small steps. */
const finely = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(effect)
    while (fiber.pollUnsafe() === undefined) yield* TestClock.adjust(STEP_MILLIS)
    return yield* Fiber.join(fiber)
  })

/** One word for a request: what it asks for. */
const nameOf = (request: Frames.Request): string => {
  const command = Runs.commandOf(request)
  if (command === null) return request._tag.replace("Request", "")
  const [info] = Runs.infosAsked([request])
  return info === undefined ? command._tag.replace("Request", "") : `info of ${info}`
}

interface Options {
  readonly profile?: Profile.ProfileId
  readonly lie?: Lies.Lie
  /** How long the program goes on after its first reading, in readings. */
  readonly readings?: number
}

/** What a program sent before its first reading, how long that took, and how many requests came after it. */
const program = ({ profile = "multiplus-ii-48-3000-230v", lie, readings = 1 }: Options = {}) =>
  Effect.scoped(
    Effect.gen(function* () {
      const startedAt = yield* Clock.currentTimeMillis
      const { open } = yield* Driver.make({
        profile: Profile.profiles[profile],
        turnaroundMillis: TURNAROUND_MILLIS
      })
      const { requests, transport } = Wire.tapped(
        Transport.make("sim:", lie === undefined ? open : Lies.wrap(open, lie), Transport.BYTES_PER_SECOND)
      )
      let before: ReadonlyArray<string> = []
      let seconds = 0
      const reading = Effect.gen(function* () {
        const session = yield* Effect.provideService(Session.connect(), Transport.Transport, transport)
        const all = yield* Telemetry.readings(session).pipe(
          Stream.zipWithIndex,
          Stream.tap(([, index]) =>
            index > 0
              ? Effect.void
              : Effect.map(Clock.currentTimeMillis, (now) => {
                  before = requests.map(nameOf)
                  seconds = (now - startedAt) / 1000
                })
          ),
          Stream.map(([one]) => one),
          Stream.take(readings),
          Stream.runCollect
        )
        return { session, all }
      })
      const { session, all } = yield* finely(reading)
      yield* played(session.confirmation.finish)
      return { before, seconds, after: requests.map(nameOf).slice(before.length), readings: all }
    })
  )

const CONNECTING = ["Version", "Address", "SoftwareVersion", "SoftwareVersionHigh"]
const INFOS = [0, 1, 2, 3, 4, 5, 7, 8, 14, 15, 16].map((id) => `info of ram ${id}`)
const VALUES = ["ReadRam", "DeviceState", "DcInfo", "AcInfo", "AcInputConfig"]
const FIRMWARE = ["SoftwareVersion", "SoftwareVersionHigh"]

describe("the first reading", () => {
  it.effect("needs each of these once, and takes as long as they take on the wire", () =>
    Effect.gen(function* () {
      const { before, seconds } = yield* program()
      assert.deepStrictEqual(before, [
        ...CONNECTING,
        "DeviceConfig",
        "Leds",
        "ReadSetting",
        ...INFOS,
        ...VALUES
      ])
      // 389 bytes and 23 turnarounds are 1.897 s.
      assert.closeTo(seconds, 1.91, 0.02)
    })
  )

  it.effect("waits for the second answer about the firmware only where the cache has infos of it", () =>
    Effect.gen(function* () {
      const first = yield* program()
      assert.deepStrictEqual(first.after, [...FIRMWARE, ...INFOS.toReversed()])
      const second = yield* program()
      assert.deepStrictEqual(second.before, [
        ...CONNECTING,
        "DeviceConfig",
        "Leds",
        "ReadSetting",
        ...FIRMWARE,
        ...VALUES
      ])
      assert.deepStrictEqual(second.after, [])
      assert.closeTo(second.seconds, 1.12, 0.02)
    }).pipe(Effect.provide(Cache.inMemory))
  )

  it.effect("of units with the same firmware needs each info once, and two answers about each firmware", () =>
    Effect.gen(function* () {
      const { before } = yield* program({ profile: "parallel-48-5000" })
      const count = (name: string) => before.filter((one) => one === name).length
      assert.deepStrictEqual(
        INFOS.map((name) => count(name)),
        INFOS.map(() => 1)
      )
      assert.strictEqual(count("SoftwareVersion"), 4)
    })
  )
})

describe("a firmware told wrong once", () => {
  const isVersion = (_: Frames.Request | null, reply: Frames.Reply): boolean =>
    reply._tag === "WinmonReply" && reply.reply._tag === "SoftwareVersionReply"

  it.effect("as that of a product for another battery hides no voltage", () =>
    Effect.gen(function* () {
      const truth = yield* program()
      // The number of one for 12 V.
      const lie = Lies.once(isVersion, (reply) => Runs.damaged(reply, 4, 0x2b))
      const { readings } = yield* program({ lie, readings: 3 })
      for (const { battery } of readings)
        assert.closeTo(battery!.voltage!, truth.readings[0]!.battery!.voltage!, 0.5)
    })
  )

  it.effect("by any unit of a system makes no sum and no figure of a unit wrong", () =>
    Effect.gen(function* () {
      const profile = "parallel-48-5000"
      const [truth] = (yield* program({ profile })).readings
      // The firmware of a slave that measures no power, and that of a unit for another battery.
      for (const mask of [0x40, 0x2b]) {
        for (const nth of [1, 2, 3, 4]) {
          const lie = Lies.once(isVersion, (reply) => Runs.damaged(reply, 4, mask), nth)
          const { readings } = yield* program({ profile, lie, readings: 3 })
          for (const reading of readings) {
            const parts = reading.units!.map(({ inputPower }) => inputPower)
            const sum = parts.includes(null) ? null : parts.reduce((total, power) => total! + power!, 0)
            assert.strictEqual(reading.acInput![0]!.power, sum)
            for (const [index, { battery }] of reading.units!.entries()) {
              if (battery === null || battery === undefined) continue
              const right = truth!.units![index]!.battery!
              assert.closeTo(battery.voltage!, right.voltage!, 0.5)
              assert.closeTo(battery.current!, right.current!, 5)
            }
          }
          const { battery, acInput } = readings.at(-1)!
          assert.closeTo(battery!.voltage!, truth!.battery!.voltage!, 0.5)
          assert.isNotNull(acInput![0]!.power)
        }
      }
    })
  )
})
