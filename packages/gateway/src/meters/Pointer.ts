/**
 * A number in a payload: where a JSON pointer (RFC 6901) shows, and how old it is. Total and pure.
 */

/** The value that a pointer shows; `undefined`: there is none. */
export const at = (value: unknown, pointer: string): unknown => {
  let current = value
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~")
    if (Array.isArray(current) && !/^\d+$/.test(key)) return undefined
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, key)) return undefined
    current = (current as Record<string, unknown>)[key]
  }
  return current
}

/** A payload as JSON; `undefined`: it is none. */
export const json = (payload: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(payload)) as unknown
  } catch {
    return undefined
  }
}

/** A number, also one that is written as text; `null`: it is none. */
export const number = (value: unknown): number | null => {
  const found =
    typeof value === "string" && /^\s*[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?\s*$/i.test(value)
      ? Number(value)
      : value
  return typeof found === "number" && Number.isFinite(found) ? found : null
}

/** From here on a number is milliseconds since 1970, below it is seconds. */
const MILLIS_FROM = 1e11

/** A time in milliseconds since 1970; `null`: it is none. */
export const time = (value: unknown): number | null => {
  const seconds = number(value)
  if (seconds !== null) return seconds >= MILLIS_FROM ? seconds : seconds * 1000
  const parsed = typeof value === "string" ? Date.parse(value) : Number.NaN
  return Number.isNaN(parsed) ? null : parsed
}
