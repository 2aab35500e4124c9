/**
 * Many callers, writes, outsiders, clocks, and a unit that must be left alone: R18 to R22 and R24 of the fault list.
 */
import { assert, describe, it } from "@effect/vitest"
import { Frames, Switch, type WinmonEnvelope, Words, WriteViaId } from "@vebus/codec"
import { Exchange, Question, Telemetry } from "@vebus/runtime"
import type { Simulator } from "@vebus/simulator"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as Result from "effect/Result"
import { TestClock } from "effect/testing"
import * as Scripted from "../Scripted.ts"
import { played } from "../Played.ts"
import * as Faulty from "./Faulty.ts"

const ids = [0, 1, 2, 3, 4, 5, 13, 14, 15, 16] as const

describe("R18 many concurrent callers", () => {
  for (const window of [1, 3] as const) {
    it.effect(`with window ${window} are served fairly; none gets another's reply`, () =>
      Effect.gen(function* () {
        const { session, truths } = yield* Faulty.connect({
          plan: { seed: 9, replies: { drop: 0.05, delay: 0.05, duplicate: 0.1 }, delayMillis: 700 },
          session: { window }
        })
        const ask = (id: number) =>
          Effect.map(Effect.result(session.ask(Question.ram([id]))), (result) =>
            result._tag === "Success"
              ? truths.some(({ raw }) => raw[id] === result.success.value[0])
              : result.failure._tag === "DeviceError"
          )
        const callers = Array.from({ length: 50 }, (_, n) => ids[n % ids.length]!)
        const results = yield* played(Effect.forEach(callers, ask, { concurrency: "unbounded" }), 120)
        assert.isTrue(results.every((isRight) => isRight))
      })
    )
  }
})

describe("R19 an interruption while a request is on the wire", () => {
  it.effect("its reply is consumed before the next request is sent, at any point of the exchange", () =>
    Effect.gen(function* () {
      const { session, truths } = yield* Faulty.connect()
      for (let millis = 0; millis < 130; millis += 7) {
        const first = yield* Effect.forkChild(session.ask(Question.ram([4])))
        yield* TestClock.adjust(`${millis} millis`)
        yield* Fiber.interrupt(first)
        const { value } = yield* played(session.ask(Question.ram([15])))
        assert.isTrue(
          truths.some(({ raw }) => raw["15"] === value[0]),
          `after ${millis} ms`
        )
      }
    })
  )
})

describe("R20 a write", () => {
  const write: Question.Question<"written", "write"> = {
    _tag: "WinmonQuestion",
    effect: "write",
    name: "write of setting 2 (37)",
    command: WriteViaId.setting(2, Words.Raw16.make(1440), "eeprom"),
    pick: () => (reply) => (reply._tag === "SettingWritten" ? "written" : undefined)
  }

  it.effect("whose acknowledgement is lost is not repeated by itself", () =>
    Effect.gen(function* () {
      const adapter = yield* Scripted.make(() => [])
      const exchange = yield* Exchange.make(adapter.duplex, { url: "sim:" })
      const result = yield* played(Effect.result(exchange.ask(write)))
      assert.containsSubset(result, { failure: { reason: { _tag: "NoReply", transmissions: 1 } } })
      assert.strictEqual(adapter.requests.length, 1)
    })
  )

  it.effect("that is refused is a typed failure, sent once", () =>
    Effect.gen(function* () {
      const adapter = yield* Scripted.make((request) => [
        {
          bytes: Scripted.reply({
            _tag: "WinmonReply",
            letter: (request as WinmonEnvelope.Request).letter,
            reply: { _tag: "NotUnderstood", data: [8] }
          })
        }
      ])
      const exchange = yield* Exchange.make(adapter.duplex, { url: "sim:" })
      const result = yield* played(Effect.result(exchange.ask(write)))
      assert.containsSubset(result, { failure: { reason: { _tag: "Refused" } } })
      assert.strictEqual(adapter.requests.length, 1)
    })
  )
})

