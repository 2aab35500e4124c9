/**
 * The differences between two configurations, by name and with units. Pure. Settings are compared by value where both tell
 * one, else by raw word; words of flags by their flags.
 */
import { Quantity } from "@vebus/codec"
import type { Device } from "@vebus/runtime"
import * as Table from "../output/Table.ts"

type Setting = Device.Settings.Setting
type Flag = Device.Flags.Flag

/** One side of a comparison: a backup, or the configuration of a unit now. */
export interface Configuration {
  readonly settings: ReadonlyArray<Setting>
  readonly flags: ReadonlyArray<Flag>
}

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

/** One side of a setting, for people. */
const settingText = (setting: Setting | null): string => {
  if (setting === null) return "-"
  if (setting.valueName !== null) return setting.valueName
  if (setting.value === null) return `raw ${setting.raw.value}`
  return `${Quantity.printable(setting.value)}${setting.unit === null ? "" : ` ${setting.unit}`}`
}

const flagText = (flag: Flag | null): string => (flag === null ? "-" : flag.on ? "on" : "off")

/** Both sides of a difference, for people. */
export const sides = (difference: Difference): readonly [string, string] =>
  difference.kind === "setting"
    ? [settingText(difference.a), settingText(difference.b)]
    : [flagText(difference.a), flagText(difference.b)]

/** The differences as a table, under the names of both sides. */
export const table = (
  found: ReadonlyArray<Difference>,
  { a, b }: { readonly a: string; readonly b: string },
  view: Table.View
): ReadonlyArray<string> =>
  Table.lines(
    [
      { head: "NAME", cutTo: 20, cell: ({ name }) => name },
      { head: a, cutTo: 12, cell: (difference) => sides(difference)[0] },
      { head: b, cutTo: 12, cell: (difference) => sides(difference)[1] }
    ],
    found,
    view
  )
