/**
 * Exchanges over one open port: a request goes out, its reply comes back, and nothing else is taken for it.
 *
 * Each request runs in a fiber of the link (`Fibers`): a caller that is interrupted goes at once, and its request keeps
 * its permits and its letter until the reply or the time-out. Requests wait for their turn (`Turns`), one at a time unless
 * a wider window is asked for; untagged requests and changes always run alone. What is lost is sent again (`Attempts`).
 * Reference: protocol.md 1.5, 4.6; decisions.md 5.
 */
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Errors from "../Errors.ts"
import type { Incoming } from "./FrameStream.ts"
import * as Attempts from "./Attempts.ts"
import * as Fibers from "./Fibers.ts"
import * as Retry from "./Retry.ts"
import type { Answer } from "./Sending.ts"
import * as Turns from "./Turns.ts"
import * as Addressed from "./Addressed.ts"
import * as Question from "./Question.ts"
import * as Transmission from "./Transmission.ts"
import type { Duplex } from "../transports/Transport.ts"

export type { Admission } from "./Turns.ts"
export type { Answer, Counters, Sent } from "./Transmission.ts"

/** How one question is asked: of whom, how often, and in which order with others. */
export interface AskOptions {
  /**
   * When to send the request again. What must not be sent twice, a one-shot or a write, is not sent again whatever is
   * given. Unless said otherwise that of its class, or of the link.
   */
  readonly retry?: Retry.Retry
  /** The device that a winmon question is for; the one selected already unless said otherwise. */
  readonly address?: number
  /** Whether it can wait: it then stays behind changes that wait for their turn. */
  readonly polling?: boolean
  /** Whether it is part of setting the link right, and so asks for no admission. */
  readonly urgent?: boolean
  /**
   * Transmissions that it must be separate from: it goes out alone, under another letter, and not next after one of
   * them. So no late or doubled reply, and none that is shifted by one, answers both.
   */
  readonly apartFrom?: ReadonlyArray<Transmission.Sent>
  /** Whether what is asked for may not be there: then no answer is one, and is not counted as lost. */
  readonly mayBeAbsent?: boolean
  /** Hears of each transmission where it went; the last one was answered. Winmon questions only. */
  readonly onSent?: (sent: Transmission.Sent) => void
}

/** Asks, and gives the answer or a typed failure. */
export type Ask<C extends Question.Reach = Question.Reach> = <A, E extends C>(
  question: Question.Question<A, E>,
  options?: AskOptions
) => Effect.Effect<Answer<A>, Errors.LinkError>

/**
 * Runs several questions as one piece, with nothing in between: those that `use` asks with the function that it is
 * given. A change goes before polling. When the adapter restarts in the middle, the next question of the sequence fails
 * with `Restarted`.
 */
export type Sequence<C extends Question.Reach = Question.Reach> = <A, E, R>(
  use: (ask: Ask<C>) => Effect.Effect<A, E, R>
) => Effect.Effect<A, E | Errors.LinkError, R>

/** An open port, ready for questions. */
export interface Exchange extends Omit<Transmission.Transmission, "transmit"> {
  readonly ask: Ask
  readonly sequence: Sequence
}

/** How an exchange is set up. */
export interface Options {
  /** The port, for messages. */
  readonly url: string
  /** How fast the line is each way, if that is certain. */
  readonly bytesPerSecond?: number | null
  /** How many winmon reads may be on their way at once; 1 unless asked for. */
  readonly window?: 1 | 2 | 3
  /** When to send again what may be repeated; four repeats of a read and two of a set unless said otherwise. */
  readonly retry?: Retry.Policies | undefined
  /** Is asked before each transmission of what is not urgent; everything may go out unless said otherwise. */
  readonly admit?: () => Turns.Admission
  /** Hears of everything that comes in, before anybody else. */
  readonly onIncoming?: (incoming: Incoming) => void
}

