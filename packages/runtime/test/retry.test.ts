/**
 * When a request is sent again: the schedule of its class, or the caller's own. Each test counts what went over the wire.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Frames, Winmon } from "@vebus/codec"
import { Errors, Exchange, Question, Retry, Session, Telemetry, Transport } from "@vebus/runtime"
import { Driver } from "@vebus/simulator"
import { requests, rows, winmonRequests } from "@vebus/testing/arbitraries"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { passed, played } from "./Played.ts"
import * as Scripted from "./Scripted.ts"

/** An exchange over a port that never answers, and how many requests went out. */
const deaf = (retry?: Retry.Policies) =>
  Effect.gen(function* () {
    let count = 0
    const write = () => Effect.sync(() => void count++)
    const exchange = yield* Exchange.make({ bytes: Stream.never, write }, { url: "sim:", retry })
    return { exchange, count: () => count }
  })

/** How often a question was sent after a minute, and whether that was all. */
const sent = (
  question: Question.Question<unknown, Question.Reach>,
  retry?: Retry.Retry,
  policies?: Retry.Policies
) =>
  Effect.scoped(
    Effect.gen(function* () {
      const { exchange, count } = yield* deaf(policies)
      const asking = yield* Effect.forkChild(
        Effect.result(exchange.ask(question, retry === undefined ? {} : { retry }))
      )
      yield* TestClock.adjust("1 minutes")
      const isOver = asking.pollUnsafe() !== undefined
      yield* Fiber.interrupt(asking)
      return { count: count(), isOver }
    })
  )

/** A simulation that does not hear certain requests, by their letter. */
const between = (isHeard: (letter: string) => boolean) =>
  Effect.map(Driver.make(), ({ open }) =>
    Transport.make(
      "sim:",
      Effect.map(open, (port) => ({
        ...port,
        write: (bytes: Uint8Array) =>
          Effect.suspend(() => (isHeard(String.fromCharCode(bytes[2]!)) ? port.write(bytes) : Effect.void))
      }))
    )
  )

describe("a schedule of one's own", () => {
  it.effect("for one question: so many transmissions, so far apart", () =>
    Effect.gen(function* () {
      const retry = Schedule.max([Schedule.spaced("2 seconds"), Schedule.recurs(6)])
      assert.deepStrictEqual(yield* sent(Question.leds, retry), { count: 7, isOver: true })
      // Half a second for each answer, and two seconds in between.
      const { exchange, count } = yield* deaf()
      const asking = yield* Effect.forkChild(Effect.result(exchange.ask(Question.leds, { retry })))
      yield* TestClock.adjust("2400 millis")
      assert.strictEqual(count(), 1)
      yield* TestClock.adjust("200 millis")
      assert.strictEqual(count(), 2)
      yield* Fiber.interrupt(asking)
    })
  )

  it.effect("for a whole link, and a question's own before it", () =>
    Effect.gen(function* () {
      const once = { read: Schedule.recurs(1) }
      assert.strictEqual((yield* sent(Question.leds, undefined, once)).count, 2)
      assert.strictEqual((yield* sent(Question.leds, Schedule.recurs(2), once)).count, 3)
      // Selecting an address is no read.
      assert.strictEqual((yield* sent(Question.selectAddress(1), undefined, once)).count, 3)
    })
  )

  it.effect("hears why it is asked: silence with the transmissions so far, or damage", () =>
    Effect.gen(function* () {
      const heard: Array<number> = []
      const retry: Retry.Retry = Schedule.recurs(2).pipe(
        Schedule.tap(({ input }: Schedule.Metadata<number, Parameters<typeof Retry.isRepeatable>[0]>) =>
          Effect.sync(() => {
            if (input._tag === "DeviceError" && input.reason._tag === "NoReply")
              heard.push(input.reason.transmissions)
          })
        )
      )
      yield* sent(Question.leds, retry)
      assert.deepStrictEqual(heard, [1, 2])
    })
  )

  it.effect("sends nothing more for a caller who went while it waited", () =>
    Effect.gen(function* () {
      const { exchange, count } = yield* deaf()
      const asking = yield* Effect.forkChild(
        exchange.ask(Question.leds, { retry: Schedule.spaced("10 seconds") })
      )
      yield* TestClock.adjust("5 seconds")
      yield* Fiber.interrupt(asking)
      yield* TestClock.adjust("1 minutes")
      assert.strictEqual(count(), 1)
    })
  )

  it.effect("of a session that repeats less often still sets the link right after silence", () =>
    Effect.gen(function* () {
      let isDeaf = false
      const asked: Array<string> = []
      const transport = yield* between((letter) => {
        asked.push(letter)
        return !isDeaf
      })
      const session = yield* played(
        Effect.provideService(
          Session.connect({ retry: { read: Schedule.recurs(1) } }),
          Transport.Transport,
          transport
        )
      )
      asked.length = 0
      isDeaf = true
      const asking = yield* Effect.forkChild(Effect.result(session.ask(Question.leds)))
      yield* TestClock.adjust("1500 millis")
      assert.containsSubset(yield* Fiber.join(asking), { failure: { reason: { transmissions: 2 } } })
      isDeaf = false
      yield* TestClock.adjust("10 seconds")
      assert.deepStrictEqual(asked.slice(0, 3), ["L", "L", "V"])
      const again = yield* Effect.forkChild(session.ask(Question.leds))
      yield* TestClock.adjust("1 seconds")
      assert.strictEqual((yield* Fiber.join(again)).value._tag, "LedsReply")
    })
  )

  it.effect("of readings: how often each part of a cycle is asked for", () =>
    Effect.gen(function* () {
      let isDeaf = false
      let count = 0
      const transport = yield* between((letter) => {
        const isHeard = !isDeaf || letter !== "L"
        if (!isHeard) count++
        return isHeard
      })
      const session = yield* played(Effect.provideService(Session.connect(), Transport.Transport, transport))
      isDeaf = true
      yield* played(
        Telemetry.readings(session, { retry: Schedule.recurs(3) }).pipe(Stream.take(1), Stream.runDrain)
      )
      assert.strictEqual(count, 4)
    })
  )
})

