/**
 * The LED suffix: two bytes that the adapter may append to any frame it sends, with bit 7 of LEN set.
 *
 *     LEN | 80   p[0] ... p[n-3]   on   blink   CHK        n counts the two, CHK covers all
 *
 * The frame proper is what stands before them; the masks are an event of their own.
 * Reference: protocol.md 2.4. The masks: `device/LedMasks.ts`.
 *
 * @example 87 FF 58 86 34 81 1F 1F A9 - a setting reply of 0x8134, and "no LED information"
 */
import type { LedMasks } from "../device/LedMasks.ts"

/** Bit 7 of LEN: the last two payload bytes are LED masks. */
export const FLAG = 0x80
/** Bytes that the suffix adds to the payload. */
export const SIZE = 2

/** Whether a length byte announces a suffix. */
export const isPresent = (lengthByte: number): boolean => (lengthByte & FLAG) !== 0

const isMask = (mask: number): boolean => Number.isInteger(mask) && mask >= 0 && mask <= 0xff

/** Whether both masks are bytes. */
export const is = ({ on, blink }: LedMasks): boolean => isMask(on) && isMask(blink)

/** Where the payload of the frame proper ends. `start` and `end` are those of the whole frame, LEN to CHK. */
export const payloadEnd = (bytes: Uint8Array, start: number, end: number): number =>
  isPresent(bytes[start]!) ? end - 1 - SIZE : end - 1

/** The masks of a whole frame, or `null` when it carries none. */
export const decode = (bytes: Uint8Array, start: number, end: number): LedMasks | null =>
  isPresent(bytes[start]!) ? { on: bytes[end - 3]!, blink: bytes[end - 2]! } : null
