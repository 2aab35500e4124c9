/**
 * Set-points of the ESS assistant as numbers: their range, their word, the way from one to another. Pure.
 *
 *     word   s16, watts at the AC input; what is fed in is positive there, what is drawn is positive here
 *
 * Reference: protocol.md 6.8; integrations.md 1.
 */
import type { Words } from "@vebus/codec"
import * as Result from "effect/Result"
import type { ControlError } from "../ControlError.ts"
import { outOfRange } from "../Refuse.ts"

/** Its name in messages. */
export const NAME = "ESS set-point"
const LIMIT = 0x7fff
/** The simplest of all set-points: nothing drawn, nothing fed in. */
export const REST = 0

/** The word of a set-point in whole watts. */
export const toRaw = (watts: number): Words.Raw16 => ((0 - watts) & 0xffff) as Words.Raw16

/** A set-point in whole watts. Fails with `OutOfRange` when it does not fit into a word. */
export const make = (watts: number): Result.Result<number, ControlError> =>
  Number.isFinite(watts) && Math.abs(Math.round(watts)) <= LIMIT
    ? Result.succeed(Math.round(watts) + 0)
    : outOfRange(NAME, `${watts} W`, `-${LIMIT} to ${LIMIT} W`)

/** Fails with `OutOfRange` for a ramp that leads nowhere, and for a time that would never pass. */
export const checkOptions = (
  wattsPerSecond: number | undefined,
  staleMillis: number | null
): Result.Result<void, ControlError> => {
  if (wattsPerSecond !== undefined && !(wattsPerSecond >= 1)) {
    return outOfRange(`ramp of the ${NAME}`, `${wattsPerSecond} W/s`, "1 W/s and more")
  }
  return staleMillis !== null && !(staleMillis > 0 && Number.isFinite(staleMillis))
    ? outOfRange(`age of the ${NAME}`, `${staleMillis} ms`, "more than 0 ms")
    : Result.void
}

/** How far a ramp leads in one step at most, in milliseconds. */
export const RAMP_MILLIS = 1000

/** The next set-point on the way from one to another, so many milliseconds after the last step. */
export const towards = (
  from: number,
  target: number,
  elapsedMillis: number,
  wattsPerSecond: number
): number => {
  const step = Math.floor((wattsPerSecond * Math.min(elapsedMillis, RAMP_MILLIS)) / 1000)
  return Math.min(Math.max(target, from - step), from + step)
}
