/**
 * Who guesses passwords of the NUT port, on the test clock: what it costs, what can be learnt by not waiting, and who is held up.
 */
import { assert, describe, it } from "@effect/vitest"
import { NutDesk as Desk } from "@vebus/gateway"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import { TestClock } from "effect/testing"
import * as Feed from "../../src/Feed.ts"
import { Sites } from "../../src/Sites.ts"
import { noSessions, nominal } from "./Upses.ts"

const services = Layer.mergeAll(
  Feed.layer,
  Layer.succeed(Sites)(noSessions),
  Layer.succeed(References.MinimumLogLevel)("None")
)

const DENIED = "ERR ACCESS-DENIED\n"
const OK = "OK\n"

const opened = Effect.gen(function* () {
  const desk = yield* Desk.make({
    users: [{ name: "nas", password: Redacted.make("secret"), role: "primary" }],
    names: null,
    nominal,
    forces: false,
    canEncrypt: false,
    version: "1.2.3",
    state: "/nonexistent"
  })
  const source = yield* Feed.Source
  yield* source.add("van", { interval: 1000, metrics: Effect.succeed([]) })
  /** A new connection that tries a password; its answer comes when it comes. */
  const tries = (address: string, password: string) =>
    Effect.gen(function* () {
      const client = yield* desk.enter(address)
      yield* desk.answer(client, "USERNAME nas")
      yield* desk.answer(client, `PASSWORD ${password}`)
      return yield* desk.answer(client, "LOGIN ups")
    }).pipe(
      Effect.map(({ text }) => text),
      Effect.forkChild({ startImmediately: true })
    )
  return { desk, tries }
})

const told = (fiber: Fiber.Fiber<string>): string | null => {
  const exit = fiber.pollUnsafe()
  return exit?._tag === "Success" ? exit.value : null
}

describe("who guesses a password", () => {
  it.effect("is answered once a second, however many connections it has", () =>
    Effect.gen(function* () {
      const { tries } = yield* opened
      const all = yield* Effect.forEach(Array.from({ length: 20 }), (_, index) =>
        tries("10.0.0.9", `guess${index}`)
      )
      assert.strictEqual(all.filter((each) => told(each) !== null).length, 0)
      yield* TestClock.adjust("5 seconds")
      assert.strictEqual(all.filter((each) => told(each) === DENIED).length, 5)
      yield* TestClock.adjust("15 seconds")
      assert.strictEqual(all.filter((each) => told(each) === DENIED).length, 20)
    }).pipe(Effect.scoped, Effect.provide(services))
  )

  it.effect("learns nothing from an answer that does not come: the right one waits in the same line", () =>
    Effect.gen(function* () {
      const { tries } = yield* opened
      const wrong = yield* tries("10.0.0.9", "guess")
      const right = yield* tries("10.0.0.9", "secret")
      assert.deepStrictEqual([told(wrong), told(right)], [null, null])
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual([told(wrong), told(right)], [DENIED, null])
      yield* TestClock.adjust("1 second")
      assert.strictEqual(told(right), OK)
      // The line is empty again.
      assert.strictEqual(told(yield* tries("10.0.0.9", "secret")), OK)
    }).pipe(Effect.scoped, Effect.provide(services))
  )

  it.effect("is turned away unheard where its line is long, and waits in a bounded number of places", () =>
    Effect.gen(function* () {
      const { tries } = yield* opened
      const all = yield* Effect.forEach(Array.from({ length: 500 }), () => tries("10.0.0.9", "guess"))
      assert.strictEqual(all.filter((each) => told(each) === null).length, 30)
      assert.strictEqual(told(yield* tries("10.0.0.9", "secret")), DENIED)
      yield* TestClock.adjust("30 seconds")
      assert.strictEqual(told(yield* tries("10.0.0.9", "secret")), OK)
    }).pipe(Effect.scoped, Effect.provide(services))
  )

  it.effect("holds up nobody at another address, and nobody who was let in before", () =>
    Effect.gen(function* () {
      const { desk, tries } = yield* opened
      const inside = yield* desk.enter("10.0.0.9")
      for (const line of ["USERNAME nas", "PASSWORD secret", "LOGIN ups"]) yield* desk.answer(inside, line)
      yield* Effect.forEach(Array.from({ length: 40 }), () => tries("10.0.0.9", "guess"))
      assert.strictEqual(told(yield* tries("10.0.0.7", "secret")), OK)
      assert.strictEqual((yield* desk.answer(inside, "PRIMARY ups")).text, "OK PRIMARY-GRANTED\n")
      assert.strictEqual((yield* desk.answer(inside, "FSD ups")).text, "OK FSD-SET\n")
    }).pipe(Effect.scoped, Effect.provide(services))
  )

  it.effect("from a thousand addresses waits in one line with the others that do", () =>
    Effect.gen(function* () {
      const { tries } = yield* opened
      const all = yield* Effect.forEach(Array.from({ length: 1000 }), (_, index) =>
        tries(`10.1.${index >> 8}.${index & 255}`, "guess")
      )
      // 256 lines of one each, and one of thirty.
      assert.strictEqual(all.filter((each) => told(each) === null).length, 286)
    }).pipe(Effect.scoped, Effect.provide(services))
  )
})
