/**
 * The state of a link, in words.
 */
import type { LinkState } from "../Source.ts"

/** By state, short. */
export const words: Readonly<Record<LinkState, string>> = {
  opening: "Connecting",
  connected: "Connected",
  asleep: "No answer",
  unplugged: "Unplugged",
  closed: "Closed"
}

/** From this age on it is said how old the newest value is, in milliseconds. */
export const OLD_MILLIS = 3000
