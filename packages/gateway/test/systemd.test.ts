/**
 * What systemd is told, and when not.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as References from "effect/References"
import { TestClock } from "effect/testing"
import * as Systemd from "../src/Systemd.ts"

const told = () => {
  const words: Array<string> = []
  const send = (all: ReadonlyArray<string>) => Effect.sync(() => void words.push(...all))
  return { words, send }
}

const env = { NOTIFY_SOCKET: "/run/systemd/notify", WATCHDOG_USEC: "30000000" }

describe("systemd", () => {
  it.effect(
    "is told that the gateway is ready, three times in its time that the polls go round, and the end",
    () =>
      Effect.gen(function* () {
        const { words, send } = told()
        yield* Effect.scoped(
          Effect.gen(function* () {
            yield* Systemd.ready(env, Effect.succeed(true), send)
            assert.deepStrictEqual(words.slice(0, 1), ["--ready"])
            yield* TestClock.adjust("30 seconds")
            assert.isAtLeast(words.filter((word) => word === "WATCHDOG=1").length, 3)
          })
        )
        assert.strictEqual(words.at(-1), "--stopping")
      })
  )

  it.effect("is told nothing more while a poll stands still", () =>
    Effect.gen(function* () {
      const { words, send } = told()
      let alive = true
      yield* Systemd.ready(
        env,
        Effect.sync(() => alive),
        send
      )
      yield* TestClock.adjust("20 seconds")
      alive = false
      const before = words.length
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(words.length, before)
    })
  )

  it.effect("that does not listen, asks for no watchdog, or cannot be told, ends nothing", () =>
    Effect.gen(function* () {
      const silent = told()
      yield* Systemd.ready({}, Effect.succeed(true), silent.send)
      assert.deepStrictEqual(silent.words, [])
      const plain = told()
      yield* Systemd.ready({ NOTIFY_SOCKET: "/x" }, Effect.succeed(true), plain.send)
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(plain.words, ["--ready"])
      yield* Systemd.ready(env, Effect.succeed(true), () => Effect.fail("there is no such program"))
    }).pipe(Effect.provideService(References.MinimumLogLevel, "None"))
  )
})
