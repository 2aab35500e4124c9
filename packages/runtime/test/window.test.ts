/**
 * Several winmon reads on their way at once: the next is on the wire while the device works on the last.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Frames, type WinmonEnvelope, Words } from "@vebus/codec"
import { Exchange, type Question, RamReader, type Session, Telemetry } from "@vebus/runtime"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { played } from "./Played.ts"
import * as Scripted from "./Scripted.ts"
import * as Wire from "./Wire.ts"

type Window = Session.Session["window"]

const ANSWER_MILLIS = 100

/** Answers each RAM read with the ids that it names, as many as `most`. */
const echo =
  (most: number): Scripted.Script =>
  (request) => {
    const { letter, command } = request as WinmonEnvelope.Request
    const ids = command._tag === "ReadRamRequest" ? command.ids.slice(0, most) : []
    const valuesRaw = ids.map((id) => Words.Raw16.make(id!))
    const reply: Frames.Reply = {
      _tag: "WinmonReply",
      letter,
      reply: { _tag: "ReadRamReply", valuesRaw, spare: [] }
    }
    return [{ afterMillis: ANSWER_MILLIS, bytes: Scripted.reply(reply) }]
  }

const reader = (window: Window, most = 6) =>
  Effect.gen(function* () {
    const adapter = yield* Scripted.make(echo(most))
    const exchange = yield* Exchange.make(adapter.duplex, { url: "sim:test", window })
    const ask: Exchange.Ask<"read"> = <A>(question: Question.Question<A>, options?: Exchange.AskOptions) =>
      exchange.ask(question, options)
    return { adapter, read: RamReader.make(ask, window).read }
  })

const idsOf = (requests: ReadonlyArray<Frames.Request>) =>
  requests.map((request) =>
    request._tag === "WinmonRequest" && request.command._tag === "ReadRamRequest" ? request.command.ids : []
  )

describe("18 RAM variables", () => {
  const ids = Array.from({ length: 18 }, (_, id) => id)
  const cases: ReadonlyArray<readonly [Window, number]> = [
    [1, 3],
    [2, 2],
    [3, 1]
  ]
  for (const [window, turns] of cases) {
    it.effect(`go in three full batches, ${window} at a time`, () =>
      Effect.gen(function* () {
        const { adapter, read } = yield* reader(window)
        const reading = yield* Effect.forkChild(read(ids))
        yield* TestClock.adjust(1)
        assert.strictEqual(adapter.requests.length, window)
        yield* TestClock.adjust(turns * ANSWER_MILLIS)
        const words = yield* Fiber.join(reading)
        assert.deepStrictEqual(
          [...words]
            .map(([id, { value }]) => [id, value as number])
            .toSorted(([a], [b]) => Number(a) - Number(b)),
          ids.map((id) => [id, id])
        )
        assert.deepStrictEqual(
          idsOf(adapter.requests).map(({ length }) => length),
          [6, 6, 6]
        )
      })
    )
  }

  it.effect("come one by one from old firmware, with no request too many", () =>
    Effect.gen(function* () {
      const { adapter, read } = yield* reader(3, 1)
      assert.deepStrictEqual(
        [...(yield* played(read(ids))).keys()].toSorted((a, b) => a - b),
        ids
      )
      assert.strictEqual(adapter.requests.length, ids.length)
      yield* played(read(ids))
      assert.isTrue(idsOf(adapter.requests.slice(ids.length)).every(({ length }) => length === 1))
    })
  )
})

describe("values per second over the line", () => {
  /** Six RAM variables again and again for 20 s, by as many callers as the window has room for. */
  const rate = (window: Window, turnaroundMillis: number) =>
    Effect.gen(function* () {
      const { session } = yield* played(Wire.connect({ turnaroundMillis }, { window }))
      let values = 0
      const caller = Effect.forever(
        Effect.map(session.readRam([0, 1, 2, 3, 4, 5]), ({ size }) => (values += size))
      )
      const callers = yield* Effect.forkChild(
        Effect.all(
          Array.from({ length: window }, () => caller),
          { concurrency: "unbounded" }
        )
      )
      const from = yield* Clock.currentTimeMillis
      yield* TestClock.adjust("20 seconds")
      const seconds = ((yield* Clock.currentTimeMillis) - from) / 1000
      yield* Fiber.interrupt(callers)
      return values / seconds
    })

  const cases: ReadonlyArray<readonly [Window, number, number]> = [
    [3, 12, 80],
    [3, 40, 80],
    [2, 12, 80],
    [1, 12, 45]
  ]
  for (const [window, turnaroundMillis, least] of cases) {
    it.effect(`are at least ${least} with window ${window} and ${turnaroundMillis} ms turnaround`, () =>
      Effect.map(rate(window, turnaroundMillis), (found) => assert.isAtLeast(found, least))
    )
  }
})

describe("a polling cycle", () => {
  const cycleMillis = (window: Window) =>
    Effect.gen(function* () {
      const { session } = yield* played(Wire.connect({}, { window }))
      const ages = yield* played(
        Telemetry.updates(session).pipe(
          Stream.take(5),
          Stream.map(({ ageMillis }) => ageMillis),
          Stream.runCollect
        )
      )
      // Once, F 2 is asked in vain: that cycle is as long with any window.
      return Math.max(...ages.slice(2))
    })

  it.effect("is shorter with a window of three: RAM and device state are asked for together", () =>
    Effect.gen(function* () {
      assert.isBelow(yield* cycleMillis(3), (yield* cycleMillis(1)) - 20)
    })
  )
})
