/**
 * The parts of execution that all writes share: the line to themselves, the journal around the frame, and care for what
 * a lost acknowledgement means. Reference: protocol.md 4.6; integrations.md 12.9.
 */
import * as Effect from "effect/Effect"
import { isNoReply, type LinkError } from "../../Errors.ts"
import type { Ask } from "../../link/Exchange.ts"
import * as Question from "../../link/Question.ts"
import * as Retry from "../../link/Retry.ts"
import * as Errors from "../ControlError.ts"
import type { Masters } from "../Masters.ts"
import type { Order } from "../Order.ts"
import * as Outcome from "../Outcome.ts"
import type { StateError } from "../StateError.ts"

/** An order, and what its delivery needs. */
export interface Delivery {
  /** Asks the device that the plan is for; the line belongs to this write. */
  readonly ask: Ask
  /**
   * Is run before each frame that changes something: counts what wears, remembers what cannot be read back. What it
   * cannot note is not sent.
   */
  readonly beforeSending: Effect.Effect<void, StateError>
  /** When an order without an answer is sent again, where that is harmless; a one-shot never is. */
  readonly retry: Retry.Retry
  /** The order that makes the change. */
  readonly order: Order
}

/** One write while it has the line to itself. Its orders are made of the frames that the plan shows. */
export interface Step extends Delivery {
  /** Orders before it, unless the adapter passes the frames of other panels on already. */
  readonly unheard: ReadonlyArray<Order>
  /** Orders in its place, where the unit does not know it. */
  readonly refused: ReadonlyArray<Order>
  readonly masters: Masters
}

/** The order went out and was not denied. */
export type Out<A> =
  | { readonly _tag: "Acknowledged"; readonly value: A }
  /** No answer came: the frame may have arrived or not. */
  | { readonly _tag: "Unanswered"; readonly error: LinkError }

/** The device said no: it holds what it held. */
export interface Denied {
  readonly _tag: "Denied"
  readonly error: LinkError
}

/** How an attempt to send ended. */
export type Attempt<A> =
  | Out<A>
  | Denied
  /** It could not be noted, so it was not sent. */
  | { readonly _tag: "NotSent"; readonly error: StateError }

/** Sends an order once, and says what its answer means. */
export const send = (
  { ask, beforeSending }: Pick<Delivery, "ask" | "beforeSending">,
  order: Order
): Effect.Effect<Attempt<unknown>> =>
  beforeSending.pipe(
    Effect.andThen(ask(order, { retry: Retry.oneShot })),
    Effect.map(({ value }): Attempt<unknown> => ({ _tag: "Acknowledged", value })),
    Effect.catch((error): Effect.Effect<Attempt<unknown>> =>
      Effect.succeed(
        error._tag === "StateError"
          ? { _tag: "NotSent", error }
          : { _tag: isDenial(error) ? "Denied" : "Unanswered", error }
      )
    )
  )

/** When an order may be sent again: by the schedule of the step, unless it is a one-shot. */
const again = ({ order, retry }: Delivery): Retry.Retry => Retry.again(Question.traits(order), retry)

/**
 * Sends an order that is harmless to repeat, again while there is no answer at all. Once a frame went out without one, only
 * an answer makes that good: that a repeat could not be sent says nothing about the frame before it.
 */
export const sendUntilAnswered = (step: Delivery): Effect.Effect<Attempt<unknown>> =>
  Effect.suspend(() => {
    let last: Attempt<unknown> | undefined
    return send(step, step.order).pipe(
      Effect.flatMap((attempt) => {
        if (last !== undefined && attempt._tag === "NotSent") return Effect.succeed(last)
        last = attempt
        return attempt._tag === "Unanswered" && isNoReply(attempt.error)
          ? Effect.fail(attempt.error)
          : Effect.succeed(attempt)
      }),
      Effect.retry(again(step)),
      Effect.catch((error) => Effect.succeed<Attempt<unknown>>({ _tag: "Unanswered", error }))
    )
  })

