/**
 * The differences between two configurations. Pure. Settings are compared by value where both tell one, else by raw word;
 * words of flags by their flags. Raw words of two scales are never the same.
 */
import type * as Device from "../Device.ts"

type Setting = Device.Settings.Stored
type Flag = Device.Flags.Stored

/** One side of a comparison: a unit of a file, or the configuration of a unit now. */
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

const isOnOneScale = (a: Setting, b: Setting): boolean =>
  a.raw.scale === b.raw.scale && a.raw.offset === b.raw.offset

const isSame = (a: Setting | null, b: Setting | null): boolean => {
  if (a === null || b === null) return a === b
  if (a.value !== null && b.value !== null) return a.value === b.value
  return a.raw.value === b.raw.value && (isOnOneScale(a, b) || a.value === b.value)
}

/** The settings of both sides whose scales differ, so that only their values can be compared. */
export const rescaled = (a: Configuration, b: Configuration): ReadonlyArray<Setting> =>
  a.settings.filter((setting) =>
    b.settings.some(
      (other) => other.id === setting.id && other.kind !== "flags" && !isOnOneScale(setting, other)
    )
  )

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
