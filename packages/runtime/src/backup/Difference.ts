/**
 * The differences between two configurations. Pure. Settings are compared by value where both tell
 * one, else by raw word; words of flags by their flags.
 */
import type * as Device from "../Device.ts"

type Setting = Device.Settings.Setting
type Flag = Device.Flags.Flag

/** One side of a comparison: a backup, or the configuration of a unit now. */
export interface Configuration {
  readonly settings: ReadonlyArray<Setting>
  readonly flags: ReadonlyArray<Flag>
}

/** A setting or a flag that is not the same on both sides; `null` where a side does not have it. */
export type Difference =
  | {
      readonly kind: "setting"
      readonly id: number
      readonly name: string
      readonly a: Setting | null
      readonly b: Setting | null
    }
  | {
      readonly kind: "flag"
      readonly flag: number
      readonly name: string
      readonly a: Flag | null
      readonly b: Flag | null
    }

const isSame = (a: Setting | null, b: Setting | null): boolean =>
  a === null || b === null
    ? a === b
    : a.value === null || b.value === null
      ? a.raw.value === b.raw.value
      : a.value === b.value

/** The differences from `a` to `b`, settings first. */
export const between = (a: Configuration, b: Configuration): ReadonlyArray<Difference> => {
  const ids = new Set(
    [...a.settings, ...b.settings].filter(({ kind }) => kind !== "flags").map(({ id }) => id)
  )
  const numbers = new Set([...a.flags, ...b.flags].map(({ flag }) => flag))
  const found: Array<Difference> = []
  for (const id of [...ids].toSorted((one, other) => one - other)) {
    const [left, right] = [a, b].map((side) => side.settings.find((setting) => setting.id === id) ?? null)
    if (!isSame(left!, right!)) {
      found.push({ kind: "setting", id, name: (left ?? right)!.name ?? `setting ${id}`, a: left!, b: right! })
    }
  }
  for (const flag of [...numbers].toSorted((one, other) => one - other)) {
    const [left, right] = [a, b].map((side) => side.flags.find((other) => other.flag === flag) ?? null)
    if (left?.on !== right?.on)
      found.push({ kind: "flag", flag, name: (left ?? right)!.name, a: left!, b: right! })
  }
  return found
}
