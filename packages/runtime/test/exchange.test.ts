/**
 * Exchanges over a line that misbehaves. Each test is an incident; each counts what went over the wire.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Frames, LedMasks, type WinmonEnvelope, Words, type Winmon } from "@vebus/codec"
import { Exchange, type FrameStream, Question, Retry } from "@vebus/runtime"
import * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import * as Scripted from "./Scripted.ts"

const version: Frames.Reply = { _tag: "VersionReply", version: 1_170_216, mode: 0, spare: [] }
const leds: Frames.Reply = { _tag: "LedsReply", on: 9, blink: 0, alarms: 0, status: 0, unexplained: [3, 0] }

const values = (letter: WinmonEnvelope.Letter, ...words: ReadonlyArray<number>): Uint8Array =>
  Scripted.reply({
    _tag: "WinmonReply",
    letter,
    reply: { _tag: "ReadRamReply", valuesRaw: words.map((word) => Words.Raw16.make(word)), spare: [] }
  })

const letterOf = (request: Frames.Request): WinmonEnvelope.Letter => {
  assert.strictEqual(request._tag, "WinmonRequest")
  return (request as WinmonEnvelope.Request).letter
}

const refusal = (letter: WinmonEnvelope.Letter, answer: Winmon.Reply): Uint8Array =>
  Scripted.reply({ _tag: "WinmonReply", letter, reply: answer })

/** An exchange over a scripted adapter. */
const start = (script: Scripted.Script, window: 1 | 2 | 3 = 1) =>
  Effect.gen(function* () {
    const adapter = yield* Scripted.make(script)
    const seen: Array<FrameStream.Incoming> = []
    const exchange = yield* Exchange.make(adapter.duplex, {
      url: "sim:test",
      window,
      onIncoming: (incoming) => void seen.push(incoming)
    })
    return { adapter, exchange, seen }
  })

/** Runs an effect while time goes by. */
const whileTimePasses = <A, E>(effect: Effect.Effect<A, E>, by: Duration.Input) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(Effect.result(effect))
    yield* TestClock.adjust(by)
    return yield* Fiber.join(fiber)
  })

const noReplyAfter = (transmissions: number) => ({
  _tag: "Failure",
  failure: { _tag: "DeviceError", reason: { _tag: "NoReply", transmissions } }
})

describe("a good line", () => {
  it.effect("gives the answer with the time of its last byte", () =>
    Effect.gen(function* () {
      const { adapter, exchange } = yield* start(() => [{ afterMillis: 42, bytes: Scripted.reply(version) }])
      const result = yield* whileTimePasses(exchange.ask(Question.version), "1 seconds")
      assert.containsSubset(result, { _tag: "Success", success: { value: version, at: 42, time: 42 } })
      assert.strictEqual(adapter.requests.length, 1)
    })
  )

  it.effect("puts winmon requests under X, Y and Z in turn", () =>
    Effect.gen(function* () {
      const { adapter, exchange } = yield* start((request) => [{ bytes: values(letterOf(request), 7) }])
      for (let round = 0; round < 4; round++)
        yield* whileTimePasses(exchange.ask(Question.ram([4])), "1 seconds")
      assert.deepStrictEqual(adapter.requests.map(letterOf), ["X", "Y", "Z", "X"])
    })
  )
})

