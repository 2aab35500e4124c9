/**
 * Spans of time as people type them: `500ms`, `1s`, `1.5s`, `2m`, `1h`, `2d`; a 0 needs no unit. Nobody knows what another bare
 * number counts. Pure, and loads no table of the codec.
 */
import * as Option from "effect/Option"

const unitMillis: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** The milliseconds of a span. */
export const parse = (text: string): Option.Option<number> => {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?$/.exec(text.trim())
  return match === null || (match[2] === undefined && Number(match[1]) !== 0)
    ? Option.none()
    : Option.some(Number(match[1]) * unitMillis[match[2] ?? "s"]!)
}
