/**
 * Text as devices and files hold it: ASCII, perhaps filled with zeros.
 */
import type { Spare } from "./Words.ts"

/** Whether a byte is a printable character of ASCII, blank included. */
export const isPrintable = (byte: number): boolean => byte >= 0x20 && byte < 0x7f

/** The text of bytes, without trailing zeros. Bytes that are no printable ASCII become `?`. */
export const text = (bytes: Spare): string =>
  bytes
    .slice(0, bytes.findLastIndex((byte) => byte !== 0) + 1)
    .map((byte) => (isPrintable(byte) ? String.fromCharCode(byte) : "?"))
    .join("")
