/**
 * Joins the two replies to a flag access request (0x3C): 9E with the levels of bits 0 to 7, then 9F with those of bits
 * 8 to 15. Reference: protocol.md 4.4, 4.5.11.
 */
import { type Add, done, foreign } from "./Parts.ts"

/** The access level that each flag of a word needs, 0 for none. */
export interface FlagAccessInfo {
  /** The setting that is the word of flags. */
  readonly id: number
  /** By bit, sixteen of them. */
  readonly levels: ReadonlyArray<number>
}

/** The parts of the answer that have come: none, or the levels of bits 0 to 7. */
export interface State {
  readonly _tag: "Collecting"
  readonly low: FlagAccessInfo | null
}

const HALF = 8

/** Nothing collected yet. */
export const initial: State = { _tag: "Collecting", low: null }

/** Adds a reply to what was collected. */
export const add: Add<State, FlagAccessInfo> = ({ low }, reply) => {
  if (reply._tag !== "FlagAccessReply" || reply.levels.length < HALF) return foreign
  const half: FlagAccessInfo = { id: reply.id, levels: reply.levels.slice(0, HALF) }
  if (reply.half === "low") return { _tag: "Collecting", low: half }
  return low === null || low.id !== half.id
    ? foreign
    : done({ id: half.id, levels: [...low.levels, ...half.levels] })
}
