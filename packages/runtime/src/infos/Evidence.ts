/**
 * The evidence for one info, and how good it is. Pure.
 *
 * An 8-bit sum lets one damaged reply in 256 pass, and a reply to 35 or 36 does not say which id it answers. So one
 * answer is good for showing values only. An info is sure once two separate answers agree word for word: two of this
 * connection, or one of it and the kept one. When two differ the third decides.
 *
 *     none      nothing is known
 *     kept      read from the cache
 *     told      one answer in this connection
 *     disputed  two that differ: a third has to decide
 *     unknown   three, and no two agree
 *     sure      two agree
 *
 * Reference: decisions.md 5.
 */
import type { Sent } from "../link/Transmission.ts"

/** How well an info is known. */
export type Grade = "none" | "kept" | "told" | "disputed" | "unknown" | "sure"

/** One answer of this connection, and which transmission it answered. */
export interface Told<Info> {
  readonly info: Info
  readonly sent: Sent
}

/** The voices there are for one info. */
export interface Evidence<Info> {
  readonly grade: Grade
  /** The info of the cache, while nothing contradicts it. */
  readonly kept: Info | null
  /** The answers of this connection that are still needed. */
  readonly told: ReadonlyArray<Told<Info>>
  /** The info to show; `null`: none. */
  readonly info: Info | null
}

/** Nothing is known. */
export const none: Evidence<never> = { grade: "none", kept: null, told: [], info: null }

/** The evidence of a cache. */
export const ofKept = <Info>(kept: Info): Evidence<Info> => ({ grade: "kept", kept, told: [], info: kept })

/** The evidence that stays when the connection ends: a sure info is as good as one of the cache. */
export const afterConnection = <Info>({ grade, kept, info }: Evidence<Info>): Evidence<Info> =>
  grade === "sure" && info !== null ? ofKept(info) : kept === null ? none : ofKept(kept)

/** The evidence that stays without the cache. */
export const withoutKept = <Info>(evidence: Evidence<Info>): Evidence<Info> =>
  evidence.grade === "kept" ? none : { ...evidence, kept: null }

/** The evidence with one more answer. */
export interface Weighed<Info> {
  readonly evidence: Evidence<Info>
  /** The kept info that two answers contradict. */
  readonly refuted: Info | null
  /** How many answers of this connection were outvoted: damaged replies. */
  readonly damaged: number
}

/** Adds an answer. After `unknown` counting begins anew. */
export const add = <Info>(
  { grade, kept: before, told: toldBefore, info: believed }: Evidence<Info>,
  answer: Told<Info>,
  same: (one: Info, other: Info) => boolean
): Weighed<Info> => {
  if (grade === "sure" && believed !== null) {
    // Asked once more by chance: two voices are against one.
    return {
      evidence: { grade, kept: before, told: toldBefore, info: believed },
      refuted: null,
      damaged: same(believed, answer.info) ? 0 : 1
    }
  }
  const told = [...toldBefore, answer]
  const voices = before === null ? told.map(({ info }) => info) : [before, ...told.map(({ info }) => info)]
  const winner = voices.find((one) => voices.filter((other) => same(one, other)).length > 1)
  if (winner !== undefined) {
    const refuted = before !== null && !same(before, winner) ? before : null
    return {
      evidence: { grade: "sure", kept: refuted === null ? before : null, told: [], info: winner },
      refuted,
      damaged: told.filter(({ info }) => !same(info, winner)).length
    }
  }
  const undecided = (evidence: Evidence<Info>): Weighed<Info> => ({ evidence, refuted: null, damaged: 0 })
  if (voices.length === 1) return undecided({ grade: "told", kept: null, told, info: answer.info })
  if (voices.length === 2) return undecided({ grade: "disputed", kept: before, told, info: null })
  return undecided({ grade: "unknown", kept: null, told: [], info: null })
}