describe("a one-shot", () => {
  const isOnce = (traits: { readonly retry: string; readonly effect: string }) =>
    traits.effect === "write" && traits.retry !== "set"
  const anything = fc.oneof(
    ...rows(winmonRequests).map(({ arbitrary }) =>
      (arbitrary as fc.Arbitrary<Winmon.Request>).map((command) =>
        Question.winmon<undefined, Question.Reach>("anything", command, () => Question.never, "write")
      )
    ),
    ...rows(requests).map(({ arbitrary }) =>
      (arbitrary as fc.Arbitrary<Frames.Request>).map((request) =>
        Question.adapter<undefined, Question.Reach>("anything", request, Question.never, "write")
      )
    )
  )

  it.effect("is never sent twice, whatever schedule is given", () =>
    Effect.gen(function* () {
      const questions = fc
        .sample(anything, { numRuns: 2000, seed: 1 })
        .filter((question) => isOnce(Question.traits(question)))
      const classes = new Set(questions.map((question) => Question.traits(question).retry))
      assert.sameMembers([...classes], ["one-shot", "write", "sequence"])
      for (const question of questions.slice(0, 200)) {
        const given = yield* sent(question, Schedule.forever, { set: Schedule.forever })
        assert.deepStrictEqual(given, { count: 1, isOver: true }, JSON.stringify(question))
      }
    })
  )
})

describe("opening a port again", () => {
  it.effect("follows the schedule of the session, which begins anew once the port was open", () =>
    Effect.gen(function* () {
      const opened: Array<number> = []
      let refusals = 2
      let adapter = yield* Scripted.make(() => [])
      const open = Effect.gen(function* () {
        opened.push(yield* Clock.currentTimeMillis)
        if (refusals-- > 0) return yield* Errors.lost("sim:", "it is not there")
        adapter = yield* Scripted.make(() => [])
        return adapter.duplex
      })
      yield* Effect.forkChild(
        Session.connect({ wait: true, reconnect: Schedule.exponential("1 seconds", 3) }).pipe(
          Effect.provideService(Transport.Transport, Transport.make("sim:", open))
        )
      )
      // Refused twice, open, lost after ten seconds, refused once, open again.
      yield* passed(14)
      refusals = 1
      adapter.unplug()
      yield* passed(10)
      assert.deepStrictEqual(opened, [0, 1000, 4000, 15_000, 18_000])
    })
  )

  it.effect("ends with the schedule: the session is then closed, with the reason", () =>
    Effect.gen(function* () {
      let opened = 0
      const { open } = yield* Driver.make()
      const plug = yield* Scripted.make(() => [])
      const transport = Transport.make(
        "sim:",
        Effect.suspend(() =>
          ++opened === 1
            ? Effect.map(open, (port) => ({
                ...port,
                bytes: Stream.merge(port.bytes, plug.duplex.bytes, { haltStrategy: "either" })
              }))
            : Effect.fail(Errors.lost("sim:", "it is not there"))
        )
      )
      const session = yield* played(
        Effect.provideService(
          Session.connect({ reconnect: Schedule.recurs(3) }),
          Transport.Transport,
          transport
        )
      )
      plug.unplug()
      yield* passed(5)
      assert.strictEqual(opened, 4)
      assert.deepStrictEqual(yield* Stream.runHead(session.states), Option.some("closed"))
      assert.match((yield* Effect.flip(session.ask(Question.leds))).message, /it is not there/)
    })
  )

  it.effect("waits half a second, then twice as long each time up to 30 s, give or take a fifth", () =>
    Effect.gen(function* () {
      const step = yield* Schedule.toStep(Retry.reconnect)
      const initialise = yield* Schedule.toStep(Retry.initialise)
      const lost = Errors.lost("sim:", "it is not there")
      for (let n = 0; n < 12; n++) {
        const waits = [yield* step(0, lost), yield* initialise(0, lost)].map(([, wait]) =>
          Duration.toMillis(wait)
        )
        const wanted = [Math.min(500 * 2 ** n, 30_000), n < 3 ? 500 * 2 ** n : 5000]
        waits.forEach((wait, index) => assert.closeTo(wait / wanted[index]!, 1, 0.2 + 1e-9))
      }
    })
  )
})
