/**
 * What goes wrong while a meter is followed, and what stands on the wire afterwards.
 */
import { assert, describe, it } from "@effect/vitest"
import { OpenHolds } from "@vebus/runtime"
import { Setups } from "@vebus/testing/ess"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { played } from "../Played.ts"
import * as QuickClock from "../QuickClock.ts"
import { carriedOut, hasCommand, isWrite } from "../control/Controlled.ts"
import { type Followed, followed, type Options, settled, wait, watts } from "./Followed.ts"

/** What the unit draws from its AC input, in watts. */
const input = ({ unit }: Followed) =>
  Effect.map(unit.simulated.state, ({ system }) => system.plant.live.inputWatts)

/** A meter that is silent from a time to another, in milliseconds. */
const silent = (from: number, to: number): Options => ({
  passes: (reading, millis) => (millis > from && millis < to ? null : reading)
})

/** A unit that is let go once its meter is lost. */
const letGo = Setups.config({ onMeterLost: { afterwards: "let-go" } })

/** That nothing but 0 goes out any more, and nothing at all after that. */
const nothingFollows = (all: Followed) =>
  Effect.gen(function* () {
    assert.isTrue(
      watts(all).every((value) => value === 0),
      watts(all).join(" ")
    )
    all.unit.requests.length = 0
    yield* wait(60)
    assert.deepStrictEqual(watts(all), [])
  })

describe("the meter", () => {
  it.effect("is silent: the last set-point, then by 400 W/s to 0, and 0 is refreshed", () =>
    Effect.gen(function* () {
      const all = yield* settled(silent(25_500, 70_000), 25)
      const last = all.following.status().setpoint
      all.unit.requests.length = 0
      yield* wait(2.6)
      assert.strictEqual(all.following.status().phase, "holding")
      assert.isTrue(watts(all).every((value) => value === last))
      yield* wait(6.4)
      assert.strictEqual(all.following.status().phase, "resting")
      const sent = watts(all)
      assert.strictEqual(sent.at(-1), 0)
      sent.forEach((value, index) => {
        const step = value - (sent[index - 1] ?? value)
        assert.isTrue(step >= 0 && step <= 250, sent.join(" "))
      })
      all.unit.requests.length = 0
      yield* wait(25)
      assert.isAtLeast(watts(all).length, 4)
      assert.isTrue(watts(all).every((value) => value === 0))
      assert.approximately(yield* input(all), -15, 15)
      yield* wait(40)
      assert.strictEqual(all.following.status().phase, "active")
      assert.deepStrictEqual(all.states(), [
        "active follow",
        "holding meter-late",
        "fading meter-lost",
        "resting meter-lost",
        "active follow"
      ])
      yield* all.close
    })
  )

  it.effect("comes back while the set-point fades: followed from where the unit is", () =>
    Effect.gen(function* () {
      const all = yield* settled(silent(25_500, 30_000), 25)
      yield* wait(4)
      assert.strictEqual(all.following.status().phase, "fading")
      yield* wait(12)
      assert.strictEqual(all.following.status().phase, "active")
      assert.approximately(all.metered.gridWatts(), 20, 60)
      yield* all.close
    })
  )

  it.effect(
    "is lost, and the unit is to be let go: 0 once, then nothing is written, and the unit lets go",
    () =>
      Effect.gen(function* () {
        const all = yield* settled({ ...silent(25_500, 60_000), config: letGo }, 25)
        yield* wait(9)
        all.unit.requests.length = 0
        yield* wait(20)
        assert.deepStrictEqual(watts(all), [])
        const { system } = yield* all.unit.simulated.state
        assert.isNull(system.following.phases[0]!)
        yield* wait(50)
        assert.strictEqual(all.following.status().phase, "active")
        assert.isAbove(watts(all).length, 0)
        yield* all.close
      })
  )

  it.effect(
    "is lost, and the unit does not hear that it is let go: the steps go on, one hold at a time",
    () =>
      Effect.gen(function* () {
        let isLost = false
        const all = yield* settled({
          ...silent(25_500, 45_000),
          config: letGo,
          isLost: (request) => isLost && isWrite(request)
        })
        isLost = true
        yield* wait(15)
        assert.strictEqual(all.following.status().phase, "resting")
        const from = watts(all).lastIndexOf(0)
        const before = all.following.status().readings
        yield* wait(20)
        assert.isAbove(all.following.status().readings, before + 10, "the meter is back, and is looked at")
        assert.isTrue(
          watts(all)
            .slice(from)
            .every((value) => value === 0),
          "nothing else goes out before the 0 of the last hold is acknowledged"
        )
        isLost = false
        yield* wait(30)
        assert.isBelow(all.following.status().acknowledged!, -500)
        yield* all.close
        assert.strictEqual(watts(all).at(-1), 0)
        assert.deepStrictEqual(OpenHolds.of(yield* all.unit.store.journal), [])
      })
  )

  it.effect(
    "is lost, and the program ends before the unit has heard that it is let go: 0 still goes out",
    () =>
      Effect.gen(function* () {
        let isLost = false
        const all = yield* settled({
          ...silent(25_500, Infinity),
          config: letGo,
          isLost: (request) => isLost && isWrite(request)
        })
        isLost = true
        yield* wait(15)
        const closing = yield* Effect.forkChild(all.closing)
        yield* wait(5)
        isLost = false
        all.unit.requests.length = 0
        yield* played(Fiber.join(closing), 20)
        assert.deepStrictEqual(watts(all), [0])
        assert.deepStrictEqual(OpenHolds.of(yield* all.unit.store.journal), [])
      })
  )

  it.effect("stays away for ten minutes: the end, and nothing is written any more", () =>
    QuickClock.own(
      Effect.gen(function* () {
        const all = yield* settled(silent(25_500, Infinity), 25)
        yield* TestClock.adjust("605 seconds")
        assert.strictEqual(yield* played(all.following.ended, 1), "meter-lost")
        all.unit.requests.length = 0
        yield* nothingFollows(all)
        yield* all.close
        assert.deepStrictEqual(watts(all), [])
      })
    )
  )

  it.effect("ends, as a stream may: said, and treated as silent", () =>
    Effect.gen(function* () {
      const all = yield* settled({
        passes: (reading, millis) => {
          if (millis > 25_500) throw new Error("the meter has gone")
          return reading
        }
      })
      yield* wait(12)
      assert.strictEqual(all.following.status().phase, "resting")
      assert.strictEqual(watts(all).at(-1), 0)
      yield* all.close
    })
  )
})

