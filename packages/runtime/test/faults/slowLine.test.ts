/**
 * A line that takes its time, as TCP over a mobile network does: every byte is late by the same time, and none is lost.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Errors, Question, Session, Transport } from "@vebus/runtime"
import { Driver } from "@vebus/simulator"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { played } from "../Played.ts"
import * as Wire from "../Wire.ts"

/** The same transport, over a line on which bytes need half of `delayMillis()` each way. */
const slowed = (transport: Transport.Transport["Service"], delayMillis: () => number) =>
  Transport.make(
    transport.url,
    Effect.gen(function* () {
      const { bytes, write } = yield* transport.open
      const scope = yield* Effect.scope
      const later = <E>(effect: Effect.Effect<void, E>) =>
        Effect.forkIn(Effect.delay(Effect.ignore(effect), delayMillis() / 2), scope)
      const out = yield* Queue.unbounded<Uint8Array, Errors.TransportError | Cause.Done>()
      yield* Stream.runForEach(bytes, (chunk) => Effect.suspend(() => later(Queue.offer(out, chunk)))).pipe(
        Effect.ensuring(Queue.end(out)),
        Effect.forkIn(scope)
      )
      return {
        bytes: Stream.fromQueue(out),
        write: (chunk) => Effect.asVoid(Effect.suspend(() => later(write(chunk))))
      }
    })
  )

/** Connects over a slow line, with what went out, and what was said of it. */
const connect = (delayMillis: () => number, seconds: number, options: Session.Options = {}) =>
  Effect.gen(function* () {
    const said: Array<string> = []
    const logger = Logger.layer([Logger.make(({ message }) => void said.push(String(message)))])
    const simulated = yield* Driver.make({})
    const { requests, transport } = Wire.tapped(
      slowed(Transport.make("tcp://boat:8139", simulated.open), delayMillis)
    )
    const session = yield* Session.connect(options).pipe(
      Effect.provideService(Transport.Transport, transport),
      Effect.provide(logger),
      (connecting) => played(Effect.result(connecting), seconds)
    )
    return { session, requests, said }
  })

const connected = (delayMillis: () => number, seconds: number) =>
  Effect.gen(function* () {
    const { session, ...rest } = yield* connect(delayMillis, seconds)
    if (session._tag === "Failure") return yield* Effect.die(session.failure)
    return { session: session.success, ...rest }
  })

describe("a slow line", () => {
  for (const [delayMillis, seconds] of [
    [450, 5],
    [600, 6],
    [900, 8],
    [2000, 15],
    [3333, 25],
    [5000, 40]
  ] as const) {
    it.effect(`of ${delayMillis} ms is measured, said once, and waited for`, () =>
      Effect.gen(function* () {
        const { session, requests, said } = yield* connected(() => delayMillis, seconds)
        const before = requests.length
        for (const id of [4, 5, 13]) {
          const { value } = yield* played(session.ask(Question.ram([id])), 10)
          assert.strictEqual(value.length, 1)
        }
        // None was sent twice: nobody took what is slow for lost.
        assert.strictEqual(requests.length - before, 3)
        yield* played(session.ask(Question.dcInfo), 10)
        assert.lengthOf(said, 1)
        assert.match(said[0]!, /^tcp:\/\/boat:8139 is slow: replies take \d\.\d s/)
        const told = Number(/take (\d\.\d) s/.exec(said[0]!)![1]) * 1000
        assert.isAtLeast(told + 100, delayMillis)
        assert.isAtMost(told, Math.min(5000, delayMillis + 500))
      })
    )
  }

  it.effect("of a cable's delay is none: nothing is said, and time-outs stay as they are", () =>
    Effect.gen(function* () {
      const { session, said } = yield* connected(() => 60, 3)
      yield* played(session.ask(Question.ram([4])))
      assert.deepStrictEqual(said, [])
    })
  )

  it.effect("is none where this machine was busy for the first exchanges: nothing is said", () =>
    Effect.gen(function* () {
      let writes = 0
      // The version, the address and the first winmon reply come late, all others as over a cable.
      const { session, said } = yield* connected(() => (writes++ < 6 ? 900 : 10), 8)
      const { value } = yield* played(session.ask(Question.ram([4])))
      assert.strictEqual(value.length, 1)
      assert.deepStrictEqual(said, [])
    })
  )

  it.effect("that becomes slow is noticed by its late replies", () =>
    Effect.gen(function* () {
      let delayMillis = 10
      const { session, requests } = yield* connected(() => delayMillis, 3)
      delayMillis = 1200
      yield* played(session.ask(Question.ram([4])), 20)
      yield* played(Effect.sleep("10 seconds"), 20)
      const before = requests.length
      for (const id of [4, 5, 13]) yield* played(session.ask(Question.ram([id])), 10)
      assert.strictEqual(requests.length - before, 3)
    })
  )

  it.effect("beyond all patience is called slow, not asleep, once late replies have come", () =>
    Effect.gen(function* () {
      let delayMillis = 10
      const { session } = yield* connected(() => delayMillis, 3)
      delayMillis = 9000
      const messages: Array<string> = []
      for (let round = 0; round < 12; round++) {
        const result = yield* played(Effect.result(session.ask(Question.ram([4]))), 60)
        messages.push(result._tag === "Failure" ? result.failure.message : "answered")
        yield* played(Effect.sleep("5 seconds"))
      }
      assert.match(messages.slice(2).join("\n"), /came too late: the line is slow/)
      assert.notMatch(messages.join("\n"), /asleep/)
    })
  )
})
