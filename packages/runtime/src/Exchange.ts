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
}

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
  /** How many winmon reads may be on their way at once; 1 unless asked for. */
  readonly window?: 1 | 2 | 3
  /** Hears of everything that comes in, before anybody else. */
  readonly onIncoming?: (incoming: Incoming) => void
}

/** How often each class of requests may be sent again by itself (protocol.md 4.6). */
const repeatsOf = { read: 4, set: 2, write: 0, sequence: 0, "one-shot": 0 } as const

/** How many frames an onlooker may lag behind. */
const ONLOOKER_BUFFER = 256
const SAMPLE_BYTES = 12

/** Somebody who waits for a reply. `offer` says whether the frame was for them. */
interface Waiter {
  readonly offer: (received: Received) => boolean
}

const failed = (reason: Errors.DeviceReason) => new Errors.DeviceError({ reason })

const isNoReply = (error: Errors.LinkError): boolean =>
  error._tag === "DeviceError" && error.reason._tag === "NoReply"

/** Starts reading the port. The scope ends everything. */
export const make = (
  duplex: Duplex,
  { url, window: width = 1, onIncoming }: Options
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

    const discard = ({ buffer, start, end }: Deframer.DiscardedEvent): void => {
      counters.discarded += end - start
      if (counters.discardedSample !== "") return
      counters.discardedSample = Hex.toHex(buffer.subarray(start, start + SAMPLE_BYTES))
    }

    const deliver = (received: Received): void => {
      counters.frames++
      for (const waiter of waiters) if (waiter.offer(received)) return
      const { reply } = received
      if (reply._tag === "WinmonReply" && letters.claimLate(reply.letter)) counters.late++
    }

    yield* pump(duplex, {
      onBytes: (count, at) => {
        counters.bytes += count
        lastByteAt = at
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
      Effect.suspend(() => {
        const answer = Deferred.makeUnsafe<Answer<A>, Errors.LinkError>()
        const waiter: Waiter = {
          offer: ({ reply, at, time }) => {
            const outcome = listen(reply)
            if (outcome?._tag === "Answered")
              Deferred.doneUnsafe(answer, Exit.succeed({ value: outcome.value, at, time }))
            if (outcome?._tag === "Failed") Deferred.doneUnsafe(answer, Exit.fail(failed(outcome.reason)))
            return outcome !== undefined
          }
        }
        const waitedMillis = Frames.traits(request).timeoutMillis ?? Traits.TIMEOUT_MILLIS
        waiters.add(waiter)
        counters.transmissions++
        // First whether the port is gone: a request that waited for its turn must not be sent into the void.
        return Effect.raceFirst(
          Deferred.await(gone),
          Effect.andThen(
            duplex.write(Frames.toWire(request)),
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
        )
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
        const result = Deferred.makeUnsafe<Answer<A>, Errors.LinkError>()
        let isWanted = true
        const job = Effect.suspend(() =>
          isWanted
            ? transmitAll(question, options?.repeats ?? repeatsOf[retry], () => isWanted)
            : Effect.interrupt
        )
        return inTurn(isRead ? 1 : width, job).pipe(
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
