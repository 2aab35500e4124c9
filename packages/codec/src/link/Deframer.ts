/**
 * Finds frames in a stream of bytes: a pure step over chunks and time that cannot fail. It knows lengths, frame types
 * and checksums, and no meaning.
 *
 * Every input byte ends in exactly one place: in a `Frame`, in a `Discarded`, or among the pending bytes of the state.
 * On a bad candidate one byte goes and the search starts again behind it, since the real frame may start inside.
 *
 *     1  zero bytes at the front are dropped          (stray zeros around power-up)
 *     2  a length byte that no frame has is dropped
 *     3  out of lock, so is one that no known frame type follows
 *     4  an incomplete candidate may wait for its rest, until its first byte is 350 ms old
 *     5  a good checksum makes a frame and takes the lock, a bad one drops the first byte and loses it
 *
 * Who owns the bytes: a step copies its chunk, so the caller may reuse it. Events point into that copy with `buffer`,
 * `start` and `end`; nobody writes to it again, so the decoders may read it in place at any time.
 * Reference: protocol.md 2.6.
 *
 * @example 11 00 00 BF 00 04 FF 41 01 00 BB - five bytes discarded, then the answer to A
 */
import { checksum } from "./Checksum.ts"
import { isKnown } from "./FrameType.ts"
import { isLength, OVERHEAD } from "./Length.ts"

/** How old the first byte of an incomplete candidate may grow, in milliseconds. */
export const MAX_AGE_MILLIS = 350

/** One frame whose checksum holds: `buffer[start]` is LEN, `buffer[end - 1]` is CHK. */
export interface FrameEvent {
  readonly _tag: "Frame"
  /** When its last byte arrived, on the caller's clock, in milliseconds. */
  readonly at: number
  readonly buffer: Uint8Array
  readonly start: number
  readonly end: number
}

/** Why bytes were dropped: a stray zero, an impossible length, no known type out of lock, a bad sum, or waiting too long. */
export type DiscardReason = "zero" | "length" | "type" | "checksum" | "stale"

/** Bytes that formed no frame: `buffer[start]` to `buffer[end - 1]`. */
export interface DiscardedEvent {
  readonly _tag: "Discarded"
  /** When it was decided, on the caller's clock; `Infinity` at the end of the input. */
  readonly at: number
  readonly reason: DiscardReason
  readonly buffer: Uint8Array
  readonly start: number
  readonly end: number
}
/** A frame, or bytes that formed none. */
export type Event = FrameEvent | DiscardedEvent

/** What the next step starts from. A plain value: the same state with the same input gives the same result. */
export interface State {
  /** The bytes of the candidate that waits for its rest, fewer than the largest frame. */
  readonly pending: Uint8Array
  /** When each pending byte arrived, in milliseconds. */
  readonly arrivals: ReadonlyArray<number>
  /** Whether a valid frame ended exactly before the pending bytes. */
  readonly locked: boolean
}

const EMPTY = new Uint8Array(0)
const NO_ARRIVALS: ReadonlyArray<number> = []

/** Nothing received yet. */
export const initial: State = { pending: EMPTY, arrivals: NO_ARRIVALS, locked: false }

/** Until when the pending candidate may wait, or `null` when nothing is pending: after it a step with no bytes is due. */
export const deadline = (state: State): number | null =>
  state.arrivals.length === 0 ? null : state.arrivals[0]! + MAX_AGE_MILLIS

/** The bytes of an event, copied. */
export const copyBytes = (event: Event): Uint8Array => event.buffer.slice(event.start, event.end)

/**
 * Takes in the bytes that arrived at time `at` (milliseconds on any clock that does not go back), or only the time
 * when there are none. Gives the next state and what was found, in the order of the stream.
 */
export const step = (
  state: State,
  at: number,
  bytes: Uint8Array = EMPTY
): readonly [State, ReadonlyArray<Event>] => {
  const events: Array<Event> = []
  // Late bytes must not complete a stale candidate, so its age is tested before they are added.
  const aged = isStale(state, at) ? scan(state, state.pending, at, events) : state
  if (bytes.length === 0) return [aged, events]
  const buffer = new Uint8Array(aged.pending.length + bytes.length)
  buffer.set(aged.pending)
  buffer.set(bytes, aged.pending.length)
  return [scan(aged, buffer, at, events), events]
}

/** Ends the input: what still waits will never be completed. */
export const end = (state: State): readonly [State, ReadonlyArray<Event>] =>
  step(state, Number.POSITIVE_INFINITY)

const isStale = (state: State, at: number): boolean =>
  state.arrivals.length > 0 && at - state.arrivals[0]! > MAX_AGE_MILLIS

/** Searches `buffer`, whose first bytes are the pending ones of `state` and whose others arrived at time `at`. */
const scan = (state: State, buffer: Uint8Array, at: number, events: Array<Event>): State => {
  const { arrivals } = state
  const arrival = (index: number): number => (index < arrivals.length ? arrivals[index]! : at)
  const size = buffer.length
  let locked = state.locked
  let position = 0
  // The run of dropped bytes that is being collected into one event.
  let dropped = 0
  let reason: DiscardReason = "zero"
  while (position < size) {
    const rejected = reject(buffer, position, size, locked)
    if (rejected === null) {
      const next = position + (buffer[position]! & 0x7f) + OVERHEAD
      if (dropped < position)
        events.push({ _tag: "Discarded", at, reason, buffer, start: dropped, end: position })
      events.push({ _tag: "Frame", at: arrival(next - 1), buffer, start: position, end: next })
      position = next
      dropped = next
      locked = true
      continue
    }
    if (rejected === "stale" && at - arrival(position) <= MAX_AGE_MILLIS) break
    // A run is reported per reason; every bad sum stands alone, since each was a candidate of its own.
    if (dropped < position && (reason !== rejected || rejected === "checksum")) {
      events.push({ _tag: "Discarded", at, reason, buffer, start: dropped, end: position })
      dropped = position
    }
    reason = rejected
    position++
    if (rejected !== "zero") locked = false
  }
  if (dropped < position)
    events.push({ _tag: "Discarded", at, reason, buffer, start: dropped, end: position })
  if (position === size) return { pending: EMPTY, arrivals: NO_ARRIVALS, locked }
  const pending = buffer.slice(position)
  return { pending, arrivals: Array.from(pending, (_, index) => arrival(position + index)), locked }
}

/** Why no frame starts at `position`; `null` if one does, and "stale" if one may, once its rest has come. */
const reject = (
  buffer: Uint8Array,
  position: number,
  size: number,
  locked: boolean
): DiscardReason | null => {
  const lengthByte = buffer[position]!
  if (lengthByte === 0) return "zero"
  if (!isLength(lengthByte)) return "length"
  if (position + 1 >= size) return "stale"
  if (!locked && !isKnown(buffer[position + 1]!)) return "type"
  const last = position + (lengthByte & 0x7f) + 1
  if (last >= size) return "stale"
  return checksum(buffer, position, last) === buffer[last]! ? null : "checksum"
}
