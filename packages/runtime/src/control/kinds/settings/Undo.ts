/**
 * The changes that take writes to settings back: the words, and the flags, as they were. Pure.
 */
import { Flag } from "@vebus/codec"
import type { Destination, Tagged } from "../Kind.ts"
import type { FlagChange, SettingChange } from "./SettingChange.ts"
import { isSetting, type SettingWrite } from "./SettingWrite.ts"

/** The changes that take one write back. */
export const changes = (
  action: SettingWrite,
  all: ReadonlyArray<Tagged>
): ReadonlyArray<SettingChange | FlagChange> => {
  const same = all.filter((other) => isSetting(other)).filter(({ id }) => id === action.id)
  return action.flags === null ? wordsOf(action, same) : flagsOf(action, action.flags, same)
}

/** The word that was stored and the one that acted before the first write to a setting; its last write stands for all of them. */
const wordsOf = (action: SettingWrite, same: ReadonlyArray<SettingWrite>): ReadonlyArray<SettingChange> => {
  if (action !== same.at(-1)) return []
  const { id, stored, ramOnly } = same[0]!
  const back = (to: Destination, { raw }: SettingWrite["stored"]): SettingChange => ({
    _tag: "Setting",
    id,
    to,
    wanted: { raw }
  })
  if (same.every(({ to }) => to === "ram")) return [back("ram", ramOnly ?? stored)]
  return [back("eeprom", stored), ...(ramOnly === null ? [] : [back("ram", ramOnly)])]
}

/** The flags of a word as they were; those that the same plan stored are taken back where they are stored. */
const flagsOf = (
  { to, ramOnly, stored }: SettingWrite,
  flags: NonNullable<SettingWrite["flags"]>,
  same: ReadonlyArray<SettingWrite>
): ReadonlyArray<FlagChange> => {
  const base = to === "ram" ? (ramOnly ?? stored) : stored
  const storedFlags = same.flatMap((other) => (other.to === "eeprom" ? (other.flags ?? []) : []))
  return flags.flatMap(({ flag, on }) => {
    const number = Flag.byNumber(flag)?.flag
    if (number === undefined) return []
    const before = Flag.isSet(number, base.raw)
    const isElsewhere = to === "ram" && storedFlags.some((other) => other.flag === flag)
    return before === on || isElsewhere ? [] : [{ _tag: "Flag", flag: number, on: before, to }]
  })
}
