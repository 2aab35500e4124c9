/**
 * Numbers as they are printed, in text and in JSON alike. Reference: decisions.md 1.
 */
import { Quantity } from "@vebus/codec"

/**
 * At most six significant digits, never `-0`; `null` for what is no number. Whole numbers keep all their digits: versions,
 * serial numbers and counts are among them, and rounding would make others of them.
 */
export const printed = (value: number): number | null =>
  Number.isSafeInteger(value) ? value + 0 : Number.isFinite(value) ? Quantity.printable(value) : null