describe("R21 an outsider that does not keep up", () => {
  it.effect("loses the oldest of what it did not take; polling is not affected", () =>
    Effect.gen(function* () {
      const { session } = yield* Faulty.connect()
      const slow = yield* Effect.forkChild(Stream.runForEach(session.incoming, () => Effect.sleep("1 hours")))
      yield* Effect.yieldNow
      const readings = yield* played(Telemetry.readings(session).pipe(Stream.take(60), Stream.runCollect), 70)
      assert.isTrue(readings.every(({ battery }) => battery !== null))
      assert.isUndefined(slow.pollUnsafe())
    })
  )
})

describe("R22 a clock that jumps", () => {
  it.effect("backwards or forwards, does not disturb time-outs", () =>
    Effect.gen(function* () {
      const { session } = yield* Faulty.connect()
      for (const jump of [-3_600_000, 3_600_000]) {
        const clock = yield* TestClock.testClockWith(Effect.succeed)
        yield* TestClock.setTime(Math.max(0, clock.currentTimeMillisUnsafe() + jump))
        const { value } = yield* played(session.ask(Question.ram([4])))
        assert.strictEqual(value.length, 1)
      }
    })
  )

  it.effect("a suspended machine does not show what it read before as fresh", () =>
    Effect.gen(function* () {
      let suspendedMillis = 0
      const clock = yield* Clock.Clock
      const shifted = (): number => clock.currentTimeMillisUnsafe() + suspendedMillis
      // While a machine sleeps its wall clock goes on, and its monotonic clock may stand still.
      const wallClock: Clock.Clock = Object.assign(Object.create(clock) as Clock.Clock, {
        currentTimeMillisUnsafe: shifted,
        currentTimeMillis: Effect.sync(shifted)
      })
      const { session, line } = yield* Faulty.connect()
      const readings = yield* Effect.forkChild(
        Telemetry.updates(session).pipe(
          Stream.take(3),
          Stream.tap(() =>
            Effect.andThen(
              line.happen({ kind: "drop", direction: "reply", forMillis: 60_000 }),
              Effect.sync(() => (suspendedMillis = 3_600_000))
            )
          ),
          Stream.runCollect,
          Effect.provideService(Clock.Clock, wallClock)
        )
      )
      for (let second = 0; second < 40; second++) yield* TestClock.adjust("1 seconds")
      const present = (yield* Fiber.join(readings)).map(({ reading }) => reading.battery !== null)
      assert.deepStrictEqual(present, [true, false, false])
    })
  )
})

describe("R24 a monitor on a unit in charger-only or off", () => {
  for (const position of ["charger-only", "off"] as const) {
    it.effect(`${position}: switch and limit unchanged, no S frame, nothing but reads`, () =>
      Effect.gen(function* () {
        const { session, requests, simulated } = yield* Faulty.connect()
        const other = yield* simulated.open
        // The standby line keeps the adapter powered while the unit is off.
        yield* other.write(Result.getOrThrow(Frames.toWire({ _tag: "BusLinesRequest", lines: 3, spare: [] })))
        yield* TestClock.adjust("1 seconds")
        yield* other.write(
          Result.getOrThrow(
            Frames.toWire(
              Switch.Request.make({
                position,
                limitRaw: Words.Raw16.make(123),
                flags: Switch.Flags.limitInAmperes
              })
            )
          )
        )
        yield* TestClock.adjust("5 seconds")
        const panelOf = ({ system: { panel } }: Simulator.State) => panel
        const before = panelOf(yield* simulated.state)
        assert.containsSubset(before, { requested: position, limitRaw: 123 })
        const sentBefore = requests.length
        const readings = yield* played(
          Telemetry.readings(session).pipe(Stream.take(20), Stream.runCollect),
          60
        )
        assert.strictEqual(readings.at(-1)!.switch?.requested, position)
        assert.deepStrictEqual(panelOf(yield* simulated.state), before)
        const effects = requests.slice(sentBefore).map((request) => Frames.traits(request).effect)
        assert.deepStrictEqual([...new Set(effects)], ["read"])
      })
    )
  }
})
