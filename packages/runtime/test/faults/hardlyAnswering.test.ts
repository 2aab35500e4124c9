/**
 * A unit that answers now and then: a list ends all the same, in a time that grows with what there is to ask, with what came.
 */
import { assert, describe, it } from "@effect/vitest"
import { Allowance, Errors, Monotonic } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import type { Settings } from "../../src/Device.ts"
import * as Reads from "../device/Reads.ts"

/** A device that hears all but the questions about settings, and of those one in so many. */
const hearingOneIn = (count: number) => {
  let asked = 0
  return Reads.losing("multiplus-ii-48-3000-230v", (request) => {
    if (request._tag !== "WinmonRequest") return false
    const { _tag } = request.command
    return (_tag === "SettingInfoRequest" || _tag === "ReadSettingRequest") && ++asked % count !== 0
  })
}

/** Runs an effect on the test clock, and how many seconds it took. */
const timed = <A, E>(effect: Effect.Effect<A, E>) =>
  Effect.gen(function* () {
    const began = yield* Monotonic.millis
    const fiber = yield* Effect.forkChild(effect)
    while (fiber.pollUnsafe() === undefined) yield* TestClock.adjust("500 millis")
    return { value: yield* Fiber.join(fiber), seconds: ((yield* Monotonic.millis) - began) / 1000 }
  })

/** What a list takes behind a device that hears one question in so many. */
const listed = (count: number, ids: ReadonlyArray<number>) =>
  Effect.gen(function* () {
    const { device } = yield* hearingOneIn(count)
    return yield* timed(Effect.orDie(device.settings(ids)))
  })

const reasons = ({ missing }: Settings.SettingList) => new Set(missing.map(({ error }) => error.reason._tag))

describe("a unit that answers one question in fifty", () => {
  const ids = Array.from({ length: 60 }, (_, id) => id)

  it.effect("a list of sixty settings ends after half a minute and two seconds for each question", () =>
    Effect.gen(function* () {
      const { value, seconds } = yield* listed(50, ids)
      assert.isAtMost(seconds, 30 + 60 * 2 * 2 + 1)
      assert.strictEqual(value.settings.length + value.unsupported.length + value.missing.length, ids.length)
      assert.isAbove(value.missing.length, 0)
      assert.isTrue(reasons(value).has("GaveUp"))
    })
  )

  it.effect("a shorter list ends sooner, and names all that is missing", () =>
    Effect.gen(function* () {
      const { value, seconds } = yield* listed(1000, [2, 3])
      assert.isAtMost(seconds, 30 + 2 * 2 * 2 + 1)
      assert.deepStrictEqual(
        value.missing.map(({ id }) => id),
        [2, 3]
      )
    })
  )
})

describe("the time of a list", () => {
  const asking = Effect.never
  const endOf = (questions: number, delayMillis: number) =>
    Effect.gen(function* () {
      const allowance = yield* Allowance.make({ delayMillis: () => delayMillis }, questions)
      const { value, seconds } = yield* timed(Effect.flip(allowance.within("setting 2", asking)))
      assert.strictEqual(value.reason._tag, "GaveUp")
      return seconds
    })

  it.effect("grows with the number of questions, and with the delay of the line", () =>
    Effect.gen(function* () {
      const [short, long, slow] = [yield* endOf(10, 0), yield* endOf(100, 0), yield* endOf(100, 4000)]
      assert.deepStrictEqual([short, long, slow], [50, 230, 1030])
    })
  )

  it.effect("is not taken from what is answered, nor does it hide why something failed", () =>
    Effect.gen(function* () {
      const { within } = yield* Allowance.make({ delayMillis: () => 0 }, 1)
      assert.strictEqual(yield* within("setting 2", Effect.succeed(7)), 7)
      const refused = Errors.device(new Errors.Refused({ request: "setting 2", data: [] }))
      assert.strictEqual(yield* Effect.flip(within("setting 2", Effect.fail(refused))), refused)
    })
  )
})
