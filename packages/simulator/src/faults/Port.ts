/**
 * An open port with the faults of a plan on both of its ways, run on Effect's clock.
 */
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Stepping from "../clock/Stepping.ts"
import type * as Decide from "./Decide.ts"
import * as Passage from "./Passage.ts"
import type * as Plan from "./Plan.ts"

/** Both directions of an open port. The end of `bytes` is the plug being pulled. */
export interface Duplex<E> {
  readonly bytes: Stream.Stream<Uint8Array, E>
  /** Sends bytes to the adapter. */
  readonly write: (bytes: Uint8Array) => Effect.Effect<void, E>
}

export interface Port<E> extends Duplex<E> {
  /** Sends bytes to the adapter past all faults, behind those that are on their way. */
  readonly inject: (bytes: Uint8Array) => Effect.Effect<void>
  /** Takes a step now, since the plan has changed. */
  readonly wake: Effect.Effect<void>
  /** Ends `bytes`; what is written from now on vanishes. */
  readonly unplug: () => void
}

export interface Options {
  /** How often the port was opened before. */
  readonly opening: number
  /** The plan as it is now. */
  readonly plan: () => Plan.FaultPlan
  /** Milliseconds since the start of the plan. */
  readonly now: () => number
  readonly record: (fault: Decide.FaultRecord) => void
}

/** How many chunks wait for a host that does not read, before the line waits for it. */
const UNREAD_CHUNKS = 1024

/** Puts faults on a port that has just been opened, until the scope closes. */
export const make = Effect.fnUntraced(function* <E>(
  inner: Duplex<E>,
  options: Options
): Effect.fn.Return<Port<E>, never, Scope.Scope> {
  const { now } = options
  const heard = yield* Queue.bounded<Uint8Array, E | Cause.Done>(UNREAD_CHUNKS)
  const replies = passage("reply", options, (bytes) => Queue.offer(heard, bytes))
  let isGone = false
  // What was late when the plug was pulled never arrives.
  const requests = passage("request", options, (bytes) => (isGone ? Effect.void : inner.write(bytes)))
  const hear = yield* Stepping.make(now, replies.step)
  const write = yield* Stepping.make(now, requests.step)

  yield* Stream.runForEach(inner.bytes, hear).pipe(
    Effect.andThen(Effect.suspend(() => replies.end(now()))),
    Queue.into(heard),
    Effect.forkScoped
  )
  const unplug = () => {
    isGone = true
    Queue.endUnsafe(heard)
  }
  // Added last, so it comes first: the stream has ended when the fiber that listens is interrupted.
  yield* Effect.addFinalizer(() => Effect.sync(unplug))

  return {
    bytes: Stream.fromQueue(heard),
    write,
    inject: (bytes) =>
      Effect.suspend(() => {
        requests.inject(now(), bytes)
        return Effect.ignore(write())
      }),
    wake: Effect.andThen(hear(), Effect.ignore(write())),
    unplug
  }
})

/** One way of a port. `forward` takes the bytes that go on. */
const passage = <E>(
  direction: Plan.Direction,
  { opening, plan, record }: Options,
  forward: (bytes: Uint8Array) => Effect.Effect<unknown, E>
) => {
  let state = Passage.make(direction, opening)
  const take = ({ state: next, sent, records, wakeAt }: Passage.Step): Effect.Effect<number, E> => {
    state = next
    records.forEach(record)
    return Effect.as(
      Effect.forEach(sent, ({ bytes }) => forward(bytes), { discard: true }),
      wakeAt
    )
  }
  return {
    step: (at: number, bytes?: Uint8Array) => take(Passage.step(plan(), state, at, bytes)),
    end: (at: number) => take(Passage.end(plan(), state, at)),
    inject: (at: number, bytes: Uint8Array): void => {
      state = Passage.inject(state, at, bytes)
    }
  }
}
