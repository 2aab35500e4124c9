/**
 * Transmissions over one open port: a request goes out once, and the reply that is recognised comes back.
 *
 * One fiber reads the port and hands each frame to whoever waits for it; onlookers get all frames through a sliding
 * buffer of their own. Whose turn it is, and what is sent again, is the affair of `Exchange.ts`.
 * Reference: protocol.md 1.5, 4.1, 4.6; decisions.md 5.
 */
import { type Deframer, Frames, Hex, WinmonEnvelope } from "@vebus/codec"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as PubSub from "effect/PubSub"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Delay from "./Delay.ts"
import * as Errors from "./Errors.ts"
import { type Incoming, pump, type Received } from "./FrameStream.ts"
import * as Letters from "./Letters.ts"
import * as Matching from "./Matching.ts"
import * as Metrics from "./Metrics.ts"
import * as Monotonic from "./Monotonic.ts"
import { type Change, never, type Question, traits, type WinmonQuestion } from "./Question.ts"
import type { Duplex } from "./Transport.ts"

/** An answer, and when its last byte arrived: monotonic milliseconds, and by the wall clock. */
export interface Answer<A> {
  readonly value: A
  readonly at: number
  readonly time: number
}

/** Where a transmission went: its letter, where it has one, and its number among all of the port, from 1. */
export interface Sent {
  readonly letter: WinmonEnvelope.Letter | null
  readonly ordinal: number
}

