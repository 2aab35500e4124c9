/**
 * What all writes share when they are executed: the line to themselves, the journal around the frame, and care for what
 * a lost acknowledgement means. Reference: protocol.md 4.6; integrations.md 12.9.
 */
import * as Effect from "effect/Effect"
import type { Ask } from "../../link/Exchange.ts"
import { isNoReply, type LinkError } from "../../Errors.ts"
import * as Retry from "../../link/Retry.ts"
import type { StateError } from "../StateError.ts"
import * as Errors from "../ControlError.ts"
import type { Answer, Sendable } from "../Order.ts"
import * as Outcome from "../Outcome.ts"

/** What one write needs while it has the line to itself. */
export interface Step {
  /** Asks the device that the plan is for; the line belongs to this write. */
  readonly ask: Ask
  /**
   * Is run before each frame that changes something: counts what wears, remembers what cannot be read back. What it
   * cannot note is not sent.
   */
  readonly beforeSending: Effect.Effect<void, StateError>
}

/** What a write of a plan sends at its moments, made of the frames that the plan shows. */
export interface Sendables {
  readonly unheard: ReadonlyArray<Sendable>
  readonly order: Sendable
  readonly refused: ReadonlyArray<Sendable>
}

/** How an attempt to send ended. */
export type Attempt<A> =
  | { readonly _tag: "Acknowledged"; readonly value: A }
  /** The device said no: it holds what it held. */
  | { readonly _tag: "Denied"; readonly error: LinkError }
  /** No answer came: the frame may have arrived or not. */
  | { readonly _tag: "Unanswered"; readonly error: LinkError }
  /** It could not be noted, so it was not sent. */
  | { readonly _tag: "NotSent"; readonly error: StateError }

/** Sends an order once, and says what its answer means. */
export const send = ({ ask, beforeSending }: Step, order: Sendable): Effect.Effect<Attempt<Answer>> =>
  beforeSending.pipe(
    Effect.andThen(ask(order, { retry: Retry.oneShot })),
    Effect.map(({ value }): Attempt<Answer> => ({ _tag: "Acknowledged", value })),
    Effect.catch((error): Effect.Effect<Attempt<Answer>> =>
      Effect.succeed(
        error._tag === "StateError"
          ? { _tag: "NotSent", error }
          : { _tag: isDenial(error) ? "Denied" : "Unanswered", error }
      )
    )
  )

/** How often an order that is harmless to repeat may be sent again (protocol.md 4.6). */
export const REPEATS = 2

/**
 * Sends an order that is harmless to repeat, again while there is no answer at all. Once a frame went out without one, only
 * an answer makes that good: that a repeat could not be sent says nothing about the frame before it.
 */
export const sendUntilAnswered = (step: Step, order: Sendable): Effect.Effect<Attempt<Answer>> =>
  Effect.gen(function* () {
    let attempt = yield* send(step, order)
    for (let left = REPEATS; left > 0 && attempt._tag === "Unanswered" && isNoReply(attempt.error); left--) {
      const next = yield* send(step, order)
      if (next._tag === "NotSent") break
      attempt = next
    }
    return attempt
  })

/** Whether the device said no. */
export const isDenial = (error: LinkError): boolean =>
  error._tag === "DeviceError" && ["Refused", "AccessLevel", "Unsupported"].includes(error.reason._tag)

/** What became of a write whose frame was not sent, or was denied. */
export const ended = (attempt: Extract<Attempt<unknown>, { _tag: "Denied" | "NotSent" }>): Outcome.Outcome =>
  Outcome.notWritten(Outcome.causeOf(attempt.error))

/**
 * What became of a write whose answer is all the proof there is. `needsRestart`: the unit says that it acts after one.
 */
export const answered = (
  attempt: Attempt<unknown>,
  proof: "acknowledged" | "sent" = "acknowledged",
  needsRestart = false
): Outcome.Outcome => {
  switch (attempt._tag) {
    case "Acknowledged":
      return Outcome.written(proof, needsRestart)
    case "Unanswered":
      return Outcome.unknown(Outcome.causeOf(attempt.error))
    default:
      return ended(attempt)
  }
}

/** What to do about a unit that holds what it held before. */
export const NOTHING_TO_UNDO = "It is as it was before, so there is nothing to undo"

/** How often what a write came to is asked for: so often that the link itself does not yet come into question. */
export const LOOK = { retry: Retry.times(3) } as const

/** What the plan was built on is so no more, and nothing was sent. Both sides are in words. */
export const changedSince = (what: string, before: string, now: string): Outcome.Outcome =>
  Outcome.notWritten(
    new Errors.Forbidden({
      what,
      why: `the plan was built on ${before}, and now the unit has ${now}: somebody else changed it`,
      instead: "Make the plan again"
    })
  )

/** Turns a failure before anything was sent into the outcome that says so. */
export const beforehand = <R>(
  effect: Effect.Effect<Outcome.Outcome, LinkError, R>
): Effect.Effect<Outcome.Outcome, never, R> =>
  Effect.catch(effect, (error) => Effect.succeed(Outcome.notWritten(Outcome.causeOf(error))))
