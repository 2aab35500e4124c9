/**
 * How fast writes may follow each other: a unit is no loop counter. Reference: integrations.md 12.13.
 */
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import * as Monotonic from "../../Monotonic.ts"
import type { Pace } from "../kinds/Kind.ts"

/** Waits until a write may go out, and carries it out. It says itself when its frame goes out: much may come before. */
export type Paced = <A, E, R>(
  paces: ReadonlyArray<Pace>,
  write: (sending: Effect.Effect<void>) => Effect.Effect<A, E, R>
) => Effect.Effect<A, E, R>

/** The paces of one link. Writes of a name wait for each other, those of other names do not. */
export const make = (): Paced => {
  const turns = new Map<string, Semaphore.Semaphore>()
  const sentAt = new Map<string, number>()
  const turnOf = ({ name }: Pace): Semaphore.Semaphore => {
    const turn = turns.get(name) ?? Semaphore.makeUnsafe(1)
    turns.set(name, turn)
    return turn
  }
  const due = ({ name, millis }: Pace, now: number): number =>
    (sentAt.get(name) ?? Number.NEGATIVE_INFINITY) + millis - now
  return (paces, write) => {
    const stamp = Effect.map(Monotonic.millis, (now) => paces.forEach(({ name }) => sentAt.set(name, now)))
    const alone = Effect.gen(function* () {
      const now = yield* Monotonic.millis
      yield* Effect.sleep(Math.max(0, ...paces.map((pace) => due(pace, now))))
      return yield* write(stamp)
    })
    // Always in the same order, so that nobody waits for one who waits for him.
    return paces
      .toSorted((one, other) => (one.name < other.name ? -1 : 1))
      .reduce((effect, pace) => turnOf(pace).withPermit(effect), alone)
  }
}
