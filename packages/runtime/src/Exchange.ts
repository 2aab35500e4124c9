/**
 * Exchanges over one open port: a request goes out, its reply comes back, and nothing else is taken for it.
 *
 * One fiber reads the port and hands each frame to whoever waits for it; onlookers get all frames through a sliding
 * buffer of their own. Each request runs in a fiber of the link: a caller that is interrupted goes at once, and its
 * request keeps its permits and its letter until the reply or the time-out. Requests are served first come, first
 * served (`gate`), one at a time unless a wider window is asked for; untagged requests and changes always run alone.
 * Reference: protocol.md 1.5, 4.6; decisions.md 5.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Latch from "effect/Latch"
import type * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Errors from "./Errors.ts"
import type { Incoming } from "./FrameStream.ts"
import * as Metrics from "./Metrics.ts"
import * as Question from "./Question.ts"
import * as Transmission from "./Transmission.ts"
import type { Duplex } from "./Transport.ts"

export type { Answer, Counters, Sent } from "./Transmission.ts"

/** How one question is asked: of whom, how often, and in which order with others. */
export interface AskOptions {
  /** How often to send the request again; what its class of protocol.md 4.6 allows unless said otherwise. */
  readonly repeats?: number
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
  /** Hears of each transmission where it went; the last one was answered. Winmon questions only. */
  readonly onSent?: (sent: Transmission.Sent) => void
}

/** Whether a request may go out now, must wait for the link to be set right, or has no link to go over. */
export type Admission =
  | { readonly _tag: "Go" }
  | { readonly _tag: "Wait"; readonly until: Effect.Effect<void> }
  | { readonly _tag: "Fail"; readonly error: Errors.LinkError }

/** Asks, and gives the answer or a typed failure. */
export type Ask<C extends Question.Change = Question.Change> = <A, E extends C>(
  question: Question.Question<A, E>,
  options?: AskOptions
) => Effect.Effect<Transmission.Answer<A>, Errors.LinkError>

/**
 * Runs several questions as one piece, with nothing in between: those that `use` asks with the function that it is
 * given. A change goes before polling. When the adapter restarts in the middle, the next question of the sequence fails
 * with `Restarted`.
 */
export type Sequence<C extends Question.Change = Question.Change> = <A, E, R>(
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
  /** Is asked before each transmission of what is not urgent; everything may go out unless said otherwise. */
  readonly admit?: () => Admission
  /** Hears of everything that comes in, before anybody else. */
  readonly onIncoming?: (incoming: Incoming) => void
}

/** How often each class of requests may be sent again by itself (protocol.md 4.6). */
const repeatsOf = { read: 4, set: 2, write: 0, sequence: 0, "one-shot": 0 } as const
/** How often what changes nothing is asked again after a damaged reply, also where silence would be believed at once. */
const DAMAGED_REPEATS = 2
/** How often selecting an address may be sent again (protocol.md 6.1). */
const SELECT_REPEATS = 2

const GO: Admission = { _tag: "Go" }

/** How somebody queues. */
interface Turn {
  readonly admission: () => Admission
  /** Whether anybody still waits for what comes of it. */
  readonly isWanted: () => boolean
  readonly isPolling: boolean
  /** How many permits it takes, as things are; changes go before polling. */
  readonly takes: () => { readonly permits: number; readonly isChange: boolean }
}

