/**
 * A session with a simulated device in one line, and what stands behind it; and the shape that holds simulator and
 * runtime together, since neither may import the other.
 */
import { assert, describe, expectTypeOf, it } from "@effect/vitest"
import { Question, Session, Transport } from "@vebus/runtime"
import type { Driver } from "@vebus/simulator"
import { profile } from "@vebus/testing/arbitraries"
import { type Options, simulated, transport } from "@vebus/testing/session"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import fc from "fast-check"

/** A session that has had the time to connect. */
const connected = (options?: Options) =>
  Effect.gen(function* () {
    const connecting = yield* Effect.forkChild(simulated(options))
    yield* TestClock.adjust("60 seconds")
    return yield* Fiber.join(connecting)
  })

/** What a question comes to within ten seconds. */
const answered = <A, E, R>(question: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const asking = yield* Effect.forkChild(question)
    yield* TestClock.adjust("10 seconds")
    return yield* Fiber.join(asking)
  })

describe("a simulated session", () => {
  it("a simulator's duplex is a transport's duplex, by its shape", () => {
    expectTypeOf<Driver.Duplex>().toExtend<Transport.Duplex>()
  })

  it.effect("answers on the test clock", () =>
    Effect.gen(function* () {
      const { value } = yield* answered(
        Effect.flatMap(simulated(), (session) => session.ask(Question.ram([4])))
      )
      assert.strictEqual(value.length, 1)
      // A 48 V battery, in hundredths of a volt.
      assert.isTrue(value[0]! > 4000 && value[0]! < 6400)
    })
  )

  it("answers whatever the profile is", () =>
    fc.assert(
      fc.asyncProperty(profile, (made) =>
        Effect.gen(function* () {
          const session = yield* connected({ profile: made })
          const { value } = yield* answered(session.ask(Question.dcInfo))
          const truth = (yield* session.truths).at(-1)!
          assert.strictEqual(value.batteryVoltageRaw, truth.dc.voltageRaw)
        }).pipe(Effect.scoped, Effect.provide(TestClock.layer()), Effect.runPromise)
      ),
      { numRuns: 20 }
    ))

  it.effect("answers from an adapter that has not sent anything for a minute", () =>
    Effect.gen(function* () {
      const session = yield* connected({ versionPeriodMillis: 0 })
      const { value } = yield* answered(session.ask(Question.dcInfo))
      assert.strictEqual(value.batteryVoltageRaw, (yield* session.truths).at(-1)!.dc.voltageRaw)
    })
  )

  it.effect("shows a change of the plant in its answers, and the truth behind them", () =>
    Effect.gen(function* () {
      const session = yield* connected()
      const before = yield* answered(session.ask(Question.acInfo(1)))
      assert.isAbove(before.value.mainsVoltageRaw, 20_000)
      yield* session.simulator.control({ change: "mains", on: false })
      yield* session.simulator.control({ change: "load", watts: 2000 })
      yield* TestClock.adjust("10 seconds")
      const after = yield* answered(session.ask(Question.acInfo(1)))
      assert.isBelow(after.value.mainsVoltageRaw, 5000)
      const truths = yield* session.truths
      assert.deepInclude(truths.at(-1)!.plant, { mains: false, loadWatts: 2000 })
      assert.strictEqual(truths.at(-1)!.ac[0]!.outputCurrentRaw, after.value.outputCurrentRaw)
      assert.isFalse((yield* session.simulator.state).system.plant.mains.source.on)
    })
  )

  it.effect("asks again when the line loses replies, and the line tells how many", () =>
    Effect.gen(function* () {
      const session = yield* connected({
        faults: { replies: { drop: 0.4 } },
        seed: 3,
        session: { wait: true }
      })
      const { value } = yield* answered(session.ask(Question.ram([4])))
      assert.strictEqual(value.length, 1)
      const counts = yield* session.line.counts
      assert.isAbove(counts.drop!, 0)
      assert.strictEqual((yield* session.line.log).length, counts.drop)
    })
  )

  it.effect("goes through the same faults again with the same seed", () =>
    Effect.gen(function* () {
      const logOf = (options: Options) =>
        Effect.scoped(
          Effect.flatMap(connected({ ...options, session: { wait: true } }), ({ line }) => line.log)
        )
      const faults = { replies: { drop: 0.3, flip: 0.2 } }
      const first = yield* logOf({ faults, seed: 5 })
      assert.isAbove(first.length, 0)
      assert.deepStrictEqual(yield* logOf({ faults, seed: 5 }), first)
      assert.notDeepEqual(yield* logOf({ faults, seed: 6 }), first)
      // A seed in the plan goes before that of the simulation.
      assert.deepStrictEqual(
        yield* logOf({ faults: { seed: 5, ...faults }, seed: 6 }).pipe(
          Effect.map((log) => log.map(({ kind }) => kind))
        ),
        first.map(({ kind }) => kind)
      )
    })
  )
})

describe("a simulated transport", () => {
  it.effect("is unplugged by a test, and found again by whoever uses it", () =>
    Effect.gen(function* () {
      const port = yield* transport()
      const connecting = yield* Effect.forkChild(
        Effect.provideService(Session.connect(), Transport.Transport, port)
      )
      yield* TestClock.adjust("10 seconds")
      const session = yield* Fiber.join(connecting)
      yield* port.line.happen({ kind: "unplug", forMillis: 4000 })
      yield* TestClock.adjust("1 second")
      const error = yield* Effect.flip(session.ask(Question.leds))
      assert.strictEqual(error._tag, "TransportError")
      yield* TestClock.adjust("60 seconds")
      const { value } = yield* answered(session.ask(Question.leds))
      assert.strictEqual(value._tag, "LedsReply")
    })
  )

  it.effect("tells a listener of its own the truth too", () =>
    Effect.gen(function* () {
      let heard = 0
      const session = yield* connected({ onTruth: () => void heard++ })
      assert.isAbove(heard, 0)
      assert.strictEqual((yield* session.truths).length, heard)
    })
  )
})