/** Starts reading the port. The scope ends everything. */
export const make = Effect.fn("Exchange.make")(function* (
  duplex: Duplex,
  { url, bytesPerSecond = null, window: width = 1, retry, admit = () => Turns.GO, onIncoming }: Options
): Effect.fn.Return<Exchange, never, Scope.Scope> {
  const fibers = yield* Fibers.make(url)
  const inTurn = Turns.make(width)
  const { transmit, ...port } = yield* Transmission.make(duplex, {
    url,
    bytesPerSecond,
    overlapping: width > 1,
    onIncoming
  })
  const { put, isSelected } = putting(yield* Attempts.make({ ...port, transmit }), port, retry)

  const ask: Ask = <A, E extends Question.Reach>(question: Question.Question<A, E>, options?: AskOptions) =>
    Effect.suspend(() => {
      const isRead = question._tag === "WinmonQuestion" && question.effect === "read"
      const admission = options?.urgent === true ? () => Turns.GO : admit
      let isWanted = true
      const turns = inTurn(
        {
          admission,
          isWanted: () => isWanted,
          isPolling: options?.polling === true,
          takes: () => ({
            permits: isRead && options?.apartFrom === undefined && isSelected(question, options) ? 1 : width,
            isChange: question.effect === "write"
          })
        },
        (permits) =>
          // Somebody selected another device meanwhile: selecting takes the whole line.
          permits < width && !isSelected(question, options)
            ? Effect.succeedNone
            : put(question, options, () => isWanted && admission()._tag === "Go").pipe(
                Effect.asSome,
                // What got no reply while the link was in trouble has not had its chances yet, or will hear the reason.
                Effect.catchIf(
                  (error) => Errors.isNoReply(error) && isWanted && admission()._tag !== "Go",
                  () => Effect.succeedNone
                )
              )
      )
      return fibers.run(turns, () => (isWanted = false))
    })

  const sequence: Sequence = <A, E, R>(use: (ask: Ask) => Effect.Effect<A, E, R>) =>
    Effect.suspend(() => {
      const begun = Latch.makeUnsafe(false)
      const over = Latch.makeUnsafe(false)
      const oneByOne = Semaphore.makeUnsafe(1)
      let isWanted = true

      // The line is held by a fiber of the link, so that no interruption of the caller can leave it taken. A caller
      // who goes leaves the last request on its way: the line is free when that has ended.
      const turn = inTurn(
        {
          admission: admit,
          isWanted: () => isWanted,
          isPolling: false,
          takes: () => ({ permits: width, isChange: true })
        },
        () => Effect.asSome(Effect.andThen(Effect.andThen(begun.open, over.await), oneByOne.take(1)))
      )

      const askWithin: Ask = (question, options) =>
        Effect.suspend(() => {
          let isAwaited = true
          const asking = Effect.suspend(() => {
            if (!isWanted || !isAwaited) return Effect.interrupt
            const admitted = admit()
            if (admitted._tag === "Fail") return Effect.fail(admitted.error)
            // Whoever sets the link right needs the line that this sequence holds.
            return admitted._tag === "Wait"
              ? Effect.fail(Errors.device(new Errors.Restarted({ request: question.name })))
              : put(question, options, () => isAwaited && admit()._tag === "Go")
          })
          return fibers.run(oneByOne.withPermit(asking), () => (isAwaited = false))
        })

      return Effect.acquireUseRelease(
        fibers.start(turn),
        (fiber) => Effect.andThen(Effect.raceFirst(begun.await, fibers.endOf(fiber)), use(askWithin)),
        () =>
          Effect.sync(() => {
            isWanted = false
            over.openUnsafe()
          })
      )
    })

  return { ...port, ask, sequence }
})

/** A question in its turn: the address it is for, what it must be apart from, then the question. */
const putting = (
  attempts: Attempts.Attempts,
  { selectedAddress, counters }: Pick<Exchange, "selectedAddress" | "counters">,
  policies: Retry.Policies | undefined
) => {
  /** Whether the question reaches its device as things are, without selecting another address first. */
  const isSelected = ({ _tag }: Question.Question<unknown, Question.Reach>, options?: AskOptions): boolean =>
    _tag === "AdapterQuestion" || options?.address === undefined || options.address === selectedAddress()

  /** Puts a request between those transmissions and what comes next, where there was none. */
  const between = (
    apartFrom: ReadonlyArray<Transmission.Sent>,
    isWanted: () => boolean
  ): Effect.Effect<void, Errors.LinkError> =>
    Effect.suspend(() =>
      apartFrom.some(({ ordinal }) => ordinal === counters().transmissions)
        ? attempts(Question.softwareVersion, { retry: Retry.times(0), isWanted }).pipe(
            Effect.asVoid,
            Effect.catchReason("DeviceError", "NoReply", () => Effect.void)
          )
        : Effect.void
    )

  const put = <A>(
    question: Question.Question<A, Question.Reach>,
    options: AskOptions | undefined,
    isWanted: () => boolean
  ): Effect.Effect<Answer<A>, Errors.LinkError> => {
    const own = options?.retry
    const retry = Retry.of(Question.traits(question), own === undefined ? policies : { read: own, set: own })
    const apartFrom = options?.apartFrom ?? []
    const avoid = apartFrom.flatMap(({ letter }) => letter ?? [])
    const asking = Effect.andThen(
      between(apartFrom, isWanted),
      Effect.suspend(() =>
        attempts(question, {
          retry,
          isWanted,
          avoid,
          onSent: options?.onSent,
          mayBeAbsent: options?.mayBeAbsent ?? false
        })
      )
    )
    return isSelected(question, options)
      ? asking
      : Effect.andThen(
          Effect.flatMap(Addressed.to(options!.address!), (address) =>
            attempts(Question.selectAddress(address), { retry: policies?.set ?? Retry.set, isWanted })
          ),
          asking
        )
  }

  return { put, isSelected }
}
