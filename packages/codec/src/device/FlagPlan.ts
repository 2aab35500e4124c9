/**
 * Plans a change of flags: (word, mask, changes) -> the word to write. Pure; every bit that was not asked for stays.
 *
 *     flag 3, 7   the wave check and its inverse. Changing flag 3 writes flag 7 = not flag 3 in the same word; any other
 *                 change leaves both as read, since real units hold all four combinations. Flag 7 by itself is refused
 *     mask        the maximum of the setting's info: the flags that the device supports. Bits outside it may be set and
 *                 are kept
 *
 * Reference: protocol.md 6.5.
 */
import * as Result from "effect/Result"
import type { Raw16 } from "../bytes/Words.ts"
import * as Flag from "./Flag.ts"

const WAVE_CHECK = 3
const WAVE_CHECK_INVERSE = 7

/** A flag and the value that it shall have. */
export interface FlagChange {
  readonly flag: Flag.FlagNumber
  readonly on: boolean
}

/** The words to write, and their changes. */
export interface FlagPlan {
  readonly word: Raw16
  /** The changes that change something. */
  readonly changes: ReadonlyArray<FlagChange>
  /** Flag 3 changes, so that flag 7 was written as its inverse. */
  readonly pairWritten: boolean
}

/** Why a plan is refused: the first flag that may not be changed like this. */
export type FlagFailure =
  | {
      readonly _tag: "UnknownFlag" | "NotPromoted" | "FollowsWaveCheck" | "OtherWord" | "Contradiction"
      readonly flag: number
    }
  | { readonly _tag: "NotSupported"; readonly flag: number; readonly mask: number }

/**
 * The word that makes the changes to a word as read. All changes must be of that word (`byWord` sorts them). A flag that
 * has its value already is no change.
 */
export const plan = (
  word: Raw16,
  mask: number,
  changes: ReadonlyArray<FlagChange>
): Result.Result<FlagPlan, FlagFailure> => {
  for (const change of changes) {
    const failure = refusal(change, word, mask, changes)
    if (failure !== null) return Result.fail(failure)
  }
  const real = changes.filter(({ flag, on }) => Flag.isSet(flag, word) !== on)
  const pair = real.find(({ flag }) => flag === WAVE_CHECK)
  let next: number = word
  for (const { flag, on } of real) next = withFlag(next, flag, on)
  if (pair !== undefined) next = withFlag(next, WAVE_CHECK_INVERSE, !pair.on)
  return Result.succeed({ word: next as Raw16, changes: real, pairWritten: pair !== undefined })
}

const withFlag = (word: number, flag: Flag.FlagNumber, on: boolean): number =>
  on ? word | Flag.maskOf(flag) : word & ~Flag.maskOf(flag)

/** Why one change is refused, or `null`. What is refused does not depend on the value that the flag has. */
const refusal = (
  { flag, on }: FlagChange,
  word: number,
  mask: number,
  changes: ReadonlyArray<FlagChange>
): FlagFailure | null => {
  const known = Flag.byNumber(flag)
  if (known === null || known.confidence === "unknown") return { _tag: "UnknownFlag", flag }
  if (known.promoted === false) return { _tag: "NotPromoted", flag }
  if (Flag.wordOf(flag) !== Flag.wordOf(changes[0]!.flag)) return { _tag: "OtherWord", flag }
  if (!Flag.isSet(flag, mask)) return { _tag: "NotSupported", flag, mask }
  if (changes.some((other) => other.flag === flag && other.on !== on)) return { _tag: "Contradiction", flag }
  return flag === WAVE_CHECK_INVERSE && !changes.some((other) => writesPair(other, word, on))
    ? { _tag: "FollowsWaveCheck", flag }
    : null
}

/** Whether a change of the wave check writes its inverse with this value. */
const writesPair = ({ flag, on }: FlagChange, word: number, inverse: boolean): boolean =>
  flag === WAVE_CHECK && on !== inverse && on !== Flag.isSet(flag, word)

/** The changes of each word that has any. */
export const byWord = (
  changes: ReadonlyArray<FlagChange>
): ReadonlyArray<{ readonly setting: Flag.FlagWord; readonly changes: ReadonlyArray<FlagChange> }> =>
  Flag.words
    .map((setting) => ({ setting, changes: changes.filter(({ flag }) => Flag.wordOf(flag) === setting) }))
    .filter((group) => group.changes.length > 0)

/** Why, for people. */
export const reason = ({ _tag }: FlagFailure): string => {
  switch (_tag) {
    case "UnknownFlag":
      return "nobody knows what it does"
    case "NotPromoted":
      return "Victron asks not to change it"
    case "FollowsWaveCheck":
      return "it follows flag 3 (DisableWaveCheck); change that one"
    case "OtherWord":
      return "it is in another word than the flags before it"
    case "Contradiction":
      return "asked to be both on and off"
    case "NotSupported":
      return "the device does not support it"
  }
}

/** One sentence for people. */
export const message = (failure: FlagFailure): string =>
  `flag ${failure.flag} (${Flag.byNumber(failure.flag)?.name ?? "no such flag"}): ${reason(failure)}`
