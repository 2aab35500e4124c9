/**
 * Exchanges over one open port: a request goes out, its reply comes back, and nothing else is taken for it.
 *
 * One fiber reads the port and hands each frame to whoever waits for it; onlookers get all frames through a sliding
 * buffer of their own. Each request runs in a fiber of the link: a caller that is interrupted goes at once, and its
 * request keeps its permits and its letter until the reply or the time-out. Requests are served first come, first
 * served (`gate`), one at a time unless a wider window is asked for; untagged requests and changes always run alone.
 * Reference: protocol.md 1.5, 4.6; decisions.md 5.
 */
import { type Deframer, Frames, Hex, Traits, Winmon, WinmonEnvelope } from "@vebus/codec"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as PubSub from "effect/PubSub"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import * as Errors from "./Errors.ts"
import { type Incoming, pump, type Received } from "./FrameStream.ts"
import * as Letters from "./Letters.ts"
import * as Matching from "./Matching.ts"
import * as Metrics from "./Metrics.ts"
import * as Monotonic from "./Monotonic.ts"
import type { Change, Question } from "./Question.ts"
import type { Duplex } from "./Transport.ts"

/** An answer, and when its last byte arrived: monotonic milliseconds, and by the wall clock. */
export interface Answer<A> {
  readonly value: A
  readonly at: number
  readonly time: number
}

/** What went over the port since it was opened. */
export interface Counters {
  readonly bytes: number
  readonly frames: number
  /** Bytes that formed no frame. */
  readonly discarded: number
  /** Replies that came after their request had timed out. */
  readonly late: number
  readonly transmissions: number
  /** The first bytes that formed no frame, as hex; empty when there were none. */
  readonly discardedSample: string
}

export interface AskOptions {
  /** How often to send the request again; what its class of protocol.md 4.6 allows unless said otherwise. */
  readonly repeats?: number
  /** Whether it is part of setting the link right, and so asks for no admission. */
  readonly urgent?: boolean
}

/** Whether a request may go out now, must wait for the link to be set right, or has no link to go over. */
export type Admission =
  | { readonly _tag: "Go" }
  | { readonly _tag: "Wait"; readonly until: Effect.Effect<void> }
  | { readonly _tag: "Fail"; readonly error: Errors.LinkError }

/** An open port, ready for questions. */
export interface Exchange {
  /** Everything that comes in, for any number of onlookers; a slow one loses the oldest. */
  readonly incoming: Stream.Stream<Incoming>
  readonly counters: () => Counters
  /** When the last byte came in, or the port was opened; monotonic milliseconds. */
  readonly lastByteAt: () => number
  /** Asks, and gives the answer or a typed failure. */
  readonly ask: <A, E extends Change>(
    question: Question<A, E>,
    options?: AskOptions
  ) => Effect.Effect<Answer<A>, Errors.LinkError>
  /** Fails when the port is gone. */
  readonly lost: Effect.Effect<never, Errors.TransportError>
}

export interface Options {
  /** The port, for messages. */
  readonly url: string
  /** How fast the line is each way, if that is certain. */
  readonly bytesPerSecond?: number | null
  /** How many winmon reads may be on their way at once; 1 unless asked for. */
  readonly window?: 1 | 2 | 3
  /** Is asked before each transmission of what is not urgent; everything may go out unless said otherwise. */
  readonly admit?: () => Admission
  /** Hears of everything that comes in, before anybody else. */
  readonly onIncoming?: (incoming: Incoming) => void
}

/** How often each class of requests may be sent again by itself (protocol.md 4.6). */
const repeatsOf = { read: 4, set: 2, write: 0, sequence: 0, "one-shot": 0 } as const

/** How many frames an onlooker may lag behind. */
const ONLOOKER_BUFFER = 256
const SAMPLE_BYTES = 12
const GO: Admission = { _tag: "Go" }
const MILLIS_PER_SECOND = 1000

/** Somebody who waits for a reply. `offer` says whether the frame was for them. */
interface Waiter {
  readonly offer: (received: Received) => boolean
}

const failed = (reason: Errors.DeviceReason) => new Errors.DeviceError({ reason })

const isNoReply = (error: Errors.LinkError): boolean =>
  error._tag === "DeviceError" && error.reason._tag === "NoReply"

/** A little less than so many bytes take on the line: clocks and drivers are not exact. */
const shortestMillis = (bytes: number, bytesPerSecond: number | null): number =>
  bytesPerSecond === null ? 0 : (0.9 * bytes * MILLIS_PER_SECOND) / bytesPerSecond

