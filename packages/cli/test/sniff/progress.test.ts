/**
 * Progress: one line on a terminal that rewrites itself and goes at the end; nowhere else a word.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import * as Progress from "../../src/output/Progress.ts"
import { Surroundings } from "../../src/Surroundings.ts"

/** What something that takes so many milliseconds writes to a stream. */
const written = (isTTY: boolean, millis: number) =>
  Effect.gen(function* () {
    const texts: Array<string> = []
    const stream = { isTTY, columns: 12, write: (text: string) => texts.push(text) > 0 }
    let count = 0
    yield* Effect.scoped(
      Effect.andThen(
        Progress.shown(() => `reading number ${++count}`),
        TestClock.adjust(millis)
      )
    ).pipe(
      Effect.provideService(Surroundings, { ...process, stderr: stream as unknown as typeof process.stderr })
    )
    return texts
  })

describe("progress", () => {
  it.effect(
    "is a line per second from the first second on, no wider than the terminal, and gone at the end",
    () =>
      Effect.gen(function* () {
        const line = "\r\u001B[Kreading num"
        assert.deepStrictEqual(yield* written(true, 2500), [line, line, "\r\u001B[K"])
      })
  )

  it.effect("of what takes less than a second leaves nothing", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* written(true, 900), ["\r\u001B[K"])
    })
  )

  it.effect("is nothing where there is no terminal", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* written(false, 5000), [])
    })
  )
})
