/**
 * Transmissions over one open port: a request goes out once, and the reply that is recognised comes back.
 *
 *     Reception   reads the port, and offers frames to those who wait
 *     Sending     sends a request, and waits for its reply
 *     Letters     lends each winmon request its letter
 *     Selection   knows which unit the adapter has selected
 *     Delay       makes time-outs longer on a slow line
 *
 * Whose turn it is, and what is sent again, is the affair of `Exchange.ts`.
 * Reference: protocol.md 1.5, 4.1, 4.6; decisions.md 5.
 */
import { WinmonEnvelope } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Delay from "./Delay.ts"
import * as Errors from "../Errors.ts"
import type { Incoming, Received } from "./FrameStream.ts"
import * as Letters from "./Letters.ts"
import * as Reception from "./Reception.ts"
import * as Selection from "./Selection.ts"
import * as Sending from "./Sending.ts"
import * as Matching from "./Matching.ts"
import * as Metrics from "./Metrics.ts"
import * as Monotonic from "../Monotonic.ts"
import { type Reach, never, type Question, traits, type WinmonQuestion } from "./Question.ts"
import type { Duplex } from "../transports/Transport.ts"

export type { Answer } from "./Sending.ts"

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

/** The traffic of the port since it was opened. */
export interface Counters extends Reception.Counters {
  /** Replies that came after their request had timed out. */
  readonly late: number
  readonly transmissions: number
}

/** An open port that is being read. */
export interface Transmission extends Pick<Reception.Reception, "lastByteAt" | "lost"> {
  /** The traffic of the line so far. */
  readonly counters: () => Counters
  /** The address that the adapter acknowledged last; `null` while that is uncertain. */
  readonly selectedAddress: () => number | null
  /** How much longer than over a cable the line takes; who sets the link right tells what was seen. */
  readonly delay: Delay.Delay
  /** Sends a question once. Fails with `NoReply` when nothing that answers it comes in time. */
  readonly transmit: <A>(
    question: Question<A, Reach>,
    options?: TransmitOptions
  ) => Effect.Effect<Sending.Answer<A>, Errors.LinkError>
}

/** Options of transmissions besides the port. */
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

/** Starts reading the port. The scope ends everything. */
export const make = Effect.fn("Transmission.make")(function* (
  duplex: Duplex,
  { url, bytesPerSecond, overlapping, onIncoming }: Options
): Effect.fn.Return<Transmission, never, Scope.Scope> {
  const letters = Letters.make()
  const delay = Delay.make()
  const selection = Selection.make()
  const context = yield* Effect.context<never>()
  let late = 0

  const countLate = (): void => {
    late++
    Metrics.late.updateUnsafe(1, context)
  }

  /** A frame that nobody waited for may be the late reply of a request that timed out. */
  const onUnclaimed = ({ reply, at }: Received): void => {
    // Nobody gets this one unasked either.
    if (reply._tag === "AddressReply") countLate()
    if (reply._tag !== "WinmonReply") return
    const sentAt = letters.claimLate(reply.letter, at)
    if (sentAt === null) return
    delay.late(at - sentAt)
    countLate()
  }

  const reception = yield* Reception.make(duplex, {
    url,
    onIncoming,
    onReceived: ({ reply }) => selection.heard(reply),
    onUnclaimed
  })
  const sending = yield* Sending.make(duplex, { reception, selection, delay, bytesPerSecond, overlapping })
  const underLetter = letterSending(letters, reception, sending, delay)

  const transmit: Transmission["transmit"] = <A>(
    question: Question<A, Reach>,
    options: TransmitOptions = {}
  ) => {
    const traitsOf = traits(question)
    const timeoutMillis = traitsOf.timeoutMillis === null ? null : traitsOf.timeoutMillis + delay.millis()
    const once =
      timeoutMillis === null
        ? (unanswered(sending, question) as Effect.Effect<Sending.Answer<A & undefined>, Errors.LinkError>)
        : question._tag === "WinmonQuestion"
          ? underLetter(question, timeoutMillis, options)
          : sending.andWait(question.name, question.request, timeoutMillis, Matching.forAdapter(question))
    // First whether the port is gone: a request that waited for its turn must not be sent into the void.
    return Effect.suspend(() => reception.ended() ?? once)
  }

  return {
    counters: () => ({ ...reception.counters(), late, transmissions: sending.transmissions() }),
    lastByteAt: reception.lastByteAt,
    selectedAddress: selection.address,
    delay,
    transmit,
    lost: reception.lost
  }
})

/** Sends what is never answered, and where it may be refused listens for that: silence is as good as it gets. */
const unanswered = (
  sending: Sending.Sending,
  question: Question<unknown, Reach>
): Effect.Effect<Sending.Answer<undefined>, Errors.LinkError> => {
  if (question._tag === "AdapterQuestion") return sending.only(question.name, question.request)
  const request = WinmonEnvelope.request(Letters.UNANSWERED, question.command)
  if (question.refusalMillis === undefined) return sending.only(question.name, request)
  const listen = Matching.forWinmon({ ...question, pick: () => never }, Letters.UNANSWERED)
  return sending
    .andWait(question.name, request, question.refusalMillis, listen)
    .pipe(Effect.catchReason("DeviceError", "NoReply", () => Sending.silence))
}

/** Sends winmon commands, each under a letter of its own, and takes what comes under it. */
const letterSending = (
  letters: Letters.Letters,
  reception: Reception.Reception,
  sending: Sending.Sending,
  delay: Delay.Delay
) => {
  /** A letter for the next request, once one is free. */
  const take = (
    avoid: ReadonlyArray<WinmonEnvelope.Letter>
  ): Effect.Effect<WinmonEnvelope.Letter, Errors.TransportError> =>
    Effect.flatMap(Monotonic.millis, (now) => {
      const taken = letters.take(now, avoid)
      return typeof taken === "number"
        ? Effect.andThen(Effect.raceFirst(reception.lost, Effect.sleep(taken)), take(avoid))
        : Effect.succeed(taken)
    })

  /** Gives a letter back, or sets it aside when its reply may still come. */
  const giveBack = (
    letter: WinmonEnvelope.Letter,
    sentAt: number,
    exit: Exit.Exit<unknown, Errors.LinkError>
  ) =>
    Effect.map(Monotonic.millis, (now) =>
      Option.exists(Exit.findErrorOption(exit), Errors.isNoReply)
        ? letters.setAside(letter, now, sentAt, delay.millis())
        : letters.release(letter, now)
    )

  return <A>(
    question: WinmonQuestion<A, Reach>,
    waitedMillis: number,
    { avoid = [], onSent }: TransmitOptions
  ): Effect.Effect<Sending.Answer<A>, Errors.LinkError> =>
    Effect.flatMap(Effect.zip(take(avoid), Monotonic.millis), ([letter, sentAt]) =>
      Effect.suspend(() => {
        onSent?.({ letter, ordinal: sending.transmissions() + 1 })
        return sending.andWait(
          question.name,
          WinmonEnvelope.request(letter, question.command),
          waitedMillis,
          Matching.forWinmon(question, letter)
        )
      }).pipe(Effect.onExit((exit) => giveBack(letter, sentAt, exit)))
    )
}
