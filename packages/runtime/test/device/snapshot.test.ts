/**
 * Snapshots: one instant for all units, taken anew when a part of it is lost.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Frames } from "@vebus/codec"
import { Profile } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { played } from "../Played.ts"
import * as Reads from "./Reads.ts"

const isTrigger = ({ _tag }: Frames.Request): boolean => _tag === "SnapshotRequest"
const isReading = (request: Frames.Request): boolean =>
  request._tag === "WinmonRequest" && request.command._tag === "ReadSnapshotRequest"

/** From the first trigger on. */
const sinceTrigger = (requests: ReadonlyArray<Frames.Request>) =>
  requests.slice(requests.findIndex(isTrigger))

describe("a snapshot", () => {
  it.effect("of three units is what they held when the trigger came", () =>
    Effect.gen(function* () {
      const { device, simulated } = yield* Reads.ofProfile("three-phase-48-3000")
      yield* played(device.snapshot([4, 14]))
      const hold = (voltage: number) =>
        Effect.forEach([0, 1, 2], (address) =>
          simulated.control({
            change: "hold",
            address,
            ram: { "4": voltage + address, "15": 0x1_0000 - 100 }
          })
        )
      yield* hold(5000)
      const fiber = yield* Effect.forkChild(device.snapshot([4, 15], { delay: "1 seconds" }))
      yield* TestClock.adjust("700 millis")
      yield* hold(6000)
      yield* TestClock.adjust("2 seconds")
      const { units, unsupported, time } = yield* Fiber.join(fiber)
      assert.deepStrictEqual(unsupported, [])
      assert.deepStrictEqual(
        units.map(({ address, values }) => [address, values.map(({ id, value }) => [id, value])]),
        [0, 1, 2].map((address) => [
          address,
          [
            [4, (5000 + address) / 100],
            [15, 100]
          ]
        ])
      )
      assert.isTrue(units.every(({ values }) => values.every((value) => value.time === time)))
    })
  )

  it.effect("has nothing of anybody else in between, and its powers balance", () =>
    Effect.gen(function* () {
      const { device, requests } = yield* Reads.ofProfile("three-phase-48-3000")
      const others = yield* Effect.forkChild(Effect.forever(device.unit(1).state))
      const { units } = yield* played(device.snapshot([14, 15, 16]))
      yield* Fiber.interrupt(others)
      assert.deepStrictEqual(
        sinceTrigger(requests)
          .map((request) => (request._tag === "WinmonRequest" ? request.command._tag : request._tag))
          .filter((tag) => tag !== "AddressRequest")
          .slice(0, 4),
        ["SnapshotRequest", "ReadSnapshotRequest", "ReadSnapshotRequest", "ReadSnapshotRequest"]
      )
      for (const { values } of units) {
        // What is drawn and does not charge goes to the loads.
        const [inverter, input, output] = values.map(({ value }) => value as number)
        assert.closeTo(input! - inverter!, output!, 1)
      }
    })
  )

  it.effect("whose reply is lost is taken anew from the trigger on", () =>
    Effect.gen(function* () {
      let readings = 0
      const { device, requests } = yield* Reads.losing(
        "three-phase-48-3000",
        (request) => isReading(request) && ++readings === 2
      )
      const { units } = yield* played(device.snapshot([4, 5]))
      assert.strictEqual(units.length, 3)
      assert.strictEqual(requests.filter(isTrigger).length, 2)
      assert.strictEqual(requests.filter(isReading).length, 2 + 3)
    })
  )

  it.effect("whose trigger is lost is taken anew", () =>
    Effect.gen(function* () {
      let triggers = 0
      const { device, requests } = yield* Reads.losing(
        Profile.defaultProfile,
        (request) => isTrigger(request) && ++triggers <= 2
      )
      const { units } = yield* played(device.snapshot([4]))
      assert.strictEqual(units[0]?.values.length, 1)
      assert.strictEqual(requests.filter(isTrigger).length, 3)
    })
  )

  it.effect("that never comes fails after four triggers", () =>
    Effect.gen(function* () {
      const { device, requests } = yield* Reads.losing(Profile.defaultProfile, isTrigger)
      const failure = yield* Effect.flip(played(device.snapshot([4])))
      assert.strictEqual(failure.reason._tag, "Unsupported")
      assert.strictEqual(requests.filter(isTrigger).length, 4)
    })
  )

  it.effect("leaves out what a unit lacks, which would spoil it", () =>
    Effect.gen(function* () {
      const { device, requests } = yield* Reads.connect()
      const { units, unsupported } = yield* played(device.snapshot([4, 10, 131, 200]))
      assert.deepStrictEqual(unsupported, [10, 200])
      assert.deepStrictEqual(
        units[0]?.values.map(({ id }) => id),
        [4, 131]
      )
      assert.strictEqual(requests.filter(isTrigger).length, 1)
      const failure = yield* Effect.flip(played(device.snapshot([10])))
      assert.strictEqual(failure.reason._tag, "Unsupported")
      assert.strictEqual(requests.filter(isTrigger).length, 1)
    })
  )

  it.effect("waits for the second line of a unit that has it late", () =>
    Effect.gen(function* () {
      const { device } = yield* Reads.connect()
      yield* played(device.snapshot([4]))
      const quick = yield* timed(played(device.snapshot([4])))
      const slow = yield* timed(played(device.snapshot([4], { delay: "1 seconds" })))
      assert.closeTo(slow - quick, 1000, 200)
    })
  )

  it.effect("comes in the end over a bad line", () =>
    Effect.gen(function* () {
      const { device, line } = yield* Reads.connect({
        device: { profile: Profile.profiles["three-phase-48-3000"] },
        plan: { seed: 3, requests: { drop: 0.05 }, replies: { drop: 0.05 } }
      })
      for (let time = 0; time < 20; time++) {
        const { units } = yield* played(device.snapshot([14, 15, 16]), 60)
        assert.isTrue(units.every(({ values }) => values.length === 3))
      }
      assert.isAbove((yield* line.counts).drop ?? 0, 5)
    })
  )
})

/** How many milliseconds of the test clock it takes. */
const timed = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const before = yield* Effect.clockWith((clock) => clock.currentTimeMillis)
    yield* effect
    return (yield* Effect.clockWith((clock) => clock.currentTimeMillis)) - before
  })
