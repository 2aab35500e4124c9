/**
 * Flags: the 64 named bits of four settings, by number and by name. Flag n is bit n mod 16 of word n div 16; the words
 * are settings 0, 1, 60 and 61. How to change them: `FlagPlan.ts`. Reference: protocol.md 6.5.
 */
import type { Flag } from "./Entry.ts"
import { flags } from "./Flags.ts"
import * as Names from "./Names.ts"

export type { Flag } from "./Entry.ts"

/** The number of a flag, 0 to 63. */
export type FlagNumber = (typeof flags)[number]["flag"]

/** The settings that hold the flags, sixteen each. */
export const words = [0, 1, 60, 61] as const
/** The setting that is a word of flags. */
export type FlagWord = (typeof words)[number]

/** All of them, by number. */
export const all: ReadonlyArray<Flag & { readonly flag: FlagNumber }> = flags

/** The flag with this number, or `null` outside 0 to 63. */
export const byNumber = (flag: number): (typeof all)[number] | null => all[flag] ?? null

/** The flag with this name or alias, or `null`; case and `_` do not count. */
export const byName = (name: string): (typeof all)[number] | null => Names.byName(all, name)

/** Names that may have been meant, best first. */
export const nearest = (name: string): ReadonlyArray<string> => Names.nearest(all, name)

/** The setting that holds a flag. */
export const wordOf = (flag: FlagNumber): FlagWord => words[flag >> 4]!

/** The mask of a flag within its word. */
export const maskOf = (flag: FlagNumber): number => 1 << (flag & 15)

/** Whether a flag is set in its word. */
export const isSet = (flag: FlagNumber, word: number): boolean => (word & maskOf(flag)) !== 0

/** The sixteen flags of a word, by bit. */
export const ofWord = (word: FlagWord): typeof all => {
  const first = words.indexOf(word) * 16
  return all.slice(first, first + 16)
}