/** How what a write came to is looked at. */
export interface Looking<A> {
  readonly look: Effect.Effect<A, LinkError>
  /**
   * The outcome, once it was looked at. Fails with the error of the attempt where it did not arrive: what was before is so
   * still, and there was no answer.
   */
  readonly judge: (seen: A, attempt: Out<unknown>) => Effect.Effect<Outcome.Outcome, LinkError>
  /** The outcome where nothing could be seen; nobody knows it unless said otherwise. */
  readonly unseen?: (attempt: Out<unknown>, error: LinkError) => Effect.Effect<Outcome.Outcome>
  /** The outcome where the device said no; nothing was written unless said otherwise. */
  readonly denied?: (attempt: Denied) => Effect.Effect<Outcome.Outcome>
}

/** Sends an order and looks what came of it. Sends it again while the look shows that it did not arrive. */
export const sendAndLook = <A>(
  step: Step,
  { look, judge, unseen = nobodyKnows, denied = notWritten }: Looking<A>
): Effect.Effect<Outcome.Outcome> =>
  send(step, step.order).pipe(
    Effect.flatMap((attempt) => {
      if (attempt._tag === "NotSent") return notWritten(attempt)
      if (attempt._tag === "Denied") return denied(attempt)
      return Effect.matchEffect(look, {
        onFailure: (error) => unseen(attempt, error),
        onSuccess: (seen) => judge(seen, attempt)
      })
    }),
    Effect.retry(again(step)),
    Effect.catch((error) => Effect.succeed(Outcome.notWritten(Outcome.causeOf(error))))
  )

const notWritten = (attempt: Exclude<Attempt<unknown>, Out<unknown>>): Effect.Effect<Outcome.Outcome> =>
  Effect.succeed(ended(attempt))

const nobodyKnows = (attempt: Out<unknown>, error: LinkError): Effect.Effect<Outcome.Outcome> =>
  Effect.succeed(Outcome.unknown(Outcome.causeOf(attempt._tag === "Unanswered" ? attempt.error : error)))

/** Whether the device said no. */
export const isDenial = (error: LinkError): boolean =>
  error._tag === "DeviceError" && ["Refused", "AccessLevel", "Unsupported"].includes(error.reason._tag)

/** The outcome of a write whose frame was not sent, or was denied. */
export const ended = (attempt: Exclude<Attempt<unknown>, Out<unknown>>): Outcome.Outcome =>
  Outcome.notWritten(Outcome.causeOf(attempt.error))

/**
 * The outcome of a write whose answer is all the proof there is. `needsRestart`: the unit says that it acts after one.
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

/** The remedy for a unit that holds its old value. */
const NOTHING_TO_UNDO = "It is as it was before, so there is nothing to undo"

/**
 * The outcome of a write after which the unit shows something else than it should, in words. `isOld`: it shows what it
 * showed before.
 */
export const otherwise = (
  texts: ConstructorParameters<typeof Errors.NotVerified>[0],
  isOld: boolean
): Outcome.Outcome =>
  isOld
    ? Outcome.notWritten(new Errors.NotVerified({ instead: NOTHING_TO_UNDO, ...texts }))
    : Outcome.notVerified(new Errors.NotVerified(texts))

/** Repeats when reading back a write; few enough that the session does not suspect the link. */
export const LOOK = { retry: Retry.times(3) } as const

/** The outcome where the plan was built on something that is so no more; nothing was sent. Both sides are in words. */
export const changedSince = (what: string, before: string, now: string): Outcome.Outcome =>
  Outcome.notWritten(
    new Errors.Forbidden({
      what,
      why: `the plan was built on ${before}, and now the unit has ${now}: somebody else changed it`,
      instead: "Make the plan again"
    })
  )

/** Another master is in charge, and nothing was sent. */
export const opposed = (what: string, master: string): Outcome.Outcome =>
  Outcome.notWritten(new Errors.OtherMaster({ what, master }))

/** Turns a failure before anything was sent into the outcome that says so. */
export const beforehand = <R>(
  effect: Effect.Effect<Outcome.Outcome, LinkError, R>
): Effect.Effect<Outcome.Outcome, never, R> =>
  Effect.catch(effect, (error) => Effect.succeed(Outcome.notWritten(Outcome.causeOf(error))))
