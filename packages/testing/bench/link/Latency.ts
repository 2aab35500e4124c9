/**
 * How long one question takes on an idle line, beside the time of its bytes and the turnaround.
 */
import { type Errors, Question } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Line from "./Line.ts"
import { timed } from "./Virtual.ts"

const questions: ReadonlyArray<readonly [name: string, question: Question.Question<unknown>]> = [
  ["version (V)", Question.version],
  ["LEDs (L)", Question.leds],
  ["DC info (F 0)", Question.dcInfo],
  ["six RAM variables (30)", Question.ram([0, 1, 2, 3, 4, 5])],
  ["device state (0E)", Question.deviceState],
  ["setting (31)", Question.setting(2)],
  ["setting info (35), short", Question.settingInfo(2)]
]

export interface Latency {
  readonly name: string
  readonly bytes: number
  readonly limitMillis: number
  readonly millis: number
}

/** Each question, once. */
export const latencies = (
  turnaroundMillis: number
): Effect.Effect<ReadonlyArray<Latency>, Errors.LinkError, Scope.Scope> =>
  Effect.gen(function* () {
    const { session, traffic } = yield* Line.session({ turnaroundMillis })
    return yield* Effect.forEach(questions, ([name, question]) =>
      Effect.gen(function* () {
        // A version frame of the idle line would be counted, and delay the reply: it has just gone.
        yield* session.ask(Question.version)
        const before = traffic.sent + traffic.received
        const [, millis] = yield* timed(session.ask(question))
        const bytes = traffic.sent + traffic.received - before
        const limitMillis = (bytes / Line.BYTES_PER_SECOND) * 1000 + turnaroundMillis
        return { name, bytes, limitMillis, millis }
      })
    )
  })
