/**
 * A session with a simulated device in one line; and the shape that holds simulator and runtime together, since neither
 * may import the other.
 */
import { assert, describe, expectTypeOf, it } from "@effect/vitest"
import type { Transport } from "@vebus/runtime"
import { Question } from "@vebus/runtime"
import type { Driver } from "@vebus/simulator"
import { simulated } from "@vebus/testing/session"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"

describe("a simulated session", () => {
  it("a simulator's duplex is a transport's duplex, by its shape", () => {
    expectTypeOf<Driver.Duplex>().toExtend<Transport.Duplex>()
  })

  it.effect("answers on the test clock", () =>
    Effect.gen(function* () {
      const asking = yield* Effect.forkChild(
        Effect.flatMap(simulated(), (session) => session.ask(Question.ram([4])))
      )
      yield* TestClock.adjust("10 seconds")
      const { value } = yield* Fiber.join(asking)
      assert.strictEqual(value.length, 1)
      // A 48 V battery, in hundredths of a volt.
      assert.isTrue(value[0]! > 4000 && value[0]! < 6400)
    })
  )
})