/** How one transmission is made. */
export interface TransmitOptions {
  /** Letters that it must not use. */
  readonly avoid?: ReadonlyArray<WinmonEnvelope.Letter>
  /** Hears where it went. */
  readonly onSent?: ((sent: Sent) => void) | undefined
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

/** An open port that is being read. */
export interface Transmission {
  /** Everything that comes in, for any number of onlookers; a slow one loses the oldest. */
  readonly incoming: Stream.Stream<Incoming>
  /** What went over the line so far. */
  readonly counters: () => Counters
  /** When the last byte came in, or the port was opened; monotonic milliseconds. */
  readonly lastByteAt: () => number
  /** The address that the adapter acknowledged last; `null` while that is uncertain. */
  readonly selectedAddress: () => number | null
  /** How much longer than over a cable the line takes; who sets the link right tells what was seen. */
  readonly delay: Delay.Delay
  /** Sends a question once. Fails with `NoReply` when nothing that answers it comes in time. */
  readonly transmit: <A>(
    question: Question<A, Change>,
    options?: TransmitOptions
  ) => Effect.Effect<Answer<A>, Errors.LinkError>
  /** Fails when the port is gone. */
  readonly lost: Effect.Effect<never, Errors.TransportError>
}

/** What transmissions need besides the port. */
export interface Options {
  /** The port, for messages. */
  readonly url: string
  /** How fast the line is each way, if that is certain. */
  readonly bytesPerSecond: number | null
  /** Whether several requests may be on their way at once. */
  readonly overlapping: boolean
  /** Hears of everything that comes in, before anybody else. */
  readonly onIncoming: ((incoming: Incoming) => void) | undefined
}

/** How many frames an onlooker may lag behind. */
const ONLOOKER_BUFFER = 256
const SAMPLE_BYTES = 12
const MILLIS_PER_SECOND = 1000

/** Somebody who waits for a reply. */
interface Waiter {
  /** Says whether the frame was for them. */
  readonly offer: (received: Received) => boolean
  /** No reply can come any more. */
  readonly end: (exit: Exit.Exit<never, Errors.TransportError>) => void
}

/** A little less than so many bytes take on the line: clocks and drivers are not exact. */
const shortestMillis = (bytes: number, bytesPerSecond: number | null): number =>
  bytesPerSecond === null ? 0 : (0.9 * bytes * MILLIS_PER_SECOND) / bytesPerSecond

/** Starts reading the port. The scope ends everything. */
export const make = (
  duplex: Duplex,
  { url, bytesPerSecond, overlapping, onIncoming }: Options
): Effect.Effect<Transmission, never, Scope.Scope> =>
  Effect.gen(function* () {
    const scope = yield* Effect.scope
    const onlookers = yield* PubSub.sliding<Incoming>(ONLOOKER_BUFFER)
    const gone = yield* Deferred.make<never, Errors.TransportError>()
    const letters = Letters.make()
    const delay = Delay.make()
    const waiters = new Set<Waiter>()
    const counters = { bytes: 0, frames: 0, discarded: 0, late: 0, transmissions: 0, discardedSample: "" }

    /** How the port ended. */
    let ended: Exit.Exit<never, Errors.TransportError> | undefined
    let lastByteAt = yield* Monotonic.millis
    let selectedAddress: number | null = null
    /** The address asked for last: what the adapter says of another one is late, and leaves both uncertain. */
    let addressAsked: number | null = null
    const context = yield* Effect.context<never>()
    const count = (counter: Metric.Metric<number, unknown>, by = 1): void => counter.updateUnsafe(by, context)

    const discard = ({ buffer, start, end, reason }: Deframer.DiscardedEvent): void => {
      counters.discarded += end - start
      count(Metrics.skipped, end - start)
      count(Metrics.rejection(reason))
      if (counters.discardedSample !== "") return
      counters.discardedSample = Hex.toHex(buffer.subarray(start, start + SAMPLE_BYTES))
    }

    const countLate = (): void => {
      counters.late++
      count(Metrics.late)
    }

    const deliver = (received: Received): void => {
      const { reply } = received
      counters.frames++
      count(Metrics.frames(reply))
      if (reply._tag === "AddressReply" && reply.action === "set") {
        selectedAddress = reply.address === addressAsked ? addressAsked : null
      }
      for (const waiter of waiters) if (waiter.offer(received)) return
      // Nobody gets this one unasked either.
      if (reply._tag === "AddressReply") countLate()
      if (reply._tag !== "WinmonReply") return
      const sentAt = letters.claimLate(reply.letter)
      if (sentAt === null) return
      delay.late(received.at - sentAt)
      countLate()
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
      Effect.andThen(Effect.fail(Errors.lost(url, "the other side closed it"))),
      Effect.onExit((exit) =>
        Effect.sync(() => {
          ended = exit
          for (const waiter of waiters) waiter.end(exit)
          Deferred.doneUnsafe(gone, exit)
        })
      ),
      Effect.ignore,
      Effect.forkIn(scope)
    )

    const write = (bytes: Uint8Array) =>
      Effect.suspend(() => {
        counters.transmissions++
        count(Metrics.tx, bytes.length)
        return duplex.write(bytes)
      })

    /** Sends a request and waits for what `listen` recognises, for as long as its reply may take. */
    const sendAndWait = <A>(
      name: string,
      request: Frames.Request,
      waitedMillis: number,
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
              overlapping &&
              reply._tag === "WinmonReply" &&
              at - sentAt < shortestMillis(bytes.length + size, bytesPerSecond)
            if (isTooSoon) return false
            const outcome = listen(reply)
            if (outcome !== undefined && reply._tag === "WinmonReply") delay.inTime(at - sentAt)
            if (outcome?._tag === "Answered") {
              Deferred.doneUnsafe(answer, Exit.succeed({ value: outcome.value, at, time }))
              count(Metrics.duration, (at - sentAt) / MILLIS_PER_SECOND)
            }
            if (outcome?._tag === "Failed")
              Deferred.doneUnsafe(answer, Exit.fail(Errors.device(outcome.reason)))
            return outcome !== undefined
          },
          end: (exit) => void Deferred.doneUnsafe(answer, exit)
        }
        waiters.add(waiter)
        // Until the adapter says which address it took, no winmon request can be sure whom it reaches.
        if (request._tag === "AddressRequest") {
          selectedAddress = null
          addressAsked = request.address
        }
        // A driver whose port is gone may never finish a write: the answer ends that too.
        return Effect.raceFirst(
          Deferred.await(answer),
          Effect.gen(function* () {
            yield* write(bytes)
            yield* Effect.sleep(waitedMillis)
            const reason = new Errors.NoReply({ request: name, waitedMillis, transmissions: 1 })
            return yield* Errors.device(reason)
          })
        ).pipe(Effect.ensuring(Effect.sync(() => waiters.delete(waiter))))
      })

    /** Sends a request that is never answered. */
    const sendOnly = (request: Frames.Request): Effect.Effect<Answer<undefined>, Errors.LinkError> =>
      Effect.gen(function* () {
        yield* Effect.raceFirst(Deferred.await(gone), write(Frames.toWire(request)))
        return { value: undefined, at: yield* Monotonic.millis, time: yield* Clock.currentTimeMillis }
      })

    /** Sends what is never answered, and where it may be refused listens for that: silence is as good as it gets. */
    const unanswered = (
      question: Question<unknown, Change>
    ): Effect.Effect<Answer<undefined>, Errors.LinkError> => {
      if (question._tag === "AdapterQuestion") return sendOnly(question.request)
      const request = WinmonEnvelope.request(Letters.UNANSWERED, question.command)
      if (question.refusalMillis === undefined) return sendOnly(request)
      const listen = Matching.forWinmon({ ...question, pick: () => never }, Letters.UNANSWERED)
      return sendAndWait(question.name, request, question.refusalMillis, listen).pipe(
        Effect.catchReason("DeviceError", "NoReply", () =>
          Effect.gen(function* () {
            return { value: undefined, at: yield* Monotonic.millis, time: yield* Clock.currentTimeMillis }
          })
        )
      )
    }

    /** A letter for the next winmon request, once one is free. */
    const takeLetter = (
      avoid: ReadonlyArray<WinmonEnvelope.Letter>
    ): Effect.Effect<WinmonEnvelope.Letter, Errors.TransportError> =>
      Effect.flatMap(Monotonic.millis, (now) => {
        const taken = letters.take(now, avoid)
        return typeof taken === "number"
          ? Effect.andThen(Effect.raceFirst(Deferred.await(gone), Effect.sleep(taken)), takeLetter(avoid))
          : Effect.succeed(taken)
      })

    /** Gives a letter back, or sets it aside when its reply may still come. */
    const returnLetter = (
      letter: WinmonEnvelope.Letter,
      sentAt: number,
      exit: Exit.Exit<unknown, Errors.LinkError>
    ) =>
      Effect.map(Monotonic.millis, (now) =>
        Option.exists(Exit.findErrorOption(exit), Errors.isNoReply)
          ? letters.setAside(letter, now, sentAt, delay.millis())
          : letters.release(letter)
      )

    /** Sends a winmon command under a letter of its own, and takes what comes under it. */
    const sendUnderLetter = <A>(
      question: WinmonQuestion<A, Change>,
      waitedMillis: number,
      { avoid = [], onSent }: TransmitOptions
    ): Effect.Effect<Answer<A>, Errors.LinkError> =>
      Effect.flatMap(Effect.zip(takeLetter(avoid), Monotonic.millis), ([letter, sentAt]) =>
        Effect.suspend(() => {
          onSent?.({ letter, ordinal: counters.transmissions + 1 })
          return sendAndWait(
            question.name,
            WinmonEnvelope.request(letter, question.command),
            waitedMillis,
            Matching.forWinmon(question, letter)
          )
        }).pipe(Effect.onExit((exit) => returnLetter(letter, sentAt, exit)))
      )

    const transmit: Transmission["transmit"] = <A>(
      question: Question<A, Change>,
      options: TransmitOptions = {}
    ) => {
      const traitsOf = traits(question)
      const timeoutMillis = traitsOf.timeoutMillis === null ? null : traitsOf.timeoutMillis + delay.millis()
      const isWinmon = question._tag === "WinmonQuestion"
      const once =
        timeoutMillis === null
          ? (unanswered(question) as Effect.Effect<Answer<A & undefined>, Errors.LinkError>)
          : isWinmon
            ? sendUnderLetter(question, timeoutMillis, options)
            : sendAndWait(question.name, question.request, timeoutMillis, Matching.forAdapter(question))
      // First whether the port is gone: a request that waited for its turn must not be sent into the void.
      return Effect.suspend(() => ended ?? once)
    }

    return {
      incoming: Stream.fromPubSub(onlookers),
      counters: () => ({ ...counters }),
      lastByteAt: () => lastByteAt,
      selectedAddress: () => selectedAddress,
      delay,
      transmit,
      lost: Deferred.await(gone)
    }
  })
