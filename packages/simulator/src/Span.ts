/**
 * Spans of time as text: `350ms`, `1.5s`, `2min`, `1h`; a 0 needs no unit.
 */

const UNITS = { h: 3_600_000, min: 60_000, s: 1000, ms: 1 } as const
const pattern = new RegExp(String.raw`^(\d+(?:\.\d+)?)(${Object.keys(UNITS).join("|")})$`)

/** The expected text where a span is missing. */
export const EXPECTED = "a time such as 10s or 350ms"

/** Whole milliseconds, or `null` when the text is no span. */
export const parse = (text: string): number | null => {
  if (text === "0") return 0
  const match = pattern.exec(text)
  if (match === null) return null
  const millis = Math.round(Number(match[1]) * UNITS[match[2] as keyof typeof UNITS])
  return Number.isSafeInteger(millis) ? millis : null
}

/** Whole milliseconds as the text that `parse` reads. */
export const format = (millis: number): string => (millis % 1000 === 0 ? `${millis / 1000}s` : `${millis}ms`)
