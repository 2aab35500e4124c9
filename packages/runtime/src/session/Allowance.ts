/**
 * How long a list may take. Every request ends by itself, but a list sends hundreds of them, several times over: behind a unit
 * that answers now and then it would take hours. The limit grows with what there is to ask, and with the delay of the line.
 * A good line needs a tenth of it.
 *
 * A question without an answer by then fails with `GaveUp`; answers that came are kept.
 */
import * as Effect from "effect/Effect"
import * as Errors from "../Errors.ts"
import * as Monotonic from "../Monotonic.ts"
import type { Unit } from "./Session.ts"

/** So long may the shortest list take, in milliseconds. */
const BASE_MILLIS = 30_000
/** So much longer for each question. On a line that loses a tenth of its frames one takes a quarter of a second. */
const QUESTION_MILLIS = 2000
/** So often may a question meet the delay of the line: once when it is answered, once when it is lost. */
const DELAYS = 2

/** The time that a list still has. */
export interface Allowance {
  /** Asks while there is time, and no longer. Fails with `GaveUp` when there is none. `what` is asked for. */
  readonly within: <A>(
    what: string,
    ask: Effect.Effect<A, Errors.LinkError>
  ) => Effect.Effect<A, Errors.LinkError>
}

/** The time for so many questions to a unit, from now on. */
export const make = (unit: Pick<Unit, "delayMillis">, questions: number): Effect.Effect<Allowance> =>
  Effect.map(Monotonic.millis, (began) => {
    let delayMillis = 0
    const totalMillis = (): number => {
      delayMillis = Math.max(delayMillis, unit.delayMillis())
      return BASE_MILLIS + questions * (QUESTION_MILLIS + DELAYS * delayMillis)
    }
    return {
      within: (what, ask) =>
        Effect.flatMap(Monotonic.millis, (now) => {
          const total = totalMillis()
          const gaveUp = Effect.fail(
            Errors.device(new Errors.GaveUp({ request: what, afterMillis: Math.round(total) }))
          )
          const leftMillis = began + total - now
          return leftMillis <= 0
            ? gaveUp
            : Effect.timeoutOrElse(ask, { duration: leftMillis, orElse: () => gaveUp })
        })
    }
  })