/** Starts reading the port. The scope ends everything. */
export const make = (
  duplex: Duplex,
  { url, bytesPerSecond = null, window: width = 1, admit = () => GO, onIncoming }: Options
): Effect.Effect<Exchange, never, Scope.Scope> =>
  Effect.gen(function* () {
    const scope = yield* Effect.scope
    const onlookers = yield* PubSub.sliding<Incoming>(ONLOOKER_BUFFER)
    const gate = yield* Semaphore.make(1)
    const window = yield* Semaphore.make(width)
    const lost = (cause: string) =>
      new Errors.TransportError({ reason: new Errors.Lost({ port: url, cause }) })
    const closed = lost("the link was closed")
    const gone = yield* Deferred.make<never, Errors.TransportError>()
    const letters = Letters.make()
    const waiters = new Set<Waiter>()
    const counters = { bytes: 0, frames: 0, discarded: 0, late: 0, transmissions: 0, discardedSample: "" }

    let lastByteAt = yield* Monotonic.millis
    const context = yield* Effect.context<never>()
    const count = (counter: Metric.Metric<number, unknown>, by = 1): void => counter.updateUnsafe(by, context)

    const discard = ({ buffer, start, end, reason }: Deframer.DiscardedEvent): void => {
      counters.discarded += end - start
      count(Metrics.skipped, end - start)
      count(Metrics.rejection(reason))
      if (counters.discardedSample !== "") return
      counters.discardedSample = Hex.toHex(buffer.subarray(start, start + SAMPLE_BYTES))
    }

    const deliver = (received: Received): void => {
      counters.frames++
      count(Metrics.frames(received.reply))
      for (const waiter of waiters) if (waiter.offer(received)) return
      const { reply } = received
      if (reply._tag !== "WinmonReply" || !letters.claimLate(reply.letter)) return
      counters.late++
      count(Metrics.late)
    }

    yield* pump(duplex, {
      onBytes: (bytes, at) => {
        counters.bytes += bytes
        lastByteAt = at
        count(Metrics.rx, bytes)
      },
      onIncoming: (incoming) => {
        onIncoming?.(incoming)
        PubSub.publishUnsafe(onlookers, incoming)
        if (incoming._tag === "Discarded") discard(incoming)
        else deliver(incoming)
      }
    }).pipe(
      Effect.andThen(Effect.fail(lost("the other side closed it"))),
      Effect.onExit((exit) => Deferred.done(gone, exit)),
      Effect.ignore,
      Effect.forkIn(scope)
    )

    /** Sends a request and waits for what `listen` recognises, for as long as its reply may take. */
    const sendAndWait = <A>(
      name: string,
      request: Frames.Request,
      listen: Matching.Listen<A>
    ): Effect.Effect<Answer<A>, Errors.LinkError> =>
      Effect.flatMap(Monotonic.millis, (sentAt) => {
        const answer = Deferred.makeUnsafe<Answer<A>, Errors.LinkError>()
        const bytes = Frames.toWire(request)
        const waiter: Waiter = {
          offer: ({ reply, at, time, size }) => {
            // With several requests in flight a letter is in use again at once, and a doubled reply would answer the
            // next request. It comes before that could have been sent, let alone answered.
            const isTooSoon =
              width > 1 &&
              reply._tag === "WinmonReply" &&
              at - sentAt < shortestMillis(bytes.length + size, bytesPerSecond)
            if (isTooSoon) return false
            const outcome = listen(reply)
            if (outcome?._tag === "Answered") {
              Deferred.doneUnsafe(answer, Exit.succeed({ value: outcome.value, at, time }))
              count(Metrics.duration, (at - sentAt) / MILLIS_PER_SECOND)
            }
            if (outcome?._tag === "Failed") Deferred.doneUnsafe(answer, Exit.fail(failed(outcome.reason)))
            return outcome !== undefined
          }
        }
        const waitedMillis = Frames.traits(request).timeoutMillis ?? Traits.TIMEOUT_MILLIS
        waiters.add(waiter)
        counters.transmissions++
        count(Metrics.tx, bytes.length)
        // First whether the port is gone: a request that waited for its turn must not be sent into the void.
        return Effect.raceFirst(
          Deferred.await(gone),
          Effect.andThen(
            duplex.write(bytes),
            Effect.timeoutOrElse(Deferred.await(answer), {
              duration: waitedMillis,
              orElse: () =>
                Effect.fail(failed(new Errors.NoReply({ request: name, waitedMillis, transmissions: 1 })))
            })
          )
        ).pipe(Effect.ensuring(Effect.sync(() => waiters.delete(waiter))))
      })

    /** A letter for the next winmon request, once one is free. */
    const takeLetter: Effect.Effect<WinmonEnvelope.Letter> = Effect.flatMap(Monotonic.millis, (now) => {
      const taken = letters.take(now)
      return typeof taken === "number"
        ? Effect.andThen(Effect.sleep(taken), takeLetter)
        : Effect.succeed(taken)
    })

    /** Gives a letter back, or sets it aside when its reply may still come. */
    const returnLetter = (letter: WinmonEnvelope.Letter, exit: Exit.Exit<unknown, Errors.LinkError>) =>
      Effect.map(Monotonic.millis, (now) =>
        Option.exists(Exit.findErrorOption(exit), isNoReply)
          ? letters.setAside(letter, now)
          : letters.release(letter)
      )

    /** One transmission of a question. */
    const transmit = <A>(question: Question<A, Change>): Effect.Effect<Answer<A>, Errors.LinkError> =>
      question._tag === "AdapterQuestion"
        ? sendAndWait(question.name, question.request, Matching.forAdapter(question))
        : Effect.flatMap(takeLetter, (letter) =>
            sendAndWait(
              question.name,
              WinmonEnvelope.request(letter, question.command),
              Matching.forWinmon(question, letter)
            ).pipe(Effect.onExit((exit) => returnLetter(letter, exit)))
          )

    /** All transmissions of a question, while somebody still wants the answer. */
    const transmitAll = <A>(
      question: Question<A, Change>,
      repeats: number,
      isWanted: () => boolean
    ): Effect.Effect<Answer<A>, Errors.LinkError> => {
      let transmissions = 0
      const command = Metrics.commandOf(question)
      const tally = (outcome: string): void => {
        count(Metric.withAttributes(Metrics.requests, { command, outcome }))
        if (transmissions > 1) count(Metric.withAttributes(Metrics.retries, { command }), transmissions - 1)
      }
      return Effect.suspend(() => {
        transmissions++
        return transmit(question)
      }).pipe(
        Effect.retry({
          schedule: Schedule.recurs(repeats),
          while: (error) => isWanted() && isNoReply(error)
        }),
        Effect.catchReason("DeviceError", "NoReply", ({ request, waitedMillis }) =>
          Effect.fail(failed(new Errors.NoReply({ request, waitedMillis, transmissions })))
        ),
        Effect.tap(() => Effect.sync(() => tally(isWanted() ? "ok" : "cancelled"))),
        Effect.tapError((error) =>
          Effect.sync(() => tally(isWanted() ? Metrics.outcomeOf(error) : "cancelled"))
        ),
        Effect.withSpan("vebus.request", { attributes: { command } })
      )
    }

    /** Runs alone or within the window, in the order of asking. */
    const inTurn = <A, E>(permits: number, effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
      Effect.andThen(
        // The gate is held while waiting for permits: else small requests would overtake one that wants them all.
        gate.withPermit(window.take(permits)),
        Effect.ensuring(effect, window.release(permits))
      )

    const ask: Exchange["ask"] = <A, E extends Change>(question: Question<A, E>, options?: AskOptions) =>
      Effect.suspend(() => {
        const isRead = question._tag === "WinmonQuestion" && question.effect === "read"
        const { retry } =
          question._tag === "AdapterQuestion"
            ? Frames.traits(question.request)
            : Winmon.traits(question.command)
        const repeats = options?.repeats ?? repeatsOf[retry]
        const admission = options?.urgent === true ? () => GO : admit
        const result = Deferred.makeUnsafe<Answer<A>, Errors.LinkError>()
        let isWanted = true
        const isAdmitted = (): boolean => isWanted && admission()._tag === "Go"

        /** Its turn has come: the answer, or `none` when it must queue again, once the link is set right. */
        const turn = Effect.suspend((): Effect.Effect<Option.Option<Answer<A>>, Errors.LinkError> => {
          if (!isWanted) return Effect.interrupt
          const admitted = admission()
          if (admitted._tag === "Fail") return Effect.fail(admitted.error)
          if (admitted._tag === "Wait") return Effect.succeedNone
          return transmitAll(question, repeats, isAdmitted).pipe(
            Effect.asSome,
            // What got no reply while the link was in trouble has not had its chances yet.
            Effect.catchIf(
              (error) => isNoReply(error) && isWanted && admission()._tag === "Wait",
              () => Effect.succeedNone
            )
          )
        })
        const turns: Effect.Effect<Answer<A>, Errors.LinkError> = Effect.suspend(() => {
          const admitted = admission()
          return Effect.andThen(
            admitted._tag === "Wait" ? admitted.until : Effect.void,
            Effect.flatMap(inTurn(isRead ? 1 : width, turn), (answer) =>
              Option.isSome(answer) ? Effect.succeed(answer.value) : turns
            )
          )
        })
        return turns.pipe(
          // The end of the link interrupts its fibers, but must not interrupt those who wait for an answer.
          Effect.onExit((exit) => Deferred.done(result, Exit.hasInterrupts(exit) ? Exit.fail(closed) : exit)),
          Effect.exit,
          Effect.forkIn(scope),
          Effect.andThen(Deferred.await(result)),
          Effect.onInterrupt(() => Effect.sync(() => (isWanted = false)))
        )
      })

    return {
      incoming: Stream.fromPubSub(onlookers),
      counters: () => ({ ...counters }),
      lastByteAt: () => lastByteAt,
      ask,
      lost: Deferred.await(gone)
    }
  })
