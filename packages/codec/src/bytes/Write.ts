/**
 * Writing fields. Frames are written as `Uint8Array.of(...)`, which keeps the low eight bits of each number: an
 * encoder trusts its types, masks to the field's width, and is total (decisions.md 3).
 */

/** A 16-bit word, low byte first. */
export const word = (value: number): readonly [number, number] => [value & 0xff, (value >> 8) & 0xff]

/** A 24-bit number, low byte first. */
export const triple = (value: number): readonly [number, number, number] => [
  value & 0xff,
  (value >> 8) & 0xff,
  (value >> 16) & 0xff
]

/** A 32-bit number, low byte first. */
export const quad = (value: number): readonly [number, number, number, number] => [
  value & 0xff,
  (value >>> 8) & 0xff,
  (value >>> 16) & 0xff,
  (value >>> 24) & 0xff
]

/** Optional bytes in a row: the first one that is absent ends the row. */
export const optionals = (...bytes: ReadonlyArray<number | null>): ReadonlyArray<number> => {
  const end = bytes.indexOf(null)
  return (end < 0 ? bytes : bytes.slice(0, end)) as ReadonlyArray<number>
}