describe("a dropped reply", () => {
  it.effect("is asked for again, once", () =>
    Effect.gen(function* () {
      const { adapter, exchange } = yield* start((_, transmission) =>
        transmission === 1 ? [] : [{ bytes: Scripted.reply(leds) }]
      )
      const result = yield* whileTimePasses(exchange.ask(Question.leds), "1 seconds")
      assert.strictEqual(result._tag, "Success")
      assert.strictEqual(adapter.requests.length, 2)
    })
  )

  it.effect("ends in a typed failure after four repeats, and the link lives on", () =>
    Effect.gen(function* () {
      let deaf = true
      const { adapter, exchange } = yield* start(() => (deaf ? [] : [{ bytes: Scripted.reply(leds) }]))
      const result = yield* whileTimePasses(exchange.ask(Question.leds), "5 seconds")
      assert.containsSubset(result, noReplyAfter(5))
      assert.strictEqual(adapter.requests.length, 5)
      deaf = false
      assert.strictEqual((yield* whileTimePasses(exchange.ask(Question.leds), "1 seconds"))._tag, "Success")
    })
  )

  it.effect("is not asked for again when the caller says so", () =>
    Effect.gen(function* () {
      const { adapter, exchange } = yield* start(() => [])
      const result = yield* whileTimePasses(
        exchange.ask(Question.acInfo(2), { retry: Retry.times(0) }),
        "5 seconds"
      )
      assert.containsSubset(result, noReplyAfter(1))
      assert.strictEqual(adapter.requests.length, 1)
    })
  )
})

describe("a late reply", () => {
  it.effect("never answers another request", () =>
    Effect.gen(function* () {
      // The first answer, 111, comes when the second question is on its way.
      const { adapter, exchange } = yield* start((request, transmission) => [
        { afterMillis: transmission === 1 ? 700 : 300, bytes: values(letterOf(request), transmission * 111) }
      ])
      const first = yield* whileTimePasses(
        exchange.ask(Question.ram([4]), { retry: Retry.times(0) }),
        "500 millis"
      )
      assert.containsSubset(first, noReplyAfter(1))
      const second = yield* whileTimePasses(exchange.ask(Question.ram([5])), "1 seconds")
      assert.containsSubset(second, { success: { value: [222] } })
      assert.deepStrictEqual(adapter.requests.map(letterOf), ["X", "Y"])
      assert.strictEqual(exchange.counters().late, 1)
    })
  )

  it.effect("with the right letter but of another family is dropped", () =>
    Effect.gen(function* () {
      const { exchange } = yield* start((request) => {
        const letter = letterOf(request)
        const stranger: Winmon.Reply = {
          _tag: "DeviceStateReply",
          state: "charge",
          subState: "bulk",
          spare: []
        }
        return [{ bytes: refusal(letter, stranger) }, { afterMillis: 50, bytes: values(letter, 5) }]
      })
      const result = yield* whileTimePasses(exchange.ask(Question.ram([4])), "1 seconds")
      assert.containsSubset(result, { success: { value: [5] } })
    })
  )

  it.effect("keeps its letter aside for two seconds, not for ever", () =>
    Effect.gen(function* () {
      let deaf = true
      const { adapter, exchange } = yield* start((request) =>
        deaf ? [] : [{ bytes: values(letterOf(request), 1) }]
      )
      yield* whileTimePasses(exchange.ask(Question.ram([4]), { retry: Retry.times(0) }), "500 millis")
      deaf = false
      for (let round = 0; round < 3; round++)
        yield* whileTimePasses(exchange.ask(Question.ram([4])), "100 millis")
      assert.deepStrictEqual(adapter.requests.map(letterOf), ["X", "Y", "Z", "Y"])
      yield* TestClock.adjust("2 seconds")
      for (let round = 0; round < 2; round++)
        yield* whileTimePasses(exchange.ask(Question.ram([4])), "100 millis")
      assert.deepStrictEqual(adapter.requests.slice(4).map(letterOf), ["Z", "X"])
    })
  )
})

