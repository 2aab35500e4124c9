/**
 * The state of the link as questions meet it: a link that is up, one that is being set right (they wait), or the reason why
 * there is none.
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import type * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"
import * as Errors from "../Errors.ts"
import type * as Exchange from "../link/Exchange.ts"

/**
 * The state of the link: the port is being opened, the adapter answers, is silent behind an open port, the port is gone, the
 * session is over.
 */
export type State = "opening" | "connected" | "asleep" | "unplugged" | "closed"

/** The gate of one session. */
export interface Gate {
  /** The state of the link, starting with the one it is in. */
  readonly states: Stream.Stream<State>
  /** Succeeds with the first connection; fails with the reason why there is none, unless that is waited for. */
  readonly first: Effect.Effect<void, Errors.LinkError>
  /** The port is being opened. */
  readonly opening: Effect.Effect<void>
  /** Lets questions through. */
  readonly up: (exchange: Exchange.Exchange) => Effect.Effect<void>
  /** Fails questions with a reason. */
  readonly down: (state: State, error: Errors.LinkError) => Effect.Effect<void>
  /** Lets questions wait, until the link is up or down. */
  readonly hold: () => void
  readonly admission: () => Exchange.Admission
  /** The exchange that is up, whether questions wait or not. */
  readonly current: () => Exchange.Exchange | null
  /** Why there is no link; `null` while there is one. */
  readonly failure: () => Errors.LinkError | null
  /** Waits until the link is set right, and gives it, or the reason why there is none. */
  readonly exchange: Effect.Effect<Exchange.Exchange, Errors.LinkError>
}

type Link =
  | { readonly _tag: "Up"; readonly exchange: Exchange.Exchange }
  | { readonly _tag: "Down"; readonly error: Errors.LinkError }

/** Is told why there is no first connection yet, each time that an attempt fails. */
export type Waiting = (reason: Errors.LinkError) => Effect.Effect<void>

/**
 * A gate before a port that is not open yet. The first connection is waited for, however long it takes, where somebody is
 * told why; `null`: it fails with the reason.
 */
export const make = Effect.fn("Gate.make")(function* (
  url: string,
  wait: Waiting | null
): Effect.fn.Return<Gate> {
  const states = yield* SubscriptionRef.make<State>("opening")
  const first = yield* Deferred.make<void, Errors.LinkError>()
  /** Closed while the link is being set right. */
  const settled = yield* Latch.make(true)
  let link: Link = { _tag: "Down", error: Errors.lost(url, "it is not open yet") }

  /** Lets those who wait meet the link as it is now. */
  const settle = (state: State, to: Link) =>
    Effect.suspend(() => {
      link = to
      return Effect.andThen(settled.open, SubscriptionRef.set(states, state))
    })

  return {
    states: SubscriptionRef.changes(states),
    first: Deferred.await(first),
    opening: SubscriptionRef.set(states, "opening"),
    up: (exchange) =>
      Effect.andThen(settle("connected", { _tag: "Up", exchange }), Deferred.succeed(first, undefined)),
    down: (state, error) =>
      Effect.andThen(
        settle(state, { _tag: "Down", error }),
        wait === null
          ? Deferred.fail(first, error)
          : Effect.flatMap(Deferred.isDone(first), (isOver) =>
              isOver || state === "closed" ? Effect.void : wait(error)
            )
      ),
    hold: () => void settled.closeUnsafe(),
    admission: () => {
      if (!settled.isOpen()) return { _tag: "Wait", until: settled.await }
      return link._tag === "Up" ? { _tag: "Go" } : { _tag: "Fail", error: link.error }
    },
    current: () => (link._tag === "Up" ? link.exchange : null),
    failure: () => (link._tag === "Down" ? link.error : null),
    exchange: Effect.andThen(
      settled.await,
      Effect.suspend(() => (link._tag === "Up" ? Effect.succeed(link.exchange) : Effect.fail(link.error)))
    )
  }
})
