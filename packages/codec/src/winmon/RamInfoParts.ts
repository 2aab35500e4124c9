/**
 * Joins the replies to a RAM info request (0x36) into one info.
 *
 *     8E s s o o    8E s s 8F o o    whole
 *     8E s s, then 8F o o            split pair
 *     8E, or scale 0, or 90          not supported
 *
 * Reference: protocol.md 4.3. What the words mean: `device/Scale.ts`.
 */
import { type Add, done, foreign, unsupported } from "./Parts.ts"

/** Scale and offset of a RAM variable, as signed words. */
export interface RamWords {
  readonly scaleWord: number
  readonly offsetWord: number
}

/** The parts of the answer that have come: none, or the scale. */
export interface State {
  readonly _tag: "Collecting"
  readonly scaleWord: number | null
}

/** Nothing collected yet. */
export const initial: State = { _tag: "Collecting", scaleWord: null }

/** Adds a reply to what was collected. */
export const add: Add<State, RamWords> = (state, reply) => {
  if (reply._tag === "RamUnsupported") return unsupported
  if (reply._tag !== "RamInfoReply") return foreign
  if (reply.form === "offset") {
    const { scaleWord } = state
    return scaleWord === null ? foreign : done({ scaleWord, offsetWord: reply.offsetWord })
  }
  if (reply.form === "empty" || reply.scaleWord === 0) return unsupported
  const { scaleWord } = reply
  return reply.form === "scale"
    ? { _tag: "Collecting", scaleWord }
    : done({ scaleWord, offsetWord: reply.offsetWord })
}
