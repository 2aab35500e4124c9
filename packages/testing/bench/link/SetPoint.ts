/**
 * From setting another set-point of the ESS assistant to its acknowledgement, on an idle line and beside polling.
 */
import { Control, Link, StateStore, Telemetry, WritePolicy } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Line from "./Line.ts"
import { timed } from "./Virtual.ts"

const WRITES = 50
const policy = { by: "bench", eepromPerDay: 0, readOnly: false }

/** Milliseconds of each of many writes, the shortest first. */
export const writes = (
  turnaroundMillis: number,
  isPolled: boolean
): Effect.Effect<ReadonlyArray<number>, unknown, Scope.Scope> =>
  Effect.gen(function* () {
    const { session } = yield* Line.session({ turnaroundMillis })
    const control = yield* Control.make.pipe(
      Effect.provideService(Link.Link, session),
      Effect.provideService(WritePolicy.WritePolicy, policy),
      Effect.provide(StateStore.inMemory)
    )
    const hold = yield* control.holdEss(0)
    if (isPolled) yield* Effect.forkChild(Stream.runDrain(Telemetry.readings(session)))
    yield* Effect.sleep("10 seconds")
    const millis: Array<number> = []
    for (let n = 1; n <= WRITES; n++) {
      const [, took] = yield* timed(
        Effect.andThen(
          hold.set(n),
          Effect.suspend(() => (hold.acknowledged() === n ? Effect.void : Effect.fail("not yet"))).pipe(
            Effect.tapError(() => Effect.sleep(1)),
            Effect.eventually
          )
        )
      )
      millis.push(took)
      // Not in step with the polling.
      yield* Effect.sleep(1170)
    }
    return millis.toSorted((a, b) => a - b)
  })
