/**
 * Refusals, with nothing sent: what is not to be changed, and values that would not do. Pure.
 */
import * as Result from "effect/Result"
import * as Errors from "./ControlError.ts"

/** A refusal with its reason and what to do instead. */
export const refusal = (what: string, why: string, instead: string): Errors.ControlError =>
  Errors.because(new Errors.Forbidden({ what, why, instead }))

/** The same, as a failure. */
export const forbidden = (what: string, why: string, instead: string) =>
  Result.fail(refusal(what, why, instead))

/** The refusal of a value. All three are in words: what it is for, the value, and what would do. */
export const beyond = (what: string, wanted: string, allowed: string): Errors.ControlError =>
  Errors.because(new Errors.OutOfRange({ what, wanted, allowed }))

/** The same, as a failure. */
export const outOfRange = (what: string, wanted: string, allowed: string) =>
  Result.fail(beyond(what, wanted, allowed))
