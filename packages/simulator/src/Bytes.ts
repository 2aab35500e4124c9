/**
 * Rows of bytes.
 */

/** No bytes. */
export const NOTHING = new Uint8Array(0)

/** Rows put together. */
export const concat = (...parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  const bytes = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
