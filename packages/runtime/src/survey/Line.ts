/**
 * The questions of a survey about the line itself: whether a version frame comes unasked and when, and how many requests may be
 * on their way at once.
 */
import { UnknownWinmon } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import type { Received } from "../link/FrameStream.ts"
import * as Retry from "../link/Retry.ts"
import * as Question from "../link/Question.ts"
import type { Session } from "../session/Session.ts"
import * as Patience from "./Patience.ts"

/** How long the line is left alone; from 3 seconds on the session itself asks whether the adapter is there. */
const QUIET_MILLIS = 2800
const LISTENINGS = 3

/** Frames that come while something goes on. */
const heardDuring = (
  session: Session,
  during: Effect.Effect<unknown>
): Effect.Effect<ReadonlyArray<Received>> =>
  Effect.gen(function* () {
    const frames: Array<Received> = []
    const listening = yield* Effect.forkChild(
      Stream.runForEach(session.incoming, (incoming) =>
        Effect.sync(() => {
          if (incoming._tag === "Received") frames.push(incoming)
        })
      )
    )
    // The onlooker is there before the question goes out.
    yield* Effect.sleep("20 millis")
    yield* during
    yield* Fiber.interrupt(listening)
    return frames
  })

/** The bytes that come while nothing is asked, behind one answer. */
const listened = (session: Session): Effect.Effect<ReadonlyArray<Received>> =>
  heardDuring(
    session,
    Effect.andThen(
      Patience.orNull(session, session.ask(Question.leds, { retry: Retry.times(2) })),
      Effect.sleep(QUIET_MILLIS)
    )
  )

const ECHO_REQUESTS = 5

/** Whether a winmon request comes back as it was sent. */
export const echoes = (session: Session, address: number): Effect.Effect<boolean> =>
  Effect.map(
    heardDuring(
      session,
      Effect.forEach(
        Array.from({ length: ECHO_REQUESTS }),
        () =>
          Patience.orNull(
            session,
            session.unit(address).ask(Question.softwareVersion, { retry: Retry.times(2) })
          ),
        { discard: true }
      )
    ),
    (frames) =>
      frames.some(
        ({ reply }) =>
          reply._tag === "WinmonReply" &&
          reply.reply._tag === "UnknownWinmonReply" &&
          UnknownWinmon.isEcho(reply.reply)
      )
  )

/**
 * Seconds from a frame to a version frame that comes unasked, to a tenth; `null`: none came in any of three silences of 2.8
 * seconds.
 */
export const versionEvery = Effect.fn("Line.versionEvery")(function* (
  session: Session
): Effect.fn.Return<number | null> {
  const gaps: Array<number> = []
  for (let listening = 0; listening < LISTENINGS; listening++) {
    const frames = yield* listened(session)
    for (const [index, { reply, at }] of frames.entries()) {
      const before = frames[index - 1]
      if (before !== undefined && reply._tag === "VersionReply") gaps.push(at - before.at)
    }
  }
  const middle = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)]
  return middle === undefined ? null : Math.round(middle / 100) / 10
})

const TRIALS = 6
/** How many trials must bring all answers: one alone may be luck. */
const ENOUGH = 2

/** How many winmon requests are answered that are sent one right behind the other. Needs a session with a window of 3. */
export const inFlight = Effect.fn("Line.inFlight")(function* (
  session: Session,
  address: number
): Effect.fn.Return<1 | 2 | 3> {
  const unit = session.unit(address)
  for (const count of [3, 2] as const) {
    let whole = 0
    for (let trial = 0; trial < TRIALS && whole < ENOUGH; trial++) {
      const answers = yield* Effect.forEach(
        Array.from({ length: count }),
        () => Patience.once(session, unit.ask(Question.ram([4]), { retry: Retry.times(0) })),
        { concurrency: count }
      )
      if (answers.every((answer) => answer !== null)) whole++
    }
    if (whole >= ENOUGH) return count
  }
  return 1
})
