/**
 * A bad line to a simulated device, and what is known about it: which words the device held when, and which frames came
 * out of the line that the adapter never sent. A flipped bit in a length, or noise, can make a frame whose checksum
 * holds; no host can tell it from a true one, so what it brings about is counted apart.
 */
import { Deframer, Hex } from "@vebus/codec"
import { Driver, Faults, type Truth } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"

/** Shares of the adapter's frames. */
export const rates = { drop: 0.05, flip: 0.02, noise: 0.05 } as const

/** How long the words of an answer are kept for comparison. */
const KEEP_MILLIS = 20_000
const KEPT_TRUTHS = 500
/** How many of the adapter's latest frames may still be on their way. */
const KEPT_FRAMES = 64

/** A running line. Its times are milliseconds since the start of its simulation. */
export interface Line<U> extends Pick<Faults.Faulty<U, U, never>, "open" | "happen" | "counts"> {
  readonly now: Effect.Effect<number>
  /** Whether the device held a word in a RAM variable when it answered somebody, at a time or later. */
  readonly held: (id: number, word: number | undefined, from: number) => boolean
  /** When a frame came out that the adapter had not sent. */
  readonly forgeries: () => ReadonlyArray<number>
}

/** Starts a simulation and puts the faults on its port, until the scope closes. */
export const make = Effect.fnUntraced(function* <U = never>(
  seed: number,
  hooks: Faults.Hooks<U> = {}
): Effect.fn.Return<Line<U>, never, Scope.Scope> {
  let truths: Array<Truth.Truth> = []
  const onTruth = (truth: Truth.Truth): void => {
    truths.push(truth)
    if (truths.length > KEPT_TRUTHS) truths = truths.filter(({ ms }) => ms > truth.ms - KEEP_MILLIS)
  }
  const simulated = yield* Driver.make({ seed, onTruth })
  const now = Effect.map(simulated.state, (state) => state.now)

  let sent: Array<string> = []
  const opened = Effect.map(simulated.open, (port) => ({
    ...port,
    bytes: Stream.tap(port.bytes, (frame) =>
      Effect.sync(() => (sent = [...sent.slice(1 - KEPT_FRAMES), Hex.toHex(frame)]))
    )
  }))
  const faulty = yield* Faults.wrap({ seed, replies: rates }, opened, hooks)

  const forgeries: Array<number> = []
  /** Looks at what comes out as a host does. */
  const onlooker = () => {
    let state = Deframer.initial
    return (bytes: Uint8Array) =>
      Effect.map(now, (at) => {
        const [next, events] = Deframer.step(state, at, bytes)
        state = next
        for (const event of events) {
          if (event._tag === "Frame" && !sent.includes(Hex.toHex(Deframer.copyBytes(event))))
            forgeries.push(at)
        }
      })
  }

  return {
    open: Effect.map(faulty.open, (port) => ({ ...port, bytes: Stream.tap(port.bytes, onlooker()) })),
    happen: faulty.happen,
    counts: faulty.counts,
    now,
    held: (id, word, from) => truths.some(({ ms, raw }) => ms >= from && raw[id] === word),
    forgeries: () => forgeries
  }
})