describe("the unit", () => {
  it.effect("tells nothing of itself: 0 after 3 s, and it is followed again once it does", () =>
    Effect.gen(function* () {
      let isSilent = false
      const all = yield* settled({
        meddle: (request) =>
          isSilent && hasCommand(request, "ReadRamRequest") ? { answer: "lost" } : undefined
      })
      isSilent = true
      all.unit.requests.length = 0
      yield* wait(4.5)
      assert.strictEqual(all.following.status().why, "unit-silent")
      assert.strictEqual(watts(all).at(-1), 0)
      isSilent = false
      yield* wait(25)
      assert.strictEqual(all.following.status().phase, "active")
      yield* all.close
      assert.strictEqual(watts(all).at(-1), 0)
    })
  )

  it.effect("hears no set-point for 15 s: the end, and no set-point follows", () =>
    Effect.gen(function* () {
      let isDeaf = false
      const all = yield* settled({
        meddle: (request) => (isDeaf && isWrite(request) ? { instead: "lost" } : undefined)
      })
      isDeaf = true
      yield* wait(30)
      assert.strictEqual(yield* played(all.following.ended, 1), "hold-ended")
      isDeaf = false
      yield* wait(5)
      all.unit.requests.length = 0
      yield* wait(60)
      yield* nothingFollows(all)
      yield* all.close
    })
  )

  it.effect("shows a fault: 0, and the end", () =>
    Effect.gen(function* () {
      const all = yield* settled()
      all.unit.requests.length = 0
      yield* all.unit.simulated.control({ change: "hold", alarms: 0x40 })
      yield* wait(8)
      assert.strictEqual(yield* played(all.following.ended, 1), "fault")
      assert.strictEqual(watts(all).at(-1), 0)
      all.unit.requests.length = 0
      yield* nothingFollows(all)
      yield* all.close
      assert.deepStrictEqual(OpenHolds.of(yield* all.unit.store.journal), [])
    })
  )

  it.effect("has a battery at its floor: 0, refreshed", () =>
    Effect.gen(function* () {
      const all = yield* settled({
        config: Setups.config({ battery: { voltageFloor: 60, voltageCeiling: 70 } })
      })
      assert.deepStrictEqual(all.states(), ["active follow", "resting battery-floor"].slice(-1))
      assert.isTrue(watts(all).length > 1 && watts(all).every((value) => value === 0))
      yield* all.close
    })
  )
})

