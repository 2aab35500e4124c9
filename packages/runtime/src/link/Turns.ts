/**
 * Whose turn it is on a line: first come, first served (`gate`), so many at a time (`window`). What has no letter, or
 * changes something, takes the whole line; polling waits behind changes that wait.
 * Reference: protocol.md 4.6; decisions.md 5.
 */
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import * as Option from "effect/Option"
import * as Semaphore from "effect/Semaphore"
import type * as Errors from "../Errors.ts"

/** Whether a request may go out now, must wait for the link to be set right, or has no link to go over. */
export type Admission =
  | { readonly _tag: "Go" }
  | { readonly _tag: "Wait"; readonly until: Effect.Effect<void> }
  | { readonly _tag: "Fail"; readonly error: Errors.LinkError }

/** It may go out. */
export const GO: Admission = { _tag: "Go" }

/** How somebody queues. */
export interface Turn {
  readonly admission: () => Admission
  /** Whether anybody still waits for what comes of it. */
  readonly isWanted: () => boolean
  readonly isPolling: boolean
  /** How many permits it takes, as things are; changes go before polling. */
  readonly takes: () => { readonly permits: number; readonly isChange: boolean }
}

/** Waits until the link is there and the turn has come, then runs `use`, which gives `none` to queue again. */
export type InTurn = <A>(
  turn: Turn,
  use: (permits: number) => Effect.Effect<Option.Option<A>, Errors.LinkError>
) => Effect.Effect<A, Errors.LinkError>

/** A line that so many requests may be on at once. */
export const make = (width: number): InTurn => {
  const gate = Semaphore.makeUnsafe(1)
  const window = Semaphore.makeUnsafe(width)
  /** Closed while a change waits for its turn: polling waits behind it. */
  const noChangeWaits = Latch.makeUnsafe(true)
  let changesWaiting = 0

  /** How many are at the gate. */
  let atGate = 0

  /** Takes permits, in the order of asking. The gate is held meanwhile: else small requests would overtake large ones. */
  const queue = (permits: number) =>
    Effect.suspend(() => {
      atGate++
      return Effect.ensuring(
        gate.withPermit(window.take(permits)),
        Effect.sync(() => atGate--)
      )
    })

  /** The same; where nobody queues and the line is free, at once. */
  const take = (permits: number) =>
    Effect.suspend(() =>
      atGate > 0
        ? queue(permits)
        : Effect.flatMap(window.takeIfAvailable(permits), (taken) =>
            taken ? Effect.succeed(permits) : queue(permits)
          )
    )

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

  const inTurn: InTurn = ({ admission, isWanted, isPolling, takes }, use) =>
    Effect.gen(function* () {
      while (true) {
        const admitted = admission()
        if (admitted._tag === "Wait") yield* admitted.until
        if (isPolling) yield* noChangeWaits.await
        const { permits, isChange } = takes()
        yield* isChange ? takeForChange(permits) : take(permits)
        const turn = Effect.suspend((): ReturnType<typeof use> => {
          if (!isWanted()) return Effect.interrupt
          const now = admission()
          if (now._tag === "Fail") return Effect.fail(now.error)
          return now._tag === "Wait" ? Effect.succeedNone : use(permits)
        })
        const answer = yield* Effect.ensuring(turn, window.release(permits))
        if (Option.isSome(answer)) return answer.value
      }
    })
  return inTurn
}
