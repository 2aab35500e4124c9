/**
 * Energy: counters that roll over, added up while somebody watches.
 */
import { assert, describe, it } from "@effect/vitest"
import { EnergyCounters, type Frames } from "@vebus/codec"
import { Profile, type Simulator } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import type * as Device from "../../src/Device.ts"
import { played } from "../Played.ts"
import * as Reads from "./Reads.ts"

const JOULES = 0x1_0000
const MINUTE = 60_000

/** What the units have counted since an earlier state, by address. */
const countedSince = (before: Simulator.State, after: Simulator.State) =>
  after.system.devices.map(({ energyCounts }, index) =>
    energyCounts.map(
      (count, counter) => (count - before.system.devices[index]!.energyCounts[counter]!) & 0xff
    )
  )

const countsOf = (joules: Device.Energy.Joules | null): ReadonlyArray<number> =>
  EnergyCounters.counters.map((counter) => joules![counter] / JOULES)

/** Collects so many looks in the background. */
const watched = (device: Device.Reads, looks: number, intervalMillis: number) =>
  device.energy({ interval: intervalMillis }).pipe(Stream.take(looks), Stream.runCollect, Effect.forkChild)

describe("energy", () => {
  it.effect("of three units is what their counters have counted, by unit and together", () =>
    Effect.gen(function* () {
      const { device, simulated } = yield* Reads.ofProfile("three-phase-48-3000")
      yield* simulated.control({ change: "load", watts: 6000 })
      yield* played(device.units)
      const before = yield* simulated.state
      const fiber = yield* watched(device, 4, MINUTE)
      yield* TestClock.adjust("3 minutes")
      yield* TestClock.adjust("2 seconds")
      const looks = [...(yield* Fiber.join(fiber))]
      const truth = countedSince(before, yield* simulated.state)
      const last = looks.at(-1)!
      assert.isTrue(countsOf(looks[0]!.total).every((count) => count === 0))
      assert.isAbove(Math.max(...countsOf(last.total)), 3)
      for (const [index, { joules }] of last.units.entries()) {
        for (const [counter, count] of countsOf(joules).entries())
          assert.closeTo(count, truth[index]![counter]!, 1)
      }
      for (const [counter, count] of countsOf(last.total).entries()) {
        assert.strictEqual(
          count,
          last.units.reduce((sum, { joules }) => sum + countsOf(joules)[counter]!, 0)
        )
      }
    })
  )

  it.effect("looks once a minute unless said otherwise, at each unit", () =>
    Effect.gen(function* () {
      const { device, requests } = yield* Reads.ofProfile("parallel-48-5000")
      yield* played(device.units)
      const fiber = yield* device.energy().pipe(Stream.runDrain, Effect.forkChild)
      yield* TestClock.adjust("150 seconds")
      assert.strictEqual(Reads.commands(requests, "EnergyCountersRequest").length, 3 * 2)
      yield* Fiber.interrupt(fiber)
    })
  )

  it.effect("that one look missed is counted by the next", () =>
    Effect.gen(function* () {
      let isDeaf = false
      const { device, simulated, session } = yield* Reads.losing(
        Profile.defaultProfile,
        (request: Frames.Request) =>
          isDeaf && request._tag === "WinmonRequest" && request.command._tag === "EnergyCountersRequest"
      )
      yield* simulated.control({ change: "load", watts: 2000 })
      yield* played(device.units)
      const identity = session.identity()
      const before = yield* simulated.state
      const fiber = yield* watched(device, 3, 2 * MINUTE)
      yield* TestClock.adjust("10 seconds")
      isDeaf = true
      yield* TestClock.adjust("2 minutes")
      isDeaf = false
      yield* TestClock.adjust("2 minutes")
      const [first, second, third] = [...(yield* Fiber.join(fiber))]
      const [truth] = countedSince(before, yield* simulated.state)
      assert.deepStrictEqual(second!.units, first!.units)
      for (const [counter, count] of countsOf(third!.total).entries())
        assert.closeTo(count, truth![counter]!, 1)
      assert.isAbove(Math.max(...countsOf(third!.total)), 3)
      assert.strictEqual(session.identity(), identity, "nothing was initialised again")
    })
  )

  it.effect("that passed unseen for longer than a counter bears is not counted", () =>
    Effect.gen(function* () {
      let isDeaf = false
      const { device, simulated } = yield* Reads.losing(
        Profile.defaultProfile,
        (request: Frames.Request) =>
          isDeaf && request._tag === "WinmonRequest" && request.command._tag === "EnergyCountersRequest"
      )
      yield* simulated.control({ change: "load", watts: 2000 })
      yield* played(device.units)
      const fiber = yield* watched(device, 4, 10 * MINUTE)
      yield* TestClock.adjust("10 seconds")
      isDeaf = true
      yield* TestClock.adjust("10 minutes")
      isDeaf = false
      yield* TestClock.adjust("20 minutes")
      const highest = [...(yield* Fiber.join(fiber))].map(({ total }) => Math.max(...countsOf(total)))
      assert.deepStrictEqual(highest.slice(0, 3), [0, 0, 0])
      assert.isAbove(highest[3]!, 10)
    })
  )

  it.effect("does not count what passed while there was no link", () =>
    Effect.gen(function* () {
      const { device, simulated } = yield* Reads.connect()
      yield* simulated.control({ change: "load", watts: 2000 })
      yield* played(device.units)
      const fiber = yield* watched(device, 4, MINUTE)
      yield* TestClock.adjust("62 seconds")
      yield* simulated.control({ change: "bus", connected: false })
      yield* TestClock.adjust("30 seconds")
      yield* simulated.control({ change: "bus", connected: true })
      yield* TestClock.adjust("2 minutes")
      const looks = [...(yield* Fiber.join(fiber))]
      const highest = looks.map(({ total }) => Math.max(...countsOf(total)))
      assert.isAbove(highest[1]!, 0)
      assert.strictEqual(highest[2], highest[1], "the first look after the gap only says where to count from")
      assert.isAbove(highest[3]!, highest[2]!)
    })
  )

  it.effect("is refused less often than every ten minutes", () =>
    Effect.gen(function* () {
      const { device, requests } = yield* Reads.connect()
      yield* played(device.units)
      const failure = yield* Effect.flip(Stream.runHead(device.energy({ interval: 600_001 })))
      assert.strictEqual(failure._tag, "IntervalTooLong")
      assert.strictEqual(
        failure.message,
        "energy counters must be read at least every 10 minutes: they roll over"
      )
      assert.deepStrictEqual(Reads.commands(requests, "EnergyCountersRequest"), [])
      const first = yield* played(Stream.runHead(device.energy({ interval: "10 minutes" })))
      assert.isTrue(Option.isSome(first))
    })
  )

  it.effect("looked at every ten minutes goes on counting", () =>
    Effect.gen(function* () {
      const { device, simulated } = yield* Reads.connect()
      yield* simulated.control({ change: "load", watts: 2000 })
      yield* played(device.units)
      const before = yield* simulated.state
      const fiber = yield* watched(device, 2, 10 * MINUTE)
      yield* TestClock.adjust("601 seconds")
      const last = [...(yield* Fiber.join(fiber))].at(-1)!
      const [truth] = countedSince(before, yield* simulated.state)
      for (const [counter, count] of countsOf(last.total).entries())
        assert.closeTo(count, truth![counter]!, 1)
      assert.isAbove(Math.max(...countsOf(last.total)), 10)
    })
  )

  it.effect("that cannot be had at all fails at once", () =>
    Effect.gen(function* () {
      const { device } = yield* Reads.losing(
        Profile.defaultProfile,
        (request) => request._tag === "WinmonRequest" && request.command._tag === "EnergyCountersRequest"
      )
      const failure = yield* Effect.flip(played(Stream.runHead(device.energy()), 60))
      assert.strictEqual(failure._tag, "DeviceError")
    })
  )

  it.effect("counters as they stand are those of the unit", () =>
    Effect.gen(function* () {
      const { device, simulated } = yield* Reads.connect()
      yield* TestClock.adjust("5 minutes")
      const { raw } = yield* played(device.energyCounters)
      const { energyCounts } = (yield* simulated.state).system.devices[0]
      assert.deepStrictEqual(
        EnergyCounters.counters.map((counter) => raw[counter]),
        [...energyCounts]
      )
    })
  )
})
