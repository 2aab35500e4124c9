/**
 * Reading little-endian fields in place. Offsets are the caller's duty: each decoder checks the length of its
 * frame once, then reads. A position behind the end reads as 0, never as `NaN`, and nothing throws.
 * Reference: protocol.md 0.
 */
import { NONE, type Raw16, type Raw24, type Raw8, type Spare } from "./Words.ts"

export const uint8 = (bytes: Uint8Array, at: number): number => bytes[at]! | 0

export const uint16 = (bytes: Uint8Array, at: number): number => bytes[at]! | (bytes[at + 1]! << 8)

export const int16 = (bytes: Uint8Array, at: number): number => (uint16(bytes, at) << 16) >> 16

export const uint32 = (bytes: Uint8Array, at: number): number =>
  (uint16(bytes, at) | (uint16(bytes, at + 2) << 16)) >>> 0

export const raw8 = (bytes: Uint8Array, at: number): Raw8 => uint8(bytes, at) as Raw8

export const raw16 = (bytes: Uint8Array, at: number): Raw16 => uint16(bytes, at) as Raw16

export const raw24 = (bytes: Uint8Array, at: number): Raw24 =>
  (((bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16)) << 8) >> 8) as Raw24

/** The byte at a position, or `null` when the frame ends before it: absent is not zero. */
export const optional8 = (bytes: Uint8Array, at: number, end: number): number | null =>
  at < end ? bytes[at]! : null

/** The bytes from a position to the end as numbers; the shared empty list when there are none. */
export const spare = (bytes: Uint8Array, from: number, end: number): Spare => {
  if (from >= end) return NONE
  const kept: Array<number> = []
  for (let at = from; at < end; at++) kept.push(bytes[at]!)
  return kept
}

/** As many whole words as fit between two positions. */
export const raw16s = (bytes: Uint8Array, from: number, end: number): ReadonlyArray<Raw16> => {
  const words: Array<Raw16> = []
  for (let at = from; at + 1 < end; at += 2) words.push(raw16(bytes, at))
  return words
}