describe("while all three letters rest", () => {
  /** Three requests whose answers do not come in time. */
  const deaf = (exchange: Exchange.Exchange) =>
    Effect.forEach([4, 5, 6], (id) =>
      whileTimePasses(exchange.ask(Question.ram([id]), { retry: Retry.times(0) }), "500 millis")
    )

  it.effect("a late reply that comes twice answers no other request", () =>
    Effect.gen(function* () {
      const { adapter, exchange } = yield* start((request, transmission) => {
        const bytes = values(letterOf(request), transmission * 111)
        if (transmission === 2) return [1020, 1060].map((afterMillis) => ({ afterMillis, bytes }))
        return transmission > 3 ? [{ afterMillis: 100, bytes }] : []
      })
      yield* deaf(exchange)
      yield* TestClock.adjust("30 millis")
      assert.strictEqual(exchange.counters().late, 1)
      const next = yield* whileTimePasses(exchange.ask(Question.ram([7])), "3 seconds")
      assert.containsSubset(next, { success: { value: [444] } })
      assert.deepStrictEqual(adapter.requests.map(letterOf), ["X", "Y", "Z", "Y"])
    })
  )

  it.effect("a request sleeps until one is free, also where one of them had a reply before", () =>
    Effect.gen(function* () {
      let sleeps = 0
      const clock = yield* Clock.Clock
      const counting: Clock.Clock = Object.assign(Object.create(clock) as Clock.Clock, {
        sleep: (duration: Duration.Duration) => (sleeps++, clock.sleep(duration))
      })
      yield* Effect.gen(function* () {
        const { adapter, exchange } = yield* start((request, transmission) =>
          transmission === 1 || transmission > 4 ? [{ bytes: values(letterOf(request), transmission) }] : []
        )
        yield* whileTimePasses(exchange.ask(Question.ram([3])), "100 millis")
        yield* deaf(exchange)
        const before = sleeps
        const next = yield* whileTimePasses(exchange.ask(Question.ram([7])), "3 seconds")
        assert.containsSubset(next, { success: { value: [5] } })
        assert.deepStrictEqual(adapter.requests.map(letterOf), ["X", "Y", "Z", "X", "Y"])
        assert.isBelow(sleeps - before, 10)
      }).pipe(Effect.provideService(Clock.Clock, counting))
    })
  )
})

describe("frames that nobody asked for", () => {
  it.effect("a version frame between request and reply is no reply, and onlookers get it", () =>
    Effect.gen(function* () {
      const { exchange, seen } = yield* start(() => [
        { bytes: Scripted.reply(version) },
        { afterMillis: 40, bytes: Scripted.reply(leds) }
      ])
      const result = yield* whileTimePasses(exchange.ask(Question.leds), "1 seconds")
      assert.containsSubset(result, { success: { value: { on: 9 } } })
      assert.deepStrictEqual(
        seen.map((incoming) => (incoming._tag === "Received" ? incoming.reply._tag : incoming._tag)),
        ["VersionReply", "LedsReply"]
      )
    })
  )

  it.effect("a duplicate reply is ignored", () =>
    Effect.gen(function* () {
      const { exchange } = yield* start((request, transmission) => {
        const answer = { bytes: values(letterOf(request), transmission) }
        return [answer, answer]
      })
      const first = yield* whileTimePasses(exchange.ask(Question.ram([4])), "1 seconds")
      const second = yield* whileTimePasses(exchange.ask(Question.ram([5])), "1 seconds")
      assert.containsSubset([first, second], [{ success: { value: [1] } }, { success: { value: [2] } }])
    })
  )

  it.effect("the echo of our own request is no reply", () =>
    Effect.gen(function* () {
      const { exchange } = yield* start((request) => [
        {
          bytes: Scripted.reply({
            _tag: "WinmonReply",
            letter: letterOf(request),
            reply: { _tag: "UnknownWinmonReply", code: 0x30, data: [4] }
          })
        },
        { afterMillis: 30, bytes: values(letterOf(request), 9) }
      ])
      const result = yield* whileTimePasses(exchange.ask(Question.ram([4])), "1 seconds")
      assert.containsSubset(result, { success: { value: [9] } })
    })
  )

  it.effect("LED masks that ride on a reply do not hide it", () =>
    Effect.gen(function* () {
      const { adapter, seen } = yield* start(() => [])
      adapter.push(Uint8Array.of(0x87, 0xff, 0x58, 0x86, 0x34, 0x81, 0x1f, 0x1f, 0xa9))
      yield* TestClock.adjust("1 millis")
      assert.containsSubset(seen[0], {
        leds: LedMasks.NO_INFORMATION,
        reply: { reply: { valueRaw: 0x8134 } }
      })
    })
  )
})

