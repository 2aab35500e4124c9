/**
 * The same stretch of plant time through a session of the runtime, on the test clock: each answer is waited for, matched
 * with its request and decoded. The line is paced here too, so that virtual time passes as with a real adapter.
 */
import type { Profile } from "@vebus/simulator"
import { simulated } from "@vebus/testing/session"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import { TestClock } from "effect/testing"
import * as PollSet from "./PollSet.ts"
import { heapUsed, PARTS, type Run } from "./Run.ts"

/** Quick enough for the poll set of three phases to fit into a second of the line. */
const TURNAROUND_MILLIS = 12

/** Asks a poll set a second, one question after the other. */
export const run = (profile: Profile.Profile, plantSeconds: number): Promise<Run> =>
  Effect.gen(function* () {
    const connecting = yield* Effect.forkChild(simulated({ profile, turnaroundMillis: TURNAROUND_MILLIS }))
    yield* TestClock.adjust("10 seconds")
    const session = yield* Fiber.join(connecting)
    const heaps = [heapUsed()]
    let requests = 0
    let answers = 0
    const counted = PollSet.questions(session, profile.device.phases.value).map((question) =>
      Effect.suspend(() => {
        requests++
        return Effect.ignore(Effect.tap(question, () => Effect.sync(() => answers++)))
      })
    )
    const started = performance.now()
    const host = yield* Effect.all(counted, { discard: true }).pipe(
      Effect.repeat(Schedule.fixed("1 second")),
      Effect.forkChild
    )
    for (let part = 0; part < PARTS; part++) {
      yield* TestClock.adjust(`${plantSeconds / PARTS} seconds`)
      heaps.push(heapUsed())
    }
    const seconds = (performance.now() - started) / 1000
    yield* Fiber.interrupt(host)
    return { plantSeconds, requests, answers, seconds, heaps }
  }).pipe(Effect.scoped, Effect.provide(TestClock.layer()), Effect.runPromise)
