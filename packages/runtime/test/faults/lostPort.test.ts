/**
 * The port goes, the unit sleeps, two programs meet: R14 to R17 of the fault list.
 */
import { assert, describe, it } from "@effect/vitest"
import { Errors, Question, Session, Telemetry, Transport } from "@vebus/runtime"
import { Driver } from "@vebus/simulator"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import * as Scripted from "../Scripted.ts"
import { played } from "../Played.ts"
import * as Wire from "../Wire.ts"
import * as Faulty from "./Faulty.ts"

/** The states that a session goes through while an effect runs. */
const statesDuring = <A, E, R>(session: Session.Session, effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const states: Array<Session.State> = []
    const watching = yield* Effect.forkChild(
      Stream.runForEach(session.states, (state) => Effect.sync(() => void states.push(state)))
    )
    yield* Effect.yieldNow
    yield* effect
    yield* Fiber.interrupt(watching)
    return states
  })

/** A clock that runs on at once, as it does for a machine that stood still: no timer ran meanwhile, and nothing was read. */
const jumping = Effect.map(Clock.Clock, (clock) => {
  let stoodStill = 0
  const nanos = (): bigint => clock.monotonicTimeNanosUnsafe() + BigInt(stoodStill) * 1_000_000n
  return {
    clock: Object.assign(Object.create(clock) as Clock.Clock, {
      monotonicTimeNanosUnsafe: nanos,
      monotonicTimeNanos: Effect.sync(nanos)
    }),
    standStill: (millis: number) => void (stoodStill += millis)
  }
})

describe("R14 the port disappears", () => {
  it.effect("unplugged: who waits fails at once, the port is opened again, and readings go on", () =>
    Effect.gen(function* () {
      const { session, line } = yield* Faulty.connect()
      const readings = yield* Effect.forkChild(
        Telemetry.readings(session).pipe(Stream.take(30), Stream.runCollect)
      )
      yield* TestClock.adjust("3 seconds")
      const states = yield* statesDuring(
        session,
        Effect.gen(function* () {
          const waiting = yield* Effect.forkChild(Effect.result(session.ask(Question.leds)))
          yield* line.happen({ kind: "unplug", forMillis: 5000 })
          yield* TestClock.adjust("1 millis")
          assert.containsSubset(yield* Fiber.join(waiting), { failure: { _tag: "TransportError" } })
          for (let second = 0; second < 40; second++) yield* TestClock.adjust("1 seconds")
        })
      )
      assert.deepStrictEqual(states.slice(0, 2), ["connected", "unplugged"])
      assert.strictEqual(states.at(-1), "connected")
      const present = (yield* Fiber.join(readings)).map(({ battery }) => battery !== null)
      assert.isTrue(present[0])
      assert.include(present, false)
      assert.isTrue(present.at(-1))
    })
  )

  it.effect("is opened again after 0.5 s, then ever later up to 30 s, with jitter", () =>
    Effect.gen(function* () {
      const times: Array<number> = []
      const { open } = yield* Driver.make()
      let isGone = false
      const transport = Transport.make(
        "sim:",
        Effect.suspend(() => {
          if (!isGone) return open
          return Effect.andThen(
            Effect.map(
              TestClock.testClockWith((clock) => Effect.succeed(clock.currentTimeMillisUnsafe())),
              (now) => times.push(now)
            ),
            Effect.fail(new Errors.TransportError({ reason: new Errors.NotFound({ port: "sim:" }) }))
          )
        })
      )
      const scripted = yield* Scripted.make(() => [])
      const adapter = {
        ...transport,
        open: Effect.suspend(() =>
          isGone
            ? transport.open
            : Effect.map(open, (duplex) => ({
                ...duplex,
                bytes: Stream.merge(duplex.bytes, scripted.duplex.bytes, { haltStrategy: "either" })
              }))
        )
      }
      const session = yield* played(
        Session.connect().pipe(Effect.provideService(Transport.Transport, adapter))
      )
      isGone = true
      scripted.unplug()
      for (let second = 0; second < 300; second++) yield* TestClock.adjust("1 seconds")
      const gaps = times.slice(1).map((time, n) => time - times[n]!)
      assert.isAbove(gaps.length, 8)
      gaps.forEach((gap, n) => {
        const wanted = Math.min(1000 * 2 ** n, 30_000)
        assert.isTrue(
          gap >= wanted * 0.79 && gap <= wanted * 1.21 + 1000,
          `${gap} ms, about ${wanted} wanted`
        )
      })
      assert.strictEqual(session.url, "sim:")
    })
  )
})

describe("R15 the adapter comes back under another name", () => {
  it.effect("opening is done anew, so a name by id leads to where it is now; the address is set again", () =>
    Effect.gen(function* () {
      const { session, line, requests } = yield* Faulty.connect()
      const before = requests.length
      yield* line.happen({ kind: "unplug", forMillis: 1000 })
      for (let second = 0; second < 10; second++) yield* TestClock.adjust("1 seconds")
      const sent = requests.slice(before).map(({ _tag }) => _tag)
      assert.deepStrictEqual(sent.slice(0, 3), ["VersionRequest", "AddressRequest", "WinmonRequest"])
      const { value } = yield* played(session.ask(Question.ram([4])))
      assert.strictEqual(value.length, 1)
    })
  )
})