describe("a damaged line", () => {
  it.effect("one byte of noise in front costs no repeat", () =>
    Effect.gen(function* () {
      const { adapter, exchange } = yield* start(() => [
        { bytes: Uint8Array.of(0x37, ...Scripted.reply(leds)) }
      ])
      const result = yield* whileTimePasses(exchange.ask(Question.leds), "1 seconds")
      assert.strictEqual(result._tag, "Success")
      assert.strictEqual(adapter.requests.length, 1)
      assert.strictEqual(exchange.counters().discarded, 1)
    })
  )

  it.effect(
    "a header that announces more than comes is given up after 350 ms, and the reply behind it is found",
    () =>
      Effect.gen(function* () {
        const { adapter, exchange } = yield* start(() => [
          { bytes: Uint8Array.of(0x1f, 0xff, ...Scripted.reply(leds)) }
        ])
        const result = yield* whileTimePasses(exchange.ask(Question.leds), "1 seconds")
        assert.strictEqual(result._tag, "Success")
        assert.strictEqual(adapter.requests.length, 1)
      })
  )

  it.effect("a reply with a bad checksum is never taken", () =>
    Effect.gen(function* () {
      const bad = Scripted.reply(leds)
      bad[3] = bad[3]! ^ 1
      const { adapter, exchange } = yield* start((_, transmission) => [
        { bytes: transmission === 1 ? bad : Scripted.reply(leds) }
      ])
      const result = yield* whileTimePasses(exchange.ask(Question.leds), "1 seconds")
      assert.containsSubset(result, { success: { value: { on: 9 } } })
      assert.strictEqual(adapter.requests.length, 2)
    })
  )

  it.effect("a reply too short for its kind is a typed failure", () =>
    Effect.gen(function* () {
      const { exchange } = yield* start(() => [{ bytes: Uint8Array.of(0x03, 0xff, 0x4c, 0x01, 0xb1) }])
      const result = yield* whileTimePasses(exchange.ask(Question.leds), "1 seconds")
      assert.containsSubset(result, { failure: { reason: { _tag: "Malformed" } } })
    })
  )
})

describe("a device that refuses", () => {
  const cases: ReadonlyArray<readonly [string, Winmon.Reply, string]> = [
    ["80", { _tag: "NotUnderstood", data: [0] }, "Refused"],
    ["90", { _tag: "RamUnsupported", data: [1] }, "Unsupported"],
    ["91", { _tag: "SettingUnsupported", data: [] }, "Unsupported"],
    ["9B", { _tag: "AccessLevelRequired", data: [1] }, "AccessLevel"]
  ]
  for (const [code, answer, reason] of cases) {
    it.effect(`with ${code} is believed at once: ${reason}`, () =>
      Effect.gen(function* () {
        const { adapter, exchange } = yield* start((request) => [
          { bytes: refusal(letterOf(request), answer) }
        ])
        const result = yield* whileTimePasses(exchange.ask(Question.ram([21])), "5 seconds")
        assert.containsSubset(result, { failure: { reason: { _tag: reason } } })
        assert.strictEqual(adapter.requests.length, 1)
      })
    )
  }
})