describe("the link", () => {
  it.effect("is lost while discharging: the end, with the last watts in words; 0 once it is back", () =>
    Effect.gen(function* () {
      const all = yield* settled()
      all.unit.requests.length = 0
      yield* all.unit.line.happen({ kind: "unplug", forMillis: 8000 })
      yield* wait(1)
      assert.strictEqual(yield* played(all.following.ended, 1), "hold-ended")
      const told = all.events.find(({ _tag }) => _tag === "HoldEnded")
      assert.match(
        told?._tag === "HoldEnded" ? told.message : "",
        /-9\d\d W, and until it lets go may take 60 s/
      )
      yield* wait(40)
      yield* nothingFollows(all)
      yield* all.close
      assert.deepStrictEqual(OpenHolds.of(yield* all.unit.store.journal), [])
    })
  )

  it.effect("loses its adapter to a restart: the end; 0, and nothing is taken up again", () =>
    Effect.gen(function* () {
      const all = yield* settled()
      all.unit.requests.length = 0
      yield* all.unit.simulated.control({ change: "restart-adapter" })
      yield* wait(20)
      assert.strictEqual(yield* played(all.following.ended, 1), "hold-ended")
      const last = watts(all).findLastIndex((value) => value !== 0)
      yield* wait(30)
      assert.isTrue(
        watts(all)
          .slice(last + 1)
          .every((value) => value === 0)
      )
      all.unit.requests.length = 0
      yield* nothingFollows(all)
      yield* all.close
    })
  )

  it.effect("has another master: the end, and 0 is left behind", () =>
    Effect.gen(function* () {
      const all = yield* followed()
      yield* carriedOut(all.unit, [{ _tag: "Limit", amperes: 12 }])
      yield* wait(25)
      assert.strictEqual(all.following.status().phase, "active")
      all.unit.requests.length = 0
      yield* all.unit.simulated.control({ change: "panel", position: "on" })
      yield* wait(8)
      assert.strictEqual(yield* played(all.following.ended, 1), "hold-ended")
      assert.strictEqual(watts(all).at(-1), 0)
      all.unit.requests.length = 0
      yield* nothingFollows(all)
      yield* all.close
    })
  )
})

describe("somebody", () => {
  it.effect("wants it off: 0 once, then nothing; another mode does not bring it back", () =>
    Effect.gen(function* () {
      const all = yield* settled()
      all.unit.requests.length = 0
      yield* all.following.want({ mode: "off" }, 60_000)
      yield* wait(2)
      assert.deepStrictEqual(watts(all), [0])
      assert.strictEqual(yield* played(all.following.ended, 1), "user")
      yield* all.following.want({ mode: "auto" }, 60_000)
      yield* wait(60)
      assert.deepStrictEqual(watts(all), [0])
      yield* all.close
    })
  )

  it.effect("ends the program, at whatever step: 0 is the last that goes out", () =>
    Effect.gen(function* () {
      for (const seconds of [2, 5.2, 6.1, 7.3, 8.4, 12, 27, 30, 33]) {
        const all = yield* followed(silent(25_500, 60_000))
        yield* wait(seconds)
        yield* all.close
        assert.strictEqual(watts(all).at(-1) ?? 0, 0, `${seconds} s`)
        const count = all.unit.requests.length
        yield* wait(3)
        assert.strictEqual(all.unit.requests.length, count)
        assert.deepStrictEqual(OpenHolds.of(yield* all.unit.store.journal), [], `${seconds} s`)
      }
    })
  )

  it.effect(
    "kills the program, at whatever step: nothing goes out, the unit lets go, the journal knows",
    () =>
      Effect.gen(function* () {
        for (const seconds of [12, 27, 30, 33]) {
          let isKilled = false
          const all = yield* followed({ ...silent(25_500, 60_000), isLost: () => isKilled })
          yield* wait(seconds)
          isKilled = true
          const open = OpenHolds.of(yield* all.unit.store.journal)
          assert.strictEqual(open.length, 1, `${seconds} s`)
          yield* wait(16)
          const { system } = yield* all.unit.simulated.state
          assert.isNull(system.following.phases[0]!)
          const closing = yield* Effect.forkChild(all.closing)
          yield* wait(70)
          yield* Fiber.join(closing)
        }
      })
  )
})
