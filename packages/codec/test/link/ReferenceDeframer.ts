/**
 * The receiving rules of protocol.md 2.6 once more, the slow way: the whole input with the arrival time of each byte is
 * known from the start, and for each position the moments are gone through in order. It shares no code with the codec.
 */

export interface Moment {
  readonly at: number
  readonly bytes: Uint8Array
}

export type Outcome =
  | { readonly offset: number; readonly reason: string }
  | { readonly offset: number; readonly frame: ReadonlyArray<number>; readonly at: number }

const types = [0xff, 0x20, 0x21, 0x38, 0x3c, 0x3d, 0x3f, 0x40, 0x41]
/** The bytes of the longest frame: what stands behind them decides nothing. */
const LONGEST = 33
const oddTypes = [0x21, 0x38, 0x3d, 0x3f]

const sumHolds = (frame: ReadonlyArray<number>): boolean => {
  const sum = frame.reduce((total, byte) => total + byte, 0)
  const swapped = [1, 3, 5]
    .filter((at) => oddTypes.includes(frame[1]!) && at < frame.length - 1)
    .reduce((total, at) => total + (frame[at]! % 16) * 16 + Math.floor(frame[at]! / 16), 0)
  return (sum + swapped) % 256 === 0
}

/** What stands at the front of the bytes received so far: a frame, a reason to drop a byte, or nothing to say yet. */
const judge = (received: ReadonlyArray<number>, locked: boolean): string => {
  const [first, second] = received
  if (first === undefined) return "wait"
  const count = first % 128
  if (first === 0) return "zero"
  if (count < 2 || count > 31 || (first >= 128 && count < 4)) return "length"
  if (second === undefined) return "wait"
  if (!locked && !types.includes(second)) return "type"
  if (received.length < count + 2) return "wait"
  return sumHolds(received.slice(0, count + 2)) ? "frame" : "checksum"
}

/** Everything in the input, in order; the end of the input counts as infinitely late. */
export const deframe = (moments: ReadonlyArray<Moment>): ReadonlyArray<Outcome> => {
  const all = moments.flatMap(({ at, bytes }) => Array.from(bytes, (byte) => ({ byte, at })))
  let count = 0
  // At each moment the age is judged by what was there before; then the new bytes are.
  const views = moments.flatMap(({ at, bytes }) => {
    const before = { now: at, count }
    count += bytes.length
    return [before, { now: at, count }]
  })
  views.push({ now: Number.POSITIVE_INFINITY, count })

  const outcomes: Array<Outcome> = []
  let offset = 0
  let locked = false
  for (const view of views) {
    while (offset < view.count) {
      const received = all.slice(offset, Math.min(view.count, offset + LONGEST)).map(({ byte }) => byte)
      const verdict = judge(received, locked)
      const isOld = view.now - all[offset]!.at > 350
      if (verdict === "wait" && !isOld) break
      if (verdict === "frame") {
        const frame = received.slice(0, (received[0]! % 128) + 2)
        offset += frame.length
        locked = true
        outcomes.push({ offset: offset - frame.length, frame, at: all[offset - 1]!.at })
      } else {
        outcomes.push({ offset, reason: verdict === "wait" ? "stale" : verdict })
        offset += 1
        locked = locked && verdict === "zero"
      }
    }
  }
  return outcomes
}
