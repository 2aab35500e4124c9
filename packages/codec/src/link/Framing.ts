/**
 * A whole frame: length byte, payload, checksum.
 *
 *     LEN   p[0] ... p[n-1]   [on blink]   CHK
 *
 *     LEN   bits 0-6: bytes between LEN and CHK; bit 7: the last two of them are LED masks (`LedSuffix.ts`)
 *     p[0]  frame type (`FrameType.ts`); it chooses the checksum rule (`Checksum.ts`)
 *
 * A payload has 2 to 31 bytes with the suffix (22-byte frames are the longest seen; the slack is ours), and at least
 * two without it. Reference: protocol.md 2.1.
 *
 * @example 04 FF 41 01 00 BB - a payload of four bytes, plain checksum
 */
import * as Result from "effect/Result"
import {
  badChecksum,
  badLength,
  type DecodeFailure,
  type EncodeFailure,
  notEncodable,
  tooShort
} from "../bytes/Failure.ts"
import type { LedMasks } from "../device/LedMasks.ts"
import { checksum } from "./Checksum.ts"
import * as LedSuffix from "./LedSuffix.ts"
import { isLength, MAX_PAYLOAD, MAX_SIZE, MIN_PAYLOAD, minimumOf, OVERHEAD } from "./Length.ts"

export { isLength, MAX_PAYLOAD, MAX_SIZE, MIN_PAYLOAD, OVERHEAD }

/** A frame taken apart: its payload without the suffix, and the masks of the suffix if there is one. */
export interface Frame {
  readonly _tag: "Frame"
  readonly payload: Uint8Array
  readonly leds: LedMasks | null
}

/** Why `bytes` from `start` to `end` are not exactly one frame, or `null` when they are. */
export const failureOf = (bytes: Uint8Array, start: number, end: number): DecodeFailure | null => {
  const size = end - start
  if (size < MIN_PAYLOAD + OVERHEAD) return tooShort("frame", start, MIN_PAYLOAD + OVERHEAD, size)
  const lengthByte = bytes[start]!
  const count = lengthByte & 0x7f
  if (!isLength(lengthByte)) return badLength(start, `${minimumOf(lengthByte)} to ${MAX_PAYLOAD}`, count)
  if (count + OVERHEAD !== size) return badLength(start, `${size - OVERHEAD}`, count)
  const expected = checksum(bytes, start, end - 1)
  return expected === bytes[end - 1]! ? null : badChecksum(end - 1, expected, bytes[end - 1]!)
}

/**
 * Checks that `bytes` from `start` to `end` are exactly one frame.
 *
 * Fails with `TooShort`, `BadLength` or `BadChecksum`.
 */
export const check = (
  bytes: Uint8Array,
  start = 0,
  end = bytes.length
): Result.Result<void, DecodeFailure> => {
  const failure = failureOf(bytes, start, end)
  return failure === null ? Result.void : Result.fail(failure)
}

/** Takes one whole frame apart. The payload is a view into `bytes`, which it must not outlive unchanged. */
export const decode = (bytes: Uint8Array): Result.Result<Frame, DecodeFailure> =>
  Result.map(check(bytes), () => ({
    _tag: "Frame",
    payload: bytes.subarray(1, LedSuffix.payloadEnd(bytes, 0, bytes.length)),
    leds: LedSuffix.decode(bytes, 0, bytes.length)
  }))

/** A frame around a payload of so many bytes, which `write` puts where it is told to. Fails for a size that no frame has. */
export const encodeWith = (
  size: number,
  write: (bytes: Uint8Array, at: number) => void,
  leds: LedMasks | null = null
): Result.Result<Uint8Array, EncodeFailure> => {
  const count = size + (leds === null ? 0 : LedSuffix.SIZE)
  if (size < MIN_PAYLOAD || count > MAX_PAYLOAD)
    return Result.fail(
      badLength(0, `${minimumOf(leds === null ? 0 : LedSuffix.FLAG)} to ${MAX_PAYLOAD}`, count)
    )
  if (leds !== null && !LedSuffix.is(leds)) return Result.fail(notEncodable("LED suffix"))
  const bytes = new Uint8Array(count + OVERHEAD)
  bytes[0] = leds === null ? count : count | LedSuffix.FLAG
  write(bytes, 1)
  if (leds !== null) {
    bytes[1 + size] = leds.on
    bytes[2 + size] = leds.blink
  }
  bytes[count + 1] = checksum(bytes, 0, count + 1)
  return Result.succeed(bytes)
}

/** Puts LEN and CHK around a payload, with the LED masks between if there are any. Fails for a size that no frame has. */
export const encodePayload = (
  payload: Uint8Array,
  leds: LedMasks | null = null
): Result.Result<Uint8Array, EncodeFailure> =>
  encodeWith(payload.length, (bytes, at) => bytes.set(payload, at), leds)

/** The bytes of a frame. Fails for a payload that no frame has. */
export const encode = (frame: Frame): Result.Result<Uint8Array, EncodeFailure> =>
  encodePayload(frame.payload, frame.leds)
