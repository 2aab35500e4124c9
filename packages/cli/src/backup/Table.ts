/**
 * Differences between two configurations for people, by name and with units.
 */
import { Quantity } from "@vebus/codec"
import type { Device } from "@vebus/runtime"
import type { Difference } from "@vebus/runtime/backup"
import * as Table from "../output/Table.ts"

type Setting = Device.Settings.Stored
type Flag = Device.Flags.Stored

/** One side of a setting, for people. */
const settingText = (setting: Setting | null): string => {
  if (setting === null) return "-"
  if (setting.valueName !== null) return setting.valueName
  if (setting.value === null) return `raw ${setting.raw.value}`
  return `${Quantity.printable(setting.value)}${setting.unit === null ? "" : ` ${setting.unit}`}`
}

const flagText = (flag: Flag | null): string => (flag === null ? "-" : flag.on ? "on" : "off")

/** Both sides of a difference, for people. */
export const sides = (difference: Difference.Difference): readonly [string, string] =>
  difference.kind === "setting"
    ? [settingText(difference.a), settingText(difference.b)]
    : [flagText(difference.a), flagText(difference.b)]

/** The differences as a table, under the names of both sides. */
export const lines = (
  found: ReadonlyArray<Difference.Difference>,
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
