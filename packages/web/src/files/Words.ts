/**
 * A settings file of VEConfigure in words.
 */
import type { SettingsFile } from "@vebus/runtime/documents"

type Unit = SettingsFile.Unit
type Setting = Unit["settings"][number]

/** The word of a setting that is not set. */
const NOT_SET = 0xffff
/** So many digits are shown. */
const DIGITS = 6

const number = (value: number): string => String(Number(value.toPrecision(DIGITS)))

const quantity = (value: number, unit: string | null): string =>
  unit === null ? number(value) : `${number(value)} ${unit}`

const isGridCode = ({ forbidden }: Setting): boolean => forbidden === "grid-code"

/** The file, and how many units of its system are in it. */
export const title = ({ file, units, systemUnits, tool }: SettingsFile.Document): string =>
  `${file}: ${units.length} of ${systemUnits ?? "?"} units, made by tool version ${tool ?? "?"}`

/** A unit by its serial number, or what there is instead. */
export const nameOf = ({ serialNumber, uniqueNumber }: Unit): string =>
  serialNumber ?? `unique number ${uniqueNumber}`

/** The heading of a unit: its product, firmware and address, and when it was read. */
export const head = (unit: Unit): string =>
  [
    unit.product ?? `product id ${unit.productId.toString(16)}`,
    `firmware ${unit.firmware}`,
    `address ${unit.address}`,
    `read ${unit.read ?? "at a time that the file does not tell"}`
  ].join(", ")

const valueOf = ({ value, valueName, unit }: Setting): string =>
  valueName ?? (value === null ? "outside its limits" : quantity(value, unit))

/** A row for each setting: label, value, default, range, raw word. Those of the grid code stand apart. */
export const settings = (unit: Unit): ReadonlyArray<ReadonlyArray<string>> =>
  unit.settings
    .filter((setting) => !isGridCode(setting) && setting.kind !== "flags")
    .map((setting) => [
      `${setting.id} ${setting.label ?? "no name"}`,
      valueOf(setting),
      quantity(setting.default, setting.unit),
      `${number(setting.minimum)} to ${quantity(setting.maximum, setting.unit)}`,
      String(setting.raw.value)
    ])

/** A row for each flag that is on or that the unit supports. */
export const flags = (unit: Unit): ReadonlyArray<ReadonlyArray<string>> =>
  unit.flags
    .filter(({ on, supported }) => on || supported)
    .map(({ flag, label, on }) => [`${flag} ${label}`, on ? "on" : "off"])

const word = (id: number, name: string | null, raw: number): string => `${id} ${name ?? "no name"}: ${raw}`

/** The words of the grid code that are set. */
export const gridCode = (unit: Unit): ReadonlyArray<string> =>
  unit.settings
    .filter((setting) => isGridCode(setting) && setting.raw.value !== NOT_SET)
    .map(({ id, name, raw }) => word(id, name, raw.value))

/** The words without a scale. */
export const unscaled = (unit: Unit): ReadonlyArray<string> =>
  unit.unscaled.map(({ id, name, raw }) => word(id, name, raw))

/** Bytes that nobody understands, with their place. What may be a password is a place and a size. */
export const notUnderstood = (unit: Unit): ReadonlyArray<string> => [
  ...(unit.assistants === null
    ? []
    : [`an assistant program of ${unit.assistants.size} bytes: its content is not known`]),
  ...unit.withheld.map(
    ({ offset, size }) => `a block of ${size} bytes at byte ${offset}, not shown: it may be a password`
  ),
  ...unit.unknown.map(({ what, offset, raw }) => `${what}, at byte ${offset}: ${raw}`)
]
