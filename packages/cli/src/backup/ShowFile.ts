/**
 * A settings file of VEConfigure in words, for people.
 */
import { Difference } from "@vebus/runtime/backup"
import type { SettingsFile as Documents } from "@vebus/runtime/documents"
import * as Columns from "../output/Columns.ts"
import * as Table from "../output/Table.ts"
import { sides } from "./Table.ts"

/** So many bytes are shown; of more there is their number. */
const SHOWN = 16

/** The word of a setting that is not set. */
const NOT_SET = 0xffff

const bytesText = (raw: string): string => {
  const size = (raw.length + 1) / 3
  return size <= SHOWN ? raw : `${size} bytes`
}

type Word = { readonly id: number; readonly name: string | null; readonly raw: number }

const wordText = ({ id, name, raw }: Word): string => `  ${id} ${name ?? "(no name)"}: ${raw}`

const wordOf = ({ id, name, raw }: Documents.Unit["settings"][number]): Word => ({ id, name, raw: raw.value })

const section = (title: string, texts: ReadonlyArray<string>): ReadonlyArray<string> =>
  texts.length === 0 ? [] : ["", title, ...texts]

const unknownText = ({ what, offset, raw }: Documents.Document["unknown"][number]): string =>
  `  ${what}, at byte ${offset}: ${bytesText(raw)}`

const nameOf = ({ serialNumber, uniqueNumber }: Documents.Unit): string =>
  serialNumber ?? `unique number ${uniqueNumber}`

const headOf = (unit: Documents.Unit): string =>
  [
    `${nameOf(unit)}: ${unit.product ?? `product id ${unit.productId.toString(16)}`}`,
    `firmware ${unit.firmware}`,
    ...(unit.subVersion === 0 ? [] : [`sub-version ${unit.subVersion}`]),
    `address ${unit.address}`,
    `read ${unit.read ?? "at a time that the file does not tell"}`,
    ...(unit.exported === null ? [] : [`exported ${unit.exported}`])
  ].join(", ")

/** How a unit differs from the first one of its system: what charges one battery should agree. */
const differing = (unit: Documents.Unit, first: Documents.Unit): ReadonlyArray<string> =>
  Difference.between(first, unit).map((difference) => {
    const [there, here] = sides(difference)
    return `  ${difference.name}: ${here}, there ${there}`
  })

const unitLines = (unit: Documents.Unit, first: Documents.Unit, view: Table.View): ReadonlyArray<string> => {
  const isGridCode = ({ forbidden }: Documents.Unit["settings"][number]) => forbidden === "grid-code"
  const settings = unit.settings.filter((setting) => !isGridCode(setting) && setting.kind !== "flags")
  const outside = settings.filter(({ value }) => value === null)
  const flags = unit.flags.filter(({ on, supported }) => on || supported)
  const gridCode = unit.settings.filter((setting) => isGridCode(setting) && setting.raw.value !== NOT_SET)
  return [
    "",
    headOf(unit),
    ...(settings.length === 0 ? [] : Table.lines(Columns.settings, settings, view)),
    ...section("Flags:", flags.length === 0 ? [] : Table.lines(Columns.flags, flags, view)),
    ...section(`Other than ${nameOf(first)}:`, differing(unit, first)),
    ...section(
      "Outside the limits of their own record, raw:",
      outside.map((setting) => wordText(wordOf(setting)))
    ),
    ...section(
      "Grid code, raw:",
      gridCode.map((setting) => wordText(wordOf(setting)))
    ),
    ...section("Without a scale, raw:", unit.unscaled.map(wordText)),
    ...section("Not understood:", [
      ...(unit.assistants === null
        ? []
        : [`  an assistant program of ${unit.assistants.size} bytes: its content is not known`]),
      ...unit.withheld.map(
        ({ offset, size }) => `  a block of ${size} bytes at byte ${offset}, not shown: it may be a password`
      ),
      ...unit.unknown.map(unknownText)
    ])
  ]
}

/** The lines of a file. */
export const lines = (document: Documents.Document, view: Table.View): ReadonlyArray<string> => [
  `${document.file}: settings of ${document.units.length} of ${document.systemUnits ?? "?"} units, made by tool version ${document.tool ?? "?"}`,
  ...(document.records === null ? ["The file has no scales: all its words are raw."] : []),
  ...document.units.flatMap((unit) => unitLines(unit, document.units[0]!, view)),
  ...section("Not understood:", document.unknown.map(unknownText))
]
