/**
 * Traffic explained as it passes: a pure step over chunks and time, one receiver for each direction. What
 * `vebus frame decode` says about bytes is said here about each frame, and about what formed none, with its time.
 */
import { Deframer, Explain, Hex } from "@vebus/codec"
import type { Capture } from "@vebus/runtime"

export type Direction = Capture.Chunk["dir"]

/** A frame, or bytes that formed none, that passed. */
export interface Passing {
  /** When its last byte came, or when it was given up, in milliseconds of the caller's clock. */
  readonly at: number
  readonly dir: Direction
  readonly explained: Explain.Explained
}

/** The bytes that wait for the rest of their frame, each way. */
export type State = Readonly<Record<Direction, Deframer.State>>

export const initial: State = { rx: Deframer.initial, tx: Deframer.initial }

/** Until when something waits for its rest; a step without bytes is due then. */
export const deadline = ({ rx, tx }: State): number | null => {
  const deadlines = [rx, tx].map((state) => Deframer.deadline(state)).filter((time) => time !== null)
  return deadlines.length === 0 ? null : Math.min(...deadlines)
}

/** Takes in bytes, or only the time when there are none. */
export const step = (
  state: State,
  at: number,
  passed?: { readonly dir: Direction; readonly bytes: Uint8Array }
): readonly [State, ReadonlyArray<Passing>] => {
  const [tx, sent] = Deframer.step(state.tx, at, passed?.dir === "tx" ? passed.bytes : undefined)
  const [rx, received] = Deframer.step(state.rx, at, passed?.dir === "rx" ? passed.bytes : undefined)
  return [{ rx, tx }, [...explain("tx", sent), ...explain("rx", received)]]
}

/** Ends the input at a time: what still waits will never be completed. */
export const end = ({ rx, tx }: State, at: number): ReadonlyArray<Passing> =>
  [...explain("tx", Deframer.end(tx)[1]), ...explain("rx", Deframer.end(rx)[1])].map((passing) => ({
    ...passing,
    at: Math.min(passing.at, at)
  }))

/** Events of one direction with their explanation. What lies between two frames is one piece. */
const explain = (dir: Direction, events: ReadonlyArray<Deframer.Event>): ReadonlyArray<Passing> => {
  const pieces: Array<Passing> = []
  let dropped: Array<number> = []
  const drop = (at: number): void => {
    if (dropped.length > 0) pieces.push({ at, dir, explained: discarded(Uint8Array.from(dropped), dir) })
    dropped = []
  }
  for (const event of events) {
    const bytes = Deframer.copyBytes(event)
    if (event._tag === "Discarded") dropped = dropped.length === 0 ? [...bytes] : dropped.concat([...bytes])
    else {
      drop(event.at)
      for (const explained of Explain.explain(bytes, sideOf(dir)))
        pieces.push({ at: event.at, dir, explained })
    }
  }
  drop(events.at(-1)?.at ?? 0)
  return pieces
}

const sideOf = (dir: Direction): Explain.Direction => (dir === "tx" ? "request" : "reply")

/** Why bytes formed no frame. Those that would form one if they had come together came too slowly. */
const discarded = (bytes: Uint8Array, dir: Direction): Explain.ExplainedDiscard => {
  const [only, ...others] = Explain.explain(bytes, sideOf(dir))
  return only?._tag === "Discarded" && others.length === 0
    ? only
    : {
        _tag: "Discarded",
        offset: 0,
        length: bytes.length,
        raw: Hex.toHex(bytes),
        meaning: `incomplete for more than ${Deframer.MAX_AGE_MILLIS} ms, and so given up`
      }
}
