/**
 * All transmissions of one question: sent again as its schedule says, while somebody still wants the answer. Counted,
 * and traced as one span with the command, the address and the number of attempts.
 * Reference: protocol.md 4.6; integrations.md 2.3.
 */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Errors from "../Errors.ts"
import * as Metrics from "./Metrics.ts"
import type { Reach, Question } from "./Question.ts"
import type * as Transmission from "./Transmission.ts"
import * as Retry from "./Retry.ts"
import type { Answer } from "./Sending.ts"

/** How a question is sent. */
export interface Options extends Transmission.TransmitOptions {
  readonly retry: Retry.Retry
  /** Whether what is asked for may not be there: then no answer is one, and is not counted as lost. */
  readonly mayBeAbsent?: boolean
  /** Whether anybody still waits for the answer. */
  readonly isWanted: () => boolean
}

/** The outcome of asking for what is not there. */
const ABSENT = "absent"

/** Sends a question until it is answered, or its schedule ends. */
export type Attempts = <A>(
  question: Question<A, Reach>,
  options: Options
) => Effect.Effect<Answer<A>, Errors.LinkError>

/** Attempts over a port. */
export const make = ({
  transmit,
  counters,
  selectedAddress
}: Pick<Transmission.Transmission, "transmit" | "counters" | "selectedAddress">): Effect.Effect<Attempts> =>
  Effect.map(
    Effect.context<never>(),
    (context): Attempts =>
      (question, { retry, isWanted, mayBeAbsent = false, ...options }) => {
        const command = Metrics.commandOf(question)
        let attempts = 0
        let last: Errors.LinkError | undefined

        const once = Effect.suspend(() => {
          // The schedule may have waited meanwhile.
          if (last !== undefined && !isWanted()) return Effect.fail(last)
          attempts++
          return transmit(question, options)
        }).pipe(Effect.mapError((error) => (last = counted(error, attempts, counters().late))))

        const tally = (outcome: string) =>
          Effect.suspend(() => {
            Metrics.requestsOf(command, isWanted() ? outcome : "cancelled").updateUnsafe(1, context)
            if (attempts > 1 && outcome !== ABSENT)
              Metrics.retriesOf(command).updateUnsafe(attempts - 1, context)
            return Effect.annotateCurrentSpan({ attempts })
          })

        const outcomeOf = (error: Errors.LinkError): string =>
          mayBeAbsent && Errors.isNoReply(error) ? ABSENT : Metrics.outcomeOf(error)

        /** The schedule after a failure. Most questions are answered at once, and need no schedule. */
        const again = (error: Errors.LinkError) => {
          let isFirst = true
          const failedOrOnce = Effect.suspend(() => {
            if (!isFirst) return once
            isFirst = false
            return Effect.fail(error)
          })
          return Effect.retry(
            failedOrOnce,
            Schedule.while(retry, ({ input }) => isWanted() && Retry.isRepeatable(input))
          )
        }

        return Effect.catch(once, again).pipe(
          Effect.tap(() => tally("ok")),
          Effect.tapError((error) => tally(outcomeOf(error))),
          // The place in our sources says nothing, and costs more than the rest of the span.
          Effect.withSpan(
            "vebus.request",
            { attributes: { command, address: selectedAddress() } },
            { captureStackTrace: false }
          )
        )
      }
  )

/** A failure with the number of transmissions that it took, and of late replies so far. */
const counted = (error: Errors.LinkError, transmissions: number, late: number): Errors.LinkError =>
  error._tag === "DeviceError" && error.reason._tag === "NoReply"
    ? Errors.device(
        new Errors.NoReply({
          request: error.reason.request,
          waitedMillis: error.reason.waitedMillis,
          transmissions,
          ...(late === 0 ? {} : { late })
        })
      )
    : error