describe("many callers", () => {
  it.effect("are served one at a time, in the order of asking, each with its own answer", () =>
    Effect.gen(function* () {
      let inFlight = 0
      let most = 0
      const { exchange } = yield* start((request) => {
        most = Math.max(most, ++inFlight)
        const { command } = request as WinmonEnvelope.Request
        const id = command._tag === "ReadRamRequest" ? command.ids[0] : -1
        inFlight--
        return [{ afterMillis: 60, bytes: values(letterOf(request), id) }]
      })
      const ids = Array.from({ length: 20 }, (_, id) => id)
      const result = yield* whileTimePasses(
        Effect.forEach(ids, (id) => exchange.ask(Question.ram([id])), { concurrency: "unbounded" }),
        "5 seconds"
      )
      assert.containsSubset(result, { success: ids.map((id) => ({ value: [id], at: (id + 1) * 60 })) })
      assert.strictEqual(most, 1)
    })
  )

  it.effect("an untagged request waits until the window is empty, and is not overtaken", () =>
    Effect.gen(function* () {
      const order: Array<string> = []
      const { exchange } = yield* start((request) => {
        order.push(request._tag)
        return request._tag === "LedsRequest"
          ? [{ afterMillis: 50, bytes: Scripted.reply(leds) }]
          : [{ afterMillis: 50, bytes: values(letterOf(request), 1) }]
      }, 3)
      const at = <A>(question: Question.Question<A>) =>
        Effect.map(exchange.ask(question), (answer) => answer.at)
      const result = yield* whileTimePasses(
        Effect.all([at(Question.ram([1])), at(Question.ram([2])), at(Question.leds), at(Question.ram([3]))], {
          concurrency: "unbounded"
        }),
        "2 seconds"
      )
      assert.containsSubset(result, { success: [50, 50, 100, 150] })
      assert.deepStrictEqual(order, ["WinmonRequest", "WinmonRequest", "LedsRequest", "WinmonRequest"])
    })
  )
})

describe("an interrupted caller", () => {
  it.effect("goes at once; its reply is consumed before the next request is sent", () =>
    Effect.gen(function* () {
      const { adapter, exchange } = yield* start((request, transmission) => [
        { afterMillis: 100, bytes: values(letterOf(request), transmission) }
      ])
      const first = yield* Effect.forkChild(exchange.ask(Question.ram([4])))
      yield* TestClock.adjust("10 millis")
      yield* Fiber.interrupt(first)
      const second = yield* Effect.forkChild(exchange.ask(Question.ram([5])))
      yield* TestClock.adjust("80 millis")
      assert.strictEqual(adapter.requests.length, 1)
      yield* TestClock.adjust("1 seconds")
      assert.deepStrictEqual<ReadonlyArray<number>>((yield* Fiber.join(second)).value, [2])
      assert.strictEqual(adapter.requests.length, 2)
    })
  )

  it.effect("that was still waiting sends nothing", () =>
    Effect.gen(function* () {
      const { adapter, exchange } = yield* start((request) => [
        { afterMillis: 100, bytes: values(letterOf(request), 1) }
      ])
      const first = yield* Effect.forkChild(exchange.ask(Question.ram([4])))
      const second = yield* Effect.forkChild(exchange.ask(Question.ram([5])))
      yield* TestClock.adjust("10 millis")
      yield* Fiber.interrupt(second)
      yield* TestClock.adjust("1 seconds")
      assert.strictEqual((yield* Fiber.join(first)).value.length, 1)
      assert.strictEqual(adapter.requests.length, 1)
    })
  )
})

describe("a pulled plug", () => {
  it.effect("fails the request on its way and all that wait, at once", () =>
    Effect.gen(function* () {
      const { adapter, exchange } = yield* start(() => [])
      const asking = yield* Effect.forkChild(
        Effect.forEach([1, 2, 3], (id) => Effect.result(exchange.ask(Question.ram([id]))), {
          concurrency: "unbounded"
        })
      )
      yield* TestClock.adjust("10 millis")
      adapter.unplug()
      const results = yield* Fiber.join(asking)
      const lost = { _tag: "Failure", failure: { _tag: "TransportError", reason: { _tag: "Lost" } } }
      assert.containsSubset(results, [lost, lost, lost])
      assert.strictEqual(adapter.requests.length, 1)
    })
  )
})
