/**
 * A program that ends: what was opened last is closed first, and until then everything below it works.
 */
import { assert, describe, it } from "@effect/vitest"
import { Question, Retry, Session, Transport } from "@vebus/runtime"
import { Driver } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import { passed, played } from "./Played.ts"

describe("a scope that closes", () => {
  it.effect("still gets an answer to what it asks at its end, at once", () =>
    Effect.gen(function* () {
      let last: string | undefined
      const program = Effect.gen(function* () {
        const { open } = yield* Driver.make()
        const session = yield* Effect.provideService(
          Session.connect(),
          Transport.Transport,
          Transport.make("sim:", open)
        )
        yield* Effect.addFinalizer(() =>
          session.ask(Question.ram([4]), { retry: Retry.oneShot }).pipe(
            Effect.match({ onSuccess: () => "answered", onFailure: ({ message }) => message }),
            Effect.map((outcome) => {
              last = outcome
            })
          )
        )
        yield* Effect.sleep("5 seconds")
        yield* session.ask(Question.leds)
      })
      yield* played(Effect.scoped(program), 60)
      yield* passed(1)
      assert.strictEqual(last, "answered")
    })
  )
})
