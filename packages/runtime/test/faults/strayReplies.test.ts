/**
 * Replies that are lost, late, doubled or nobody's: R5 to R9 and R13 of the fault list.
 */
import { assert, describe, it } from "@effect/vitest"
import { Refusal, type Winmon } from "@vebus/codec"
import { Exchange, Question, Telemetry } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Scripted from "../Scripted.ts"
import { played } from "../Played.ts"
import * as Faulty from "./Faulty.ts"

const ids = [0, 1, 2, 3, 4, 5, 13, 14, 15, 16] as const

/** Asks for many variables at once, and compares each with the words that the device held when it answered. */
const readAll = ({ session, truths }: Effect.Success<ReturnType<typeof Faulty.connect>>, rounds: number) =>
  Effect.forEach(Array.from({ length: rounds }), () =>
    Effect.forEach(
      ids,
      (id) =>
        Effect.map(Effect.result(session.ask(Question.ram([id]))), (result) => {
          if (result._tag === "Failure") return result.failure.reason._tag
          const [word] = result.success.value
          assert.isTrue(
            truths.some(({ raw }) => raw[id] === word),
            `RAM ${id} was never ${word}`
          )
          return "ok"
        }),
      { concurrency: "unbounded" }
    )
  ).pipe(Effect.map((results) => results.flat()))

describe("R5 a lost reply", () => {
  it.effect("is asked for again, up to four times; the session lives on", () =>
    Effect.gen(function* () {
      const faulty = yield* Faulty.connect({ plan: { seed: 7, replies: { drop: 0.2 } } })
      const results = yield* played(readAll(faulty, 10), 300)
      assert.isTrue(results.every((result) => result === "ok" || result === "NoReply"))
      assert.isAbove(results.filter((result) => result === "ok").length, 95)
      assert.isAbove((yield* faulty.line.counts).drop ?? 0, 10)
    })
  )

  it.effect("five times in a row is a time-out that names the request", () =>
    Effect.gen(function* () {
      const { session, line, requests } = yield* Faulty.connect()
      yield* line.happen({ kind: "drop", direction: "reply", forMillis: 3600 })
      const before = requests.length
      const result = yield* played(Effect.result(session.ask(Question.ram([4]))), 10)
      assert.containsSubset(result, { failure: { reason: { _tag: "NoReply", transmissions: 5 } } })
      assert.include((result as { failure: Error }).failure.message, "RAM variable 4")
      assert.isAtLeast(requests.length - before, 5)
      const after = yield* played(session.ask(Question.ram([4])), 20)
      assert.strictEqual(after.value.length, 1)
    })
  )
})

describe("R6 a reply after the time-out", () => {
  it.effect("is discarded as late, counted, and never another request's", () =>
    Effect.gen(function* () {
      const faulty = yield* Faulty.connect({ plan: { seed: 11, replies: { delay: 0.3 }, delayMillis: 700 } })
      const results = yield* played(readAll(faulty, 8), 300)
      assert.isAbove(results.filter((result) => result === "ok").length, 70)
      assert.isAbove((yield* faulty.line.counts).delay ?? 0, 10)
    })
  )
})

describe("R7 a duplicate reply", () => {
  it.effect("is ignored", () =>
    Effect.gen(function* () {
      const faulty = yield* Faulty.connect({ plan: { replies: { duplicate: 1 } } })
      const before = faulty.requests.length
      const results = yield* played(readAll(faulty, 5), 60)
      assert.isTrue(results.every((result) => result === "ok"))
      assert.strictEqual(faulty.requests.length - before, 5 * ids.length)
    })
  )
})

describe("R8 a version or LED frame between request and reply", () => {
  it.effect("is no reply, and onlookers get it", () =>
    Effect.gen(function* () {
      const faulty = yield* Faulty.connect({ plan: { replies: { version: 1 } } })
      const versions = yield* Effect.forkChild(
        faulty.session.incoming.pipe(
          Stream.filter((incoming) => incoming._tag === "Received" && incoming.reply._tag === "VersionReply"),
          Stream.take(5),
          Stream.runDrain
        )
      )
      yield* Effect.yieldNow
      const before = faulty.requests.length
      const results = yield* played(readAll(faulty, 3), 60)
      assert.isTrue(results.every((result) => result === "ok"))
      assert.strictEqual(faulty.requests.length - before, 3 * ids.length)
      assert.isDefined(versions.pollUnsafe())
    })
  )
})

describe("R9 a version frame while scales are read", () => {
  it.effect("does not shift them: each scale stays with its variable", () =>
    Effect.gen(function* () {
      const good = yield* Faulty.connect()
      const faulty = yield* Faulty.connect({ plan: { seed: 2, replies: { version: 0.5, drop: 0.1 } } })
      for (const id of ids) {
        const expected = yield* played(good.session.ramScale(id))
        assert.deepStrictEqual(yield* played(faulty.session.ramScale(id), 30), expected)
      }
    })
  )

  it.effect("and the readings are those of a good line", () =>
    Effect.gen(function* () {
      const { session } = yield* Faulty.connect({ plan: { replies: { version: 1 } } })
      const [reading] = yield* played(Telemetry.readings(session).pipe(Stream.take(1), Stream.runCollect))
      const voltage = reading!.battery!.voltage!
      assert.isTrue(voltage > 45 && voltage < 60)
    })
  )
})

describe("R13 refusals", () => {
  const answers: ReadonlyArray<readonly [number, Winmon.Reply, string]> = [
    [Refusal.NOT_UNDERSTOOD_CODE, { _tag: "NotUnderstood", data: [0] }, "Refused"],
    [Refusal.ACCESS_LEVEL_CODE, { _tag: "AccessLevelRequired", data: [1] }, "AccessLevel"]
  ]
  for (const [code, reply, reason] of answers) {
    it.effect(`${code.toString(16)}: a typed refusal, no retry`, () =>
      Effect.gen(function* () {
        const adapter = yield* Scripted.make(Scripted.winmon(reply))
        const exchange = yield* Exchange.make(adapter.duplex, { url: "sim:" })
        const result = yield* played(Effect.result(exchange.ask(Question.setting(128))))
        assert.containsSubset(result, { failure: { reason: { _tag: reason } } })
        assert.strictEqual(adapter.requests.length, 1)
      })
    )
  }
})
