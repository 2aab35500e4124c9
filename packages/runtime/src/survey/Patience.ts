/**
 * Asking for something until it is certain: a survey outlives a pulled plug and a sleeping unit, and takes silence for an
 * answer only after many requests.
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { LinkError } from "../Errors.ts"
import type { Session } from "../session/Session.ts"

/** The result of a question: an answer, that there is no such thing, or nothing at all. */
export type Told<A> =
  | { readonly _tag: "Told"; readonly value: A }
  | { readonly _tag: "Absent" }
  | { readonly _tag: "Silent" }

/** How often a question that was never answered is asked again, each time with all its repeats. */
const ROUNDS = 3
/** How long to wait before looking for the link again, in milliseconds. */
const PAUSE_MILLIS = 1000

/** Waits until the session is connected. */
export const connected = ({ states }: Session): Effect.Effect<void> =>
  states.pipe(
    Stream.filter((state) => state === "connected"),
    Stream.runHead,
    Effect.asVoid
  )

/** Whether the link is gone or the unit asleep: nothing was learnt of the question. */
const isOut = (error: LinkError): boolean =>
  error._tag === "TransportError" || error.reason._tag === "Asleep" || error.reason._tag === "Restarted"

const isRefused = (error: LinkError): boolean =>
  error._tag === "DeviceError" &&
  (error.reason._tag === "Unsupported" ||
    error.reason._tag === "Refused" ||
    error.reason._tag === "AccessLevel")

/** Asks until there is an answer, a refusal, or silence that is certain. Waits as long as there is no link. */
export const told = <A>(session: Session, asked: Effect.Effect<A, LinkError>): Effect.Effect<Told<A>> => {
  const attempt = (round: number): Effect.Effect<Told<A>> =>
    asked.pipe(
      Effect.map((value): Told<A> => ({ _tag: "Told", value })),
      Effect.catch((error: LinkError): Effect.Effect<Told<A>> => {
        if (isOut(error))
          return Effect.sleep(PAUSE_MILLIS).pipe(
            Effect.andThen(connected(session)),
            Effect.andThen(Effect.suspend(() => attempt(round)))
          )
        if (isRefused(error)) return Effect.succeed({ _tag: "Absent" })
        return round < ROUNDS ? Effect.suspend(() => attempt(round + 1)) : Effect.succeed({ _tag: "Silent" })
      })
    )
  return attempt(1)
}

/** Asks one time, once there is a link; `null` where that brings no answer. */
export const once = <A>(session: Session, asked: Effect.Effect<A, LinkError>): Effect.Effect<A | null> =>
  Effect.catch(asked, (error) =>
    isOut(error)
      ? Effect.as(Effect.andThen(Effect.sleep(PAUSE_MILLIS), connected(session)), null)
      : Effect.succeed(null)
  )

/** Asks until it is certain; `null` for whatever is no answer. */
export const orNull = <A>(session: Session, asked: Effect.Effect<A, LinkError>): Effect.Effect<A | null> =>
  Effect.map(told(session, asked), (what) => (what._tag === "Told" ? what.value : null))

/** How often something that may be wrong is asked for before it stays unknown. */
const VOICES = 5

/**
 * The value that two answers agree on, each to a request of its own; `null`: no two of five did. One damaged reply in 256
 * has a good sum.
 */
export const agreed = <A>(first: A, again: Effect.Effect<A>): Effect.Effect<A | null> => {
  const next = (voices: ReadonlyArray<string>): Effect.Effect<A | null> =>
    Effect.flatMap(again, (value) => {
      const text = JSON.stringify(value)
      if (voices.includes(text)) return Effect.succeed(value)
      return voices.length + 1 < VOICES ? next([...voices, text]) : Effect.succeed(null)
    })
  return next([JSON.stringify(first)])
}
