/** Same plan, same traffic, same bytes: whole runs against a simulation, twice over. */
import { assert, describe, it } from "@effect/vitest"
import { Hex } from "@vebus/codec"
import { Driver, Faults } from "@vebus/simulator"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import fc from "fast-check"
import { faultPlan } from "@vebus/testing/arbitraries"
import { bytes } from "./support/Host.ts"

const REQUESTS = ["04 FF 41 01 00 BB", "02 FF 56 A9", "05 FF 58 30 04 05 6B"]

describe("the same plan", () => {
  /** A host that asks every 100 ms, and opens the port again when it is lost; what it hears, and what went wrong. */
  const session = (plan: Faults.FaultPlan) =>
    Effect.gen(function* () {
      const { open } = yield* Driver.make()
      const faulty = yield* Faults.wrap(plan, open)
      const heard: Array<string> = []
      const once = Effect.gen(function* () {
        const { bytes: incoming, write } = yield* faulty.open
        const asking = Effect.forEach(
          REQUESTS,
          (hex) => Effect.andThen(Effect.sleep(100), write(bytes(hex))),
          { discard: true }
        )
        yield* Effect.forkScoped(Effect.forever(asking))
        yield* Stream.runForEach(incoming, (chunk) =>
          Effect.map(Clock.currentTimeMillis, (at) => void heard.push(`${at} ${Hex.toHex(chunk)}`))
        )
      }).pipe(Effect.scoped)
      yield* Effect.forkChild(Effect.forever(once))
      yield* TestClock.adjust("20 seconds")
      return [heard, yield* faulty.log] as const
    }).pipe(Effect.scoped, Effect.provide(TestClock.layer()))

  it("with the same traffic gives the same bytes and the same faults", () =>
    fc.assert(
      fc.asyncProperty(faultPlan, async (plan) => {
        const [one, other] = [await Effect.runPromise(session(plan)), await Effect.runPromise(session(plan))]
        assert.deepStrictEqual(one, other)
      }),
      { numRuns: 10 }
    ))
})
