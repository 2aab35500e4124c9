/**
 * The two checksums of the line, over the length byte and the payload.
 *
 *     plain   -(sum of all bytes)                                                   mod 256
 *     odd     -(sum of all bytes + the bytes 1, 3 and 5 with their nibbles swapped) mod 256
 *
 * Byte 0 is the length byte (bit 7 included), byte 1 the frame type. The odd rule holds for the frame types 21, 38,
 * 3D and 3F; only the bytes 1, 3 and 5 are ever swapped, however long the frame. Reference: protocol.md 2.2, 2.3.
 *
 * @example 04 FF 41 01 00 BB - plain: the sum of the first five is 145, so BB
 * @example 05 3F 07 00 00 00 C2 - odd: 4B + F3 (3F swapped), so C2
 */

/** The frame types whose checksum follows the odd rule. */
export const isOdd = (frameType: number): boolean =>
  frameType === 0x21 || frameType === 0x38 || frameType === 0x3d || frameType === 0x3f

const swapNibbles = (byte: number): number => ((byte << 4) | (byte >> 4)) & 0xff

/** The number that the odd rule adds to the plain sum of a frame that starts (with its length byte) at `start`. */
const oddExtra = (bytes: Uint8Array, start: number, end: number): number => {
  let extra = 0
  for (let at = start + 1; at < end && at <= start + 5; at += 2) extra += swapNibbles(bytes[at]!)
  return extra
}

/** The checksum for the bytes from the length byte at `start` to the last payload byte before `end`, 0 to 255. */
export const checksum = (bytes: Uint8Array, start: number, end: number): number => {
  let sum = 0
  for (let at = start; at < end; at++) sum += bytes[at]!
  if (isOdd(bytes[start + 1]!)) sum += oddExtra(bytes, start, end)
  return -sum & 0xff
}
