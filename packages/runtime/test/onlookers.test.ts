/**
 * Onlookers of a session: one that is slow loses its oldest frames, and takes none from the others.
 */
import { assert, describe, it } from "@effect/vitest"
import { simulated } from "@vebus/testing/session"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import * as Telemetry from "../src/Telemetry.ts"

describe("an onlooker that does not read on", () => {
  it.effect("holds up no other one", () =>
    Effect.gen(function* () {
      const session = yield* simulated({ line: "unpaced" })
      let seen = 0
      const slow = yield* Effect.forkChild(Stream.runForEach(session.incoming, () => Effect.never))
      const quick = yield* Effect.forkChild(
        Stream.runForEach(session.incoming, () => Effect.sync(() => seen++))
      )
      const polling = yield* Effect.forkChild(Stream.runDrain(Telemetry.readings(session)))
      yield* TestClock.adjust("1 minute")
      const before = seen
      yield* TestClock.adjust("1 minute")
      assert.isAbove(before, 256)
      assert.isAbove(seen - before, before / 2)
      yield* Fiber.interruptAll([slow, quick, polling])
    })
  )
})
