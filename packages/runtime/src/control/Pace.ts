/**
 * How fast writes may follow each other: a unit is no loop counter. Reference: integrations.md 12.13.
 */
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import * as Monotonic from "../Monotonic.ts"
import type { Action } from "./WritePlan.ts"

/** Milliseconds from one write to the next of its kind. */
const intervals = {
  Setting: 1000,
  Ram: 0,
  Switch: 5000,
  Limit: 1000,
  Lines: 1000,
  Charge: 5000,
  Restart: 5000
} as const
type Kind = keyof typeof intervals

/** A frame that moves both switch and limit counts as both. */
const kindsOf = (action: Action): ReadonlyArray<Kind> => {
  if (action._tag !== "Panel") return [action._tag]
  const { before, wanted } = action
  return [
    ...(before.position === wanted.position ? [] : ["Switch" as const]),
    ...(before.limitRaw === wanted.limitRaw ? [] : ["Limit" as const])
  ]
}

/** Waits until a write may go out, and carries it out. It says itself when its frame goes out: much may come before. */
export type Paced = <A, E, R>(
  action: Action,
  write: (sending: Effect.Effect<void>) => Effect.Effect<A, E, R>
) => Effect.Effect<A, E, R>

/** The pace of one link. Writes of a kind wait for each other, those of other kinds do not. */
export const make = (): Paced => {
  const turns = new Map<Kind, Semaphore.Semaphore>()
  const sentAt = new Map<Kind, number>()
  const turnOf = (kind: Kind): Semaphore.Semaphore => {
    const turn = turns.get(kind) ?? Semaphore.makeUnsafe(1)
    turns.set(kind, turn)
    return turn
  }
  const due = (kind: Kind, now: number): number =>
    (sentAt.get(kind) ?? Number.NEGATIVE_INFINITY) + intervals[kind] - now
  return (action, write) => {
    const kinds = kindsOf(action)
    const stamp = Effect.map(Monotonic.millis, (now) => kinds.forEach((kind) => sentAt.set(kind, now)))
    const alone = Effect.gen(function* () {
      const now = yield* Monotonic.millis
      yield* Effect.sleep(Math.max(0, ...kinds.map((kind) => due(kind, now))))
      return yield* write(stamp)
    })
    // Always in the same order, so that nobody waits for one who waits for him.
    return kinds.reduce((effect, kind) => turnOf(kind).withPermit(effect), alone)
  }
}
