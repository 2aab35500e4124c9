/**
 * What a fuzz run counted.
 */
import type { Deframer } from "@vebus/codec"
import { replies, requests, winmonReplies, winmonRequests } from "@vebus/testing/arbitraries"

/** Every frame that there is, by its tag. */
export const kinds: ReadonlyArray<string> = [
  ...new Set([requests, replies, winmonRequests, winmonReplies].flatMap((table) => Object.keys(table)))
]

export interface Figures {
  inputs: number
  bytes: number
  chunks: number
  frames: number
  /** Good frames that were put in. */
  planted: number
  /** Those that an earlier candidate took bytes of, whose checksum held too. */
  overlapped: number
  /** Those that a pause longer than a candidate may wait cut in two. */
  torn: number
  /** Candidates in plain noise that overlap a good frame behind them, and those of them whose checksum held. */
  candidates: number
  passed: number
  /** Single bits flipped in good frames, which must never be accepted. */
  flips: number
  explained: number
  readonly discarded: Record<Deframer.DiscardReason, number>
  /** How often each frame was decoded. */
  readonly tags: Map<string, number>
}

export const none = (): Figures => ({
  inputs: 0,
  bytes: 0,
  chunks: 0,
  frames: 0,
  planted: 0,
  overlapped: 0,
  torn: 0,
  candidates: 0,
  passed: 0,
  flips: 0,
  explained: 0,
  discarded: { zero: 0, length: 0, type: 0, checksum: 0, stale: 0 },
  tags: new Map()
})

/** The figures as lines for people. */
export const lines = (figures: Figures): ReadonlyArray<string> => {
  const { discarded, tags } = figures
  const rate = figures.passed === 0 ? "none" : `1 in ${(figures.candidates / figures.passed).toFixed(1)}`
  const rarest = [...tags].toSorted(([, a], [, b]) => a - b)[0]
  const missing = kinds.filter((kind) => !tags.has(kind))
  return [
    `${figures.inputs} inputs, ${figures.bytes} bytes in ${figures.chunks} chunks`,
    `${figures.frames} frames of ${kinds.length - missing.length} of ${kinds.length} kinds, the rarest ${rarest?.[0]} (${rarest?.[1]})${missing.length === 0 ? "" : `; never seen: ${missing.join(", ")}`}`,
    `discarded bytes: ${Object.entries(discarded)
      .map(([reason, count]) => `${reason} ${count}`)
      .join(", ")}`,
    `${figures.planted} good frames put in; lost: ${figures.torn} torn by a pause, ${figures.overlapped} to an earlier candidate that overlaps and passed too, none otherwise`,
    `${figures.candidates} candidates in noise that overlap a good frame, ${figures.passed} passed their checksum: ${rate}`,
    `${figures.flips} single bits flipped, none accepted; ${figures.explained} inputs explained`
  ]
}
