/**
 * Differences between two configurations as a document (vebus.diff/1). Pure.
 */
import * as Device from "../Device.ts"
import * as Schema from "effect/Schema"
import type { Difference } from "./Difference.ts"

/** The name and version of the form. */
export const SCHEMA = "vebus.diff/1"

const { value, valueName, raw } = Device.Settings.Setting.fields

/** A setting on one side; `null` on the side that does not have it. */
const Side = Schema.NullOr(Schema.Struct({ value, valueName, raw: raw.fields.value }))
const State = Schema.NullOr(Schema.Boolean)

/** The serial number of the inverter/charger that it is about; `null` where it has none. */
const SerialNumber = Schema.NullOr(Schema.String)

/** A setting that differs. */
export const SettingDifference = Schema.Struct({
  serialNumber: SerialNumber,
  kind: Schema.Literal("setting"),
  id: Schema.Int,
  name: Schema.NullOr(Schema.String),
  unit: Device.Settings.Setting.fields.unit,
  a: Side,
  b: Side
})

/** A flag that differs. */
export const FlagDifference = Schema.Struct({
  serialNumber: SerialNumber,
  kind: Schema.Literal("flag"),
  flag: Schema.Int,
  name: Schema.String,
  a: State,
  b: State
})

/** The document as a schema. */
export const Diff = Schema.Struct({
  schema: Schema.Literal(SCHEMA),
  /** When the document was made, ISO 8601 in UTC. */
  time: Schema.String,
  /** One side of a comparison: a file, or the port of a unit. */
  a: Schema.String,
  b: Schema.String,
  differences: Schema.Array(Schema.Union([SettingDifference, FlagDifference]))
})
/** The differences as a document. */
export type Diff = typeof Diff.Type

const sideOf = (setting: Device.Settings.Stored | null): typeof Side.Type =>
  setting === null ? null : { value: setting.value, valueName: setting.valueName, raw: setting.raw.value }

const entryOf = (serialNumber: string | null, difference: Difference): Diff["differences"][number] =>
  difference.kind === "setting"
    ? {
        serialNumber,
        kind: "setting",
        id: difference.id,
        name: (difference.a ?? difference.b)!.name,
        unit: (difference.a ?? difference.b)!.unit,
        a: sideOf(difference.a),
        b: sideOf(difference.b)
      }
    : {
        serialNumber,
        kind: "flag",
        flag: difference.flag,
        name: difference.name,
        a: difference.a?.on ?? null,
        b: difference.b?.on ?? null
      }

/** The document of the differences from `a` to `b`, unit by unit. */
export const document = (
  found: ReadonlyArray<{ readonly serial: string | null; readonly differences: ReadonlyArray<Difference> }>,
  { a, b, time }: Pick<Diff, "a" | "b" | "time">
): Diff => ({
  schema: SCHEMA,
  time,
  a,
  b,
  differences: found.flatMap(({ serial, differences }) =>
    differences.map((difference) => entryOf(serial, difference))
  )
})
