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
 * Who owns the bytes: a step copies its chunk, so the caller may reuse it, unless it gives the chunk up (`owned`). Events
 * point into the bytes with `buffer`, `start` and `end`; nobody writes to them again, so the decoders may read them in
 * place at any time.
 * Reference: protocol.md 2.6.
 *
 * @example 11 00 00 BF 00 04 FF 41 01 00 BB - five bytes discarded, then the answer to A
 */
import { checksum } from "./Checksum.ts"
import { isKnown } from "./FrameType.ts"
import { isLength, MAX_SIZE, OVERHEAD } from "./Length.ts"

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

/** When the pending bytes arrived, in milliseconds: one time for all of them, or one for each. */
export type Arrivals = number | ReadonlyArray<number>

/** The state for the next step. A plain value: the same state with the same input gives the same result. */
export interface State {
  /** The bytes of the candidate that waits for its rest, fewer than the largest frame. */
  readonly pending: Uint8Array
  readonly arrivals: Arrivals
  /** Whether a valid frame ended exactly before the pending bytes. */
  readonly locked: boolean
}

/** How a chunk is handed over. */
export interface Options {
  /** Nobody writes to the chunk any more: events may point into it, and it need not be copied. */
  readonly owned?: boolean
}

const EMPTY = new Uint8Array(0)

/** Nothing received yet. */
export const initial: State = { pending: EMPTY, arrivals: 0, locked: false }

const arrivalOf = (arrivals: Arrivals, index: number): number =>
  typeof arrivals === "number" ? arrivals : arrivals[index]!

/** Until when the pending candidate may wait, or `null` when nothing is pending: after it a step with no bytes is due. */
export const deadline = ({ pending, arrivals }: State): number | null =>
  pending.length === 0 ? null : arrivalOf(arrivals, 0) + MAX_AGE_MILLIS

/** The bytes of an event, copied. */
export const copyBytes = (event: Event): Uint8Array => event.buffer.slice(event.start, event.end)

/**
 * Takes in the bytes that arrived at time `at` (milliseconds on any clock that does not go back), or only the time
 * when there are none. Gives the next state and what was found, in the order of the stream.
 */
export const step = (
  state: State,
  at: number,
  bytes: Uint8Array = EMPTY,
  { owned = false }: Options = DEFAULTS
): readonly [State, ReadonlyArray<Event>] => {
  const events: Array<Event> = []
  // Late bytes must not complete a stale candidate, so its age is tested before they are added.
  const aged = isStale(state, at) ? search(state, state.pending, at, events) : state
  const { pending } = aged
  if (bytes.length === 0) return [aged, events]
  if (pending.length > 0 && bytes.length < MAX_SIZE)
    return [search(aged, joined(pending, bytes, bytes.length), at, events), events]
  const chunk = owned ? bytes : bytes.slice()
  if (pending.length === 0) return [search(aged, chunk, at, events), events]
  // A candidate among the pending bytes ends within the first bytes of the chunk: only these are put behind them.
  const front = joined(pending, chunk, MAX_SIZE - 1)
  const { position, locked } = scan(aged, front, 0, pending.length, at, events)
  return [
    search({ pending: EMPTY, arrivals: at, locked }, chunk, at, events, position - pending.length),
    events
  ]
}

const DEFAULTS: Options = {}

/** Ends the input: what still waits will never be completed. */
export const end = (state: State): readonly [State, ReadonlyArray<Event>] =>
  step(state, Number.POSITIVE_INFINITY)

const isStale = ({ pending, arrivals }: State, at: number): boolean =>
  pending.length > 0 && at - arrivalOf(arrivals, 0) > MAX_AGE_MILLIS

/** Some bytes and the first `count` of others. A loop, since they are few. */
const joined = (pending: Uint8Array, bytes: Uint8Array, count: number): Uint8Array => {
  const size = pending.length
  const buffer = new Uint8Array(size + count)
  for (let index = 0; index < size; index++) buffer[index] = pending[index]!
  for (let index = 0; index < count; index++) buffer[size + index] = bytes[index]!
  return buffer
}

/** Searches `buffer`, whose first bytes are the pending ones of `state` and whose others arrived at time `at`. */
const search = (state: State, buffer: Uint8Array, at: number, events: Array<Event>, from = 0): State => {
  const { position, locked } = scan(state, buffer, from, buffer.length, at, events)
  if (position === buffer.length) return { pending: EMPTY, arrivals: 0, locked }
  const pending = position === 0 ? buffer : buffer.slice(position)
  return { pending, arrivals: arrivalsFrom(state, position, buffer.length, at), locked }
}

/** Where a scan ended, and whether a valid frame did there. */
interface Cursor {
  readonly position: number
  readonly locked: boolean
}

/** Looks for what starts from `position` on and before `stop`; ends sooner where a candidate may still be completed. */
const scan = (
  { pending, arrivals, locked }: State,
  buffer: Uint8Array,
  position: number,
  stop: number,
  at: number,
  events: Array<Event>
): Cursor => {
  const size = buffer.length
  const known = pending.length
  // The run of dropped bytes that is being collected into one event.
  let dropped = position
  let reason: DiscardReason = "zero"
  while (position < stop) {
    const rejected = reject(buffer, position, size, locked)
    if (rejected === null) {
      const start = position
      position = start + (buffer[start]! & 0x7f) + OVERHEAD
      if (dropped < start) events.push({ _tag: "Discarded", at, reason, buffer, start: dropped, end: start })
      const arrived = position > known ? at : arrivalOf(arrivals, position - 1)
      events.push({ _tag: "Frame", at: arrived, buffer, start, end: position })
      dropped = position
      locked = true
      continue
    }
    if (rejected === "stale" && (position >= known || at - arrivalOf(arrivals, position) <= MAX_AGE_MILLIS))
      break
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
  return { position, locked }
}

/** The times of the bytes from `position` on: the pending ones have theirs, the others arrived at time `at`. */
const arrivalsFrom = ({ pending, arrivals }: State, position: number, size: number, at: number): Arrivals => {
  const known = pending.length
  if (position >= known || arrivals === at) return at
  const times: Array<number> = []
  for (let index = position; index < size; index++)
    times.push(index < known ? arrivalOf(arrivals, index) : at)
  return times
}

/** Why no frame starts at `position`; `null` if one does, and "stale" if one may, once its rest has come. */
const reject = (
  buffer: Uint8Array,
  position: number,
  size: number,
  locked: boolean
): DiscardReason | null => {
  const lengthByte = buffer[position]!
  if (!isLength(lengthByte)) return lengthByte === 0 ? "zero" : "length"
  if (position + 1 >= size) return "stale"
  if (!locked && !isKnown(buffer[position + 1]!)) return "type"
  const last = position + (lengthByte & 0x7f) + 1
  if (last >= size) return "stale"
  return checksum(buffer, position, last) === buffer[last]! ? null : "checksum"
}
