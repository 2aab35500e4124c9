/**
 * The length byte of a frame. Reference: protocol.md 2.1.
 */
import * as LedSuffix from "./LedSuffix.ts"

/** The smallest number of bytes that LEN may count. */
export const MIN_PAYLOAD = 2
/** The largest number of bytes that LEN may count. */
export const MAX_PAYLOAD = 31
/** LEN and CHK. */
export const OVERHEAD = 2
/** The largest whole frame. */
export const MAX_SIZE = MAX_PAYLOAD + OVERHEAD

/** The smallest number of bytes that this length byte may count. */
export const minimumOf = (lengthByte: number): number =>
  LedSuffix.isPresent(lengthByte) ? MIN_PAYLOAD + LedSuffix.SIZE : MIN_PAYLOAD

const isLengthByByte: ReadonlyArray<boolean> = Array.from({ length: 256 }, (_, byte) => {
  const count = byte & 0x7f
  return count >= minimumOf(byte) && count <= MAX_PAYLOAD
})

/** Whether any frame can start with this length byte. */
export const isLength = (lengthByte: number): boolean => isLengthByByte[lengthByte]!
