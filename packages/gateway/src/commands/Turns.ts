/**
 * Whose turn it is: one job at a time for each lane, and for each target within it one that waits at most. A newer job for
 * a target takes the place of the one that waits; the one that has begun goes on to its end.
 *
 * Reference: integrations.md 3.2, 12.13.
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FiberSet from "effect/FiberSet"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Refused from "./Refused.ts"

/** One thing to do. */
export interface Job<A> {
  /** The site: commands of one lane run one after another. */
  readonly lane: string
  readonly target: string
  /** How long to wait before it may begin, in milliseconds: asked when its turn comes. Meanwhile a newer one may replace it. */
  readonly delay: Effect.Effect<number>
  /** Does it. Not to be interrupted but where it says so itself: what must not stay half done is finished, and told. */
  readonly run: Effect.Effect<A, Refused.Refused>
  /** Whether doing it twice is more than doing it once: then it never waits, and replaces none. */
  readonly isOneShot: boolean
}

/** Takes jobs. */
export interface Turns {
  /** Does a job when its turn comes, and gives what became of it. */
  readonly take: <A>(job: Job<A>) => Effect.Effect<A, Refused.Refused>
  /** Takes no more, drops what waits, and waits until what has begun is done. */
  readonly drain: Effect.Effect<void>
}

interface Waiting {
  readonly job: Job<unknown>
  readonly done: Deferred.Deferred<unknown, Refused.Refused>
}

const superseded = Refused.refused(
  "superseded",
  "a newer command for the same target took its place; nothing was sent"
)
const closing = Refused.refused("shutting-down", "the gateway is being shut down; nothing was sent")
const busy = Refused.refused(
  "busy",
  "the same is being done already, and doing it twice is more than doing it once; nothing was sent"
)

/** Turns, until the scope closes. */
export const make: Effect.Effect<Turns, never, Scope.Scope> = Effect.gen(function* () {
  const fibers = yield* FiberSet.make()
  const lanes = new Map<string, Semaphore.Semaphore>()
  /** By lane and target: who waits, if anybody does, while somebody is at it. */
  const slots = new Map<string, { waiting: Waiting | null }>()
  let isClosed = false

  const laneOf = (name: string): Semaphore.Semaphore => {
    const lane = lanes.get(name) ?? Semaphore.makeUnsafe(1)
    lanes.set(name, lane)
    return lane
  }

  const carryOut = ({ job, done }: Waiting) =>
    // Interrupted without an answer of its own: nothing was sent.
    Effect.flatMap(Effect.exit(job.run), (exit) =>
      Deferred.done(done, Exit.hasInterrupts(exit) ? Exit.fail(closing) : exit)
    ).pipe(Effect.uninterruptible)

  const work = (key: string, slot: { waiting: Waiting | null }) =>
    Effect.gen(function* () {
      // Looked at and given up in one step, so that nobody comes in between.
      while (slot.waiting !== null || !slots.delete(key)) {
        const { lane, delay } = slot.waiting!.job
        yield* Effect.flatMap(delay, Effect.sleep)
        yield* laneOf(lane).withPermit(
          Effect.suspend(() => {
            const next = slot.waiting
            slot.waiting = null
            return next === null ? Effect.void : carryOut(next)
          })
        )
      }
    }).pipe(
      Effect.onInterrupt(() =>
        Effect.suspend(() => {
          slots.delete(key)
          return slot.waiting === null ? Effect.void : Deferred.fail(slot.waiting.done, closing)
        })
      )
    )

  return {
    take: <A>(job: Job<A>) =>
      Effect.gen(function* () {
        if (isClosed) return yield* closing
        const key = `${job.lane} ${job.target}`
        const slot = slots.get(key)
        if (slot !== undefined && job.isOneShot) return yield* busy
        const done = yield* Deferred.make<unknown, Refused.Refused>()
        const waiting: Waiting = { job, done }
        if (slot === undefined) {
          const own = { waiting }
          slots.set(key, own)
          yield* FiberSet.run(fibers, work(key, own))
        } else {
          const before = slot.waiting
          slot.waiting = waiting
          if (before !== null) yield* Deferred.fail(before.done, superseded)
        }
        return (yield* Deferred.await(done)) as A
      }),
    drain: Effect.suspend(() => {
      isClosed = true
      return FiberSet.clear(fibers)
    })
  }
})