/** Starts reading the port. The scope ends everything. */
export const make = (
  duplex: Duplex,
  { url, bytesPerSecond = null, window: width = 1, admit = () => GO, onIncoming }: Options
): Effect.Effect<Exchange, never, Scope.Scope> =>
  Effect.gen(function* () {
    const scope = yield* Effect.scope
    const gate = yield* Semaphore.make(1)
    const window = yield* Semaphore.make(width)
    /** Closed while a change waits for its turn: polling waits behind it. */
    const noChangeWaits = yield* Latch.make(true)
    let changesWaiting = 0
    const context = yield* Effect.context<never>()
    const closed = Errors.lost(url, "the link was closed")
    const { transmit, ...port } = yield* Transmission.make(duplex, {
      url,
      bytesPerSecond,
      overlapping: width > 1,
      onIncoming
    })
    const count = (counter: Metric.Metric<number, unknown>, by = 1): void => counter.updateUnsafe(by, context)

    const noReply = (request: string, waitedMillis: number, transmissions: number): Errors.NoReply => {
      const { late } = port.counters()
      return new Errors.NoReply({ request, waitedMillis, transmissions, ...(late === 0 ? {} : { late }) })
    }

    /** All transmissions of a question, while somebody still wants the answer. */
    const transmitAll = <A>(
      question: Question.Question<A, Question.Change>,
      repeats: number,
      isWanted: () => boolean,
      options?: Transmission.TransmitOptions
    ): Effect.Effect<Transmission.Answer<A>, Errors.LinkError> => {
      let transmissions = 0
      const damagedRepeats = question.effect === "write" ? 0 : DAMAGED_REPEATS
      const command = Metrics.commandOf(question)
      const tally = (outcome: string): void => {
        count(Metrics.requestsOf(command, outcome))
        if (transmissions > 1) count(Metrics.retriesOf(command), transmissions - 1)
      }
      const attempt: Effect.Effect<Transmission.Answer<A>, Errors.LinkError> = Effect.suspend(() => {
        transmissions++
        return transmit(question, options)
      }).pipe(
        Effect.catchReasons("DeviceError", {
          NoReply: ({ request, waitedMillis }) =>
            isWanted() && transmissions <= repeats
              ? attempt
              : Effect.fail(Errors.device(noReply(request, waitedMillis, transmissions))),
          // A byte lost and another doubled leave the sum good: asked again, as after silence.
          Malformed: (reason) =>
            isWanted() && transmissions <= Math.max(repeats, damagedRepeats)
              ? attempt
              : Effect.fail(Errors.device(reason))
        })
      )
      return attempt.pipe(
        Effect.tap(() => Effect.sync(() => tally(isWanted() ? "ok" : "cancelled"))),
        Effect.tapError((error) =>
          Effect.sync(() => tally(isWanted() ? Metrics.outcomeOf(error) : "cancelled"))
        ),
        // The place in our sources says nothing, and costs more than the rest of the span.
        Effect.withSpan("vebus.request", { attributes: { command } }, { captureStackTrace: false })
      )
    }

    /** Whether the question reaches its device as things are, without selecting another address first. */
    const isSelected = (
      { _tag }: Question.Question<unknown, Question.Change>,
      options?: AskOptions
    ): boolean =>
      _tag === "AdapterQuestion" ||
      options?.address === undefined ||
      options.address === port.selectedAddress()

    /** Puts a request between those transmissions and what comes next, where there was none. */
    const between = (
      apartFrom: ReadonlyArray<Transmission.Sent>,
      isWanted: () => boolean
    ): Effect.Effect<void, Errors.LinkError> =>
      Effect.suspend(() =>
        apartFrom.some(({ ordinal }) => ordinal === port.counters().transmissions)
          ? transmitAll(Question.softwareVersion, 0, isWanted).pipe(
              Effect.asVoid,
              Effect.catchReason("DeviceError", "NoReply", () => Effect.void)
            )
          : Effect.void
      )

    /** A question in its turn: the address it is for, then the question. */
    const put = <A>(
      question: Question.Question<A, Question.Change>,
      options: AskOptions | undefined,
      isWanted: () => boolean
    ): Effect.Effect<Transmission.Answer<A>, Errors.LinkError> => {
      const repeats = options?.repeats ?? repeatsOf[Question.traits(question).retry]
      const apartFrom = options?.apartFrom ?? []
      const how = { avoid: apartFrom.flatMap(({ letter }) => letter ?? []), onSent: options?.onSent }
      const asking = Effect.andThen(
        between(apartFrom, isWanted),
        Effect.suspend(() => transmitAll(question, repeats, isWanted, how))
      )
      return isSelected(question, options)
        ? asking
        : Effect.andThen(
            transmitAll(Question.selectAddress(options!.address!), SELECT_REPEATS, isWanted),
            asking
          )
    }

    /** Takes permits, in the order of asking. The gate is held meanwhile: else small requests would overtake large ones. */
    const take = (permits: number) => gate.withPermit(window.take(permits))

    /** The same for a change, which polling does not overtake. */
    const takeForChange = (permits: number) =>
      Effect.suspend(() => {
        changesWaiting++
        noChangeWaits.closeUnsafe()
        return take(permits)
      }).pipe(
        Effect.ensuring(
          Effect.sync(() => {
            changesWaiting--
            if (changesWaiting === 0) noChangeWaits.openUnsafe()
          })
        )
      )

    /** The end of a fiber of the link. The end of the link itself interrupts its fibers, but not who waits for them. */
    const endOf = <A>(fiber: Fiber.Fiber<A, Errors.LinkError>): Effect.Effect<A, Errors.LinkError> =>
      Effect.flatMap(Fiber.await(fiber), (exit) => (Exit.hasInterrupts(exit) ? Effect.fail(closed) : exit))

    /** Runs an effect in a fiber of the link: a caller who is interrupted goes at once, and what is on its way ends. */
    const inLink = <A>(
      effect: Effect.Effect<A, Errors.LinkError>,
      onUnwanted: () => void
    ): Effect.Effect<A, Errors.LinkError> =>
      Effect.forkIn(effect, scope).pipe(
        Effect.flatMap(endOf),
        Effect.onInterrupt(() => Effect.sync(onUnwanted))
      )

    /** Waits until the link is there and the turn has come, then runs `use`, which gives `none` to queue again. */
    const inTurn = <A>(
      { admission, isWanted, isPolling, takes }: Turn,
      use: (permits: number) => Effect.Effect<Option.Option<A>, Errors.LinkError>
    ): Effect.Effect<A, Errors.LinkError> =>
      Effect.gen(function* () {
        while (true) {
          const admitted = admission()
          if (admitted._tag === "Wait") yield* admitted.until
          if (isPolling) yield* noChangeWaits.await
          const { permits, isChange } = takes()
          yield* isChange ? takeForChange(permits) : take(permits)
          const turn = Effect.suspend((): Effect.Effect<Option.Option<A>, Errors.LinkError> => {
            if (!isWanted()) return Effect.interrupt
            const now = admission()
            if (now._tag === "Fail") return Effect.fail(now.error)
            return now._tag === "Wait" ? Effect.succeedNone : use(permits)
          })
          const answer = yield* Effect.ensuring(turn, window.release(permits))
          if (Option.isSome(answer)) return answer.value
        }
      })

    const ask: Ask = <A, E extends Question.Change>(
      question: Question.Question<A, E>,
      options?: AskOptions
    ) =>
      Effect.suspend(() => {
        const isRead = question._tag === "WinmonQuestion" && question.effect === "read"
        const admission = options?.urgent === true ? () => GO : admit
        let isWanted = true
        const turns = inTurn(
          {
            admission,
            isWanted: () => isWanted,
            isPolling: options?.polling === true,
            takes: () => ({
              permits:
                isRead && options?.apartFrom === undefined && isSelected(question, options) ? 1 : width,
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
        return inLink(turns, () => (isWanted = false))
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
            return inLink(oneByOne.withPermit(asking), () => (isAwaited = false))
          })

        return Effect.acquireUseRelease(
          Effect.forkIn(turn, scope),
          (fiber) => Effect.andThen(Effect.raceFirst(begun.await, endOf(fiber)), use(askWithin)),
          () =>
            Effect.sync(() => {
              isWanted = false
              over.openUnsafe()
            })
        )
      })

    return { ...port, ask, sequence }
  })
