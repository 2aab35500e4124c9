/**
 * A file of VEConfigure beside what the unit holds: which unit of the file it is, and what differs by name. What one side does
 * not tell is said to be so, never taken for a difference of values. Pure; loaded when somebody opens a file.
 */
import { Difference } from "@vebus/runtime/backup"
import type { SettingsFile } from "@vebus/runtime/documents"
import type { Answers } from "../Ask.ts"
import { type Row, sideOf } from "./Compare.ts"

type FileUnit = SettingsFile.Unit

/** Who the unit is, as far as it told. */
export interface Identity {
  readonly serialNumber: string | null
  readonly uniqueNumber: number | null
  readonly productId: number | null
  readonly firmware: number | null
}

/** What the unit holds. */
export interface Held {
  readonly settings: Pick<Answers["Settings"], "settings" | "unsupported" | "missing">
  readonly flags: Pick<Answers["Flags"], "flags">
}

/** The unit of a file that is compared, with what somebody should know about it; or why there is none. */
export type Found =
  | { readonly ok: true; readonly unit: FileUnit; readonly notes: ReadonlyArray<string> }
  | { readonly ok: false; readonly message: string }

const isOne = (unit: FileUnit, { serialNumber, uniqueNumber }: Identity): boolean =>
  unit.serialNumber !== null && serialNumber !== null
    ? unit.serialNumber === serialNumber
    : unit.uniqueNumber === uniqueNumber

const named = ({ serialNumber, uniqueNumber, product, productId }: FileUnit): string =>
  `${serialNumber ?? `unique number ${uniqueNumber}`} (${product ?? `product id ${productId.toString(16)}`})`

/** The unit of a file: by serial number, or by unique number where one has none; else the only one of the same model. */
export const find = ({ file, units }: SettingsFile.Document, identity: Identity): Found => {
  const same = units.find((unit) => isOne(unit, identity))
  const alike = units.filter(({ productId }) => productId === identity.productId)
  const unit = same ?? (alike.length === 1 ? alike[0] : undefined)
  if (unit === undefined || unit.productId !== identity.productId)
    return {
      ok: false,
      message: `${file} is of ${units.map(named).join(", ")}: none of them is this unit, nor the only one of its model. Nothing was compared.`
    }
  return {
    ok: true,
    unit,
    notes: [
      ...(same === undefined ? [`The file is of another unit of the same model: ${named(unit)}.`] : []),
      ...(unit.firmware === identity.firmware
        ? []
        : [
            `The file is of firmware ${unit.firmware}, the unit has ${identity.firmware ?? "one that it did not tell"}: settings are compared by their ids.`
          ])
    ]
  }
}

const fileSide = (unit: FileUnit, id: number): string => {
  const word = unit.unscaled.find((other) => other.id === id)
  if (word !== undefined) return `raw ${word.raw}: the file has no scale of it`
  return unit.unsupported.includes(id) ? "the unit of the file has none" : "unknown: not in the file"
}

const unitSide = ({ settings: { unsupported, missing } }: Held, id: number): string => {
  if (missing.some((other) => other.id === id)) return "unknown: no answer"
  return unsupported.includes(id) ? "the unit has none" : "unknown: not asked"
}

/** A file beside a unit. */
export interface Comparison {
  /** What both tell, and tell otherwise. */
  readonly different: ReadonlyArray<Row>
  /** What one of the two alone tells. */
  readonly oneSided: ReadonlyArray<Row>
}

/** What differs, by name, and what cannot be compared. */
export const compare = (unit: FileUnit, held: Held): Comparison => {
  const now: Difference.Configuration = { settings: held.settings.settings, flags: held.flags.flags }
  const rowsOf = (difference: Difference.Difference): ReadonlyArray<Row> => {
    const { name, a, b } = difference
    const id = difference.kind === "setting" ? difference.id : -1
    // Neither has it.
    if (a === null && unit.unsupported.includes(id) && b === null) return []
    return [
      {
        name,
        label: (b ?? a)?.label ?? name,
        backup: a === null ? (id < 0 ? "unknown: not in the file" : fileSide(unit, id)) : sideOf(a),
        now: b === null ? (id < 0 ? "unknown: no answer" : unitSide(held, id)) : sideOf(b),
        leftOut: null
      }
    ]
  }
  const all = Difference.between(unit, now)
  const isTold = ({ a, b }: Difference.Difference): boolean => a !== null && b !== null
  return {
    different: all.filter(isTold).flatMap(rowsOf),
    oneSided: all.filter((difference) => !isTold(difference)).flatMap(rowsOf)
  }
}
