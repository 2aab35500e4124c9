/**
 * How often a simulated adapter sends its version unasked, as the user says it: seconds from 0.1 to 5, or `0` or `off` for
 * an adapter that never does. Reference: protocol.md 1.3.
 */
import * as Option from "effect/Option"

const LEAST_SECONDS = 0.1
const MOST_SECONDS = 5

/** The accepted forms of a period, for messages. */
export const expected = `seconds from ${LEAST_SECONDS} to ${MOST_SECONDS}, or 0 or off for never`

/** The period in milliseconds, 0 for never. */
export const parse = (text: string): Option.Option<number> => {
  if (text === "off" || text === "0") return Option.some(0)
  const match = /^(\d+(?:\.\d+)?)s?$/.exec(text)
  const seconds = match === null ? Number.NaN : Number(match[1])
  return seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS
    ? Option.some(Math.round(seconds * 1000))
    : Option.none()
}