describe("R16 silence with the port present", () => {
  it.effect("asleep after 5 s without a byte; woken by the first frame, and initialised again", () =>
    Effect.gen(function* () {
      const { session, line, requests } = yield* Faulty.connect()
      const states = yield* statesDuring(
        session,
        Effect.gen(function* () {
          yield* line.happen({ kind: "sleep", forMillis: 20_000 })
          for (let second = 0; second < 12; second++) yield* TestClock.adjust("1 seconds")
          const result = yield* played(Effect.result(session.ask(Question.leds)), 1)
          assert.containsSubset(result, { failure: { reason: { _tag: "Asleep" } } })
          const before = requests.length
          for (let second = 0; second < 20; second++) yield* TestClock.adjust("1 seconds")
          assert.include(
            requests.slice(before).map(({ _tag }) => _tag),
            "AddressRequest"
          )
        })
      )
      assert.deepStrictEqual(states, ["connected", "asleep", "connected"])
      const { value } = yield* played(session.ask(Question.ram([4])))
      assert.strictEqual(value.length, 1)
    })
  )

  it.effect("a machine that stood still itself does not call the adapter asleep: it asks first", () =>
    Effect.gen(function* () {
      const { clock, standStill } = yield* jumping
      yield* Effect.gen(function* () {
        const { session } = yield* Faulty.connect()
        const states = yield* statesDuring(
          session,
          Effect.gen(function* () {
            // At any moment.
            for (let moment = 0; moment < 60; moment++) {
              yield* TestClock.adjust("310 millis")
              standStill(6000)
            }
            yield* TestClock.adjust("10 seconds")
          })
        )
        assert.deepStrictEqual(states, ["connected"])
      }).pipe(Effect.provideService(Clock.Clock, clock))
    })
  )

  it.effect("nor where it stood still over the answer, each time: another question is answered", () =>
    Effect.gen(function* () {
      const { clock, standStill } = yield* jumping
      yield* Effect.gen(function* () {
        let isConnected = false
        let asked = 0
        const { session } = yield* played(
          Wire.connect({ versionPeriodMillis: Infinity }, {}, ({ _tag }) => {
            if (!isConnected || _tag !== "VersionRequest" || ++asked % 2 === 0) return false
            standStill(6000)
            return true
          })
        )
        isConnected = true
        const states = yield* statesDuring(
          session,
          Effect.gen(function* () {
            for (let second = 0; second < 60; second++) yield* TestClock.adjust("1 seconds")
          })
        )
        assert.deepStrictEqual(states, ["connected"])
        assert.isAtLeast(asked, 20)
      }).pipe(Effect.provideService(Clock.Clock, clock))
    })
  )

  it.effect("while asleep the adapter is asked for its version every two seconds, and for nothing else", () =>
    Effect.gen(function* () {
      const { line, requests } = yield* Faulty.connect()
      yield* line.happen({ kind: "sleep", forMillis: 60_000 })
      for (let second = 0; second < 10; second++) yield* TestClock.adjust("1 seconds")
      const before = requests.length
      for (let second = 0; second < 30; second++) yield* TestClock.adjust("1 seconds")
      const sent = requests.slice(before).map(({ _tag }) => _tag)
      assert.deepStrictEqual([...new Set(sent)], ["VersionRequest"])
      assert.isTrue(sent.length >= 10 && sent.length <= 16, `${sent.length} requests in 30 s`)
    })
  )
})

describe("R17 a port opened by two programs", () => {
  it.effect("is a clear error at open, with the likely owners", () =>
    Effect.gen(function* () {
      const busy = new Errors.TransportError({ reason: new Errors.Busy({ port: "serial:/dev/ttyUSB0" }) })
      const transport = Transport.make("serial:/dev/ttyUSB0", Effect.fail(busy))
      const result = yield* Effect.result(
        Effect.scoped(Session.connect().pipe(Effect.provideService(Transport.Transport, transport)))
      )
      assert.match((result as { failure: Error }).failure.message, /another program has it.*VictronConnect/)
    })
  )

  it.effect("whose bytes are stolen: every answer is right or a typed failure", () =>
    Effect.gen(function* () {
      const faulty = yield* Faulty.connect({ plan: { seed: 4, replies: { truncate: 0.4 } } })
      const results = yield* played(
        Effect.forEach(Array.from({ length: 30 }), () =>
          Effect.result(faulty.session.ask(Question.ram([4])))
        ),
        200
      )
      for (const result of results) {
        if (result._tag === "Success") {
          assert.isTrue(faulty.truths.some(({ raw }) => raw["4"] === result.success.value[0]))
        } else assert.strictEqual(result.failure._tag, "DeviceError")
      }
    })
  )
})
