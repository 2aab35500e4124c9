/**
 * A settings file of VEConfigure as a document (vebus.settings-file/1): its units as settings and flags in the shape of
 * those of a device, and all else that it says. Pure.
 *
 * A setting without a record is raw; bytes that nobody has explained are there with their place. Of a block that may be a
 * password there is its place and its size.
 */
import { Hex, Product, Setting as Table, SoftwareVersion, type SettingRange } from "@vebus/codec"
import { SettingsFile, StoredSetting, type Unexplained, UnitData } from "@vebus/codec/veconfigure"
import * as Schema from "effect/Schema"
import * as Device from "../Device.ts"

/** The name and version of the form. */
export const SCHEMA = "vebus.settings-file/1"

const describe = <S extends Schema.Top>(schema: S, description: string): S["Rebuild"] =>
  schema.annotate({ description })

const Place = describe(Schema.Int, "In bytes from the beginning of the file")
const Bytes = describe(Schema.String, "Bytes in hexadecimal")
const Time = describe(
  Schema.NullOr(Schema.String),
  "ISO 8601 in UTC, or the seconds since 1970 where they are no date; null: the file does not say"
)

const Unknown = Schema.Struct({
  what: Schema.String,
  offset: Place,
  raw: Bytes
})

/** A unit of a file. */
export const Unit = Schema.Struct({
  serialNumber: Schema.NullOr(Schema.String),
  uniqueNumber: Schema.Int,
  /** With the sub-version in its top byte. */
  version: Schema.Int,
  firmware: Schema.Int,
  subVersion: Schema.Int,
  productId: Schema.Int,
  product: describe(Schema.NullOr(Schema.String), "null: nobody knows this product"),
  address: Schema.Int,
  addresses: describe(Schema.Array(Schema.Int), "The addresses that are configured in its system"),
  read: describe(Time, "When the unit was read"),
  exported: describe(Time, "When the file was exported"),
  settings: Schema.Array(
    Schema.Struct({
      ...Device.Settings.Stored.fields,
      value: describe(Schema.NullOr(Schema.Finite), "null: the word is outside the limits of its record"),
      isDefault: Schema.Boolean
    })
  ),
  flags: Schema.Array(Device.Flags.Stored),
  unscaled: describe(
    Schema.Array(Schema.Struct({ id: Schema.Int, name: Schema.NullOr(Schema.String), raw: Schema.Int })),
    "Words that stay raw: the file has no record of their scale, or one that says that the unit lacks the setting"
  ),
  unsupported: describe(Schema.Array(Schema.Int), "Ids that the unit does not have, and whose word is FFFF"),
  assistants: describe(
    Schema.NullOr(Schema.Struct({ offset: Place, size: Schema.Int, raw: Bytes })),
    "The program of the assistants, whose content is not known; null: none"
  ),
  withheld: describe(
    Schema.Array(Schema.Struct({ offset: Place, size: Schema.Int })),
    "Blocks that may be passwords: their bytes are not shown"
  ),
  unknown: describe(Schema.Array(Unknown), "Bytes that nobody has explained"),
  raw: Schema.Struct({
    versionAgain: Schema.Int,
    typeCode: Schema.Int,
    head: Schema.Int,
    phase: Schema.Int,
    vllFlags: Schema.Int
  })
})
export type Unit = typeof Unit.Type

/** The whole document. */
export const Document = Schema.Struct({
  schema: Schema.Literal(SCHEMA),
  /** When the document was made, ISO 8601 in UTC. */
  time: Schema.String,
  file: Schema.String,
  tool: describe(Schema.NullOr(Schema.String), "The version of the tool that made the file"),
  systemUnits: describe(
    Schema.NullOr(Schema.Int),
    "How many units the system has, by the addresses that its units know; null: they tell none"
  ),
  records: describe(
    Schema.NullOr(Schema.Struct({ count: Schema.Int, version: Schema.Int, typeCode: Schema.Int })),
    "The scales and limits in the file: how many, and of which unit; null: none, so that all words are raw"
  ),
  units: Schema.Array(Unit),
  unknown: describe(Schema.Array(Unknown), "Bytes outside of the units that nobody has explained")
}).annotate({
  description: "A settings file of VEConfigure: what each unit has stored, and what is not understood"
})
export type Document = typeof Document.Type

/** The info of a setting by its id, `undefined` where there is none. */
export type WordsOf = (id: number) => SettingRange.SettingWords | undefined

/** The records of a file. */
export const recordsOf =
  ({ records }: SettingsFile.SettingsFile): WordsOf =>
  (id) =>
    records?.records[id]

/** The settings of a unit whose infos are known; a word outside of its limits has no value. */
export const settingsOf = (
  { settings }: Pick<UnitData.UnitData, "settings">,
  wordsOf: WordsOf
): ReadonlyArray<Device.Settings.Stored> =>
  StoredSetting.all(settings, wordsOf).flatMap((found) => {
    if (found._tag !== "Value" && found._tag !== "OutOfRange") return []
    const stored = Device.Settings.stored(found.id, found.words, found.raw)
    return stored === null ? [] : [found._tag === "Value" ? stored : { ...stored, value: null }]
  })

/** The last second that a date can have. */
const LAST_SECOND = 8_640_000_000_000n

/** A time of a file as text. */
export const timeText = (seconds: bigint | null): string | null =>
  seconds === null
    ? null
    : seconds > LAST_SECOND
      ? `${seconds} s`
      : new Date(Number(seconds) * 1000).toISOString()

const unknownOf = (
  parts: Readonly<Record<string, Unexplained.Unexplained>>
): ReadonlyArray<typeof Unknown.Type> =>
  Object.entries(parts).flatMap(([what, { offset, bytes }]) =>
    bytes.length === 0 ? [] : [{ what, offset, raw: Hex.toHex(bytes) }]
  )

/** The word of a setting that a unit does not have. */
const NOT_SET = 0xffff

/** A unit as documents have it. */
export const unitOf = (unit: UnitData.UnitData, wordsOf: WordsOf): Unit => {
  const productId = SoftwareVersion.productId(unit.version)
  const settings = settingsOf(unit, wordsOf)
  const others = StoredSetting.all(unit.settings, wordsOf).filter(
    ({ _tag }) => _tag === "Absent" || _tag === "Unscaled"
  )
  const isNotSet = ({ _tag, raw }: StoredSetting.StoredSetting) => _tag === "Absent" && raw === NOT_SET
  const { assistants } = unit
  return {
    serialNumber: UnitData.serialNumber(unit),
    uniqueNumber: unit.uniqueNumber,
    version: unit.version,
    firmware: SoftwareVersion.firmware(unit.version),
    subVersion: unit.version >>> 24,
    productId,
    product: Product.deviceName(productId),
    address: unit.address,
    addresses: Array.from({ length: 32 }, (_, bit) => bit).filter(
      (bit) => ((unit.addresses >>> bit) & 1) === 1
    ),
    read: timeText(unit.read),
    exported: timeText(unit.exported),
    settings: settings.map((setting) => ({
      ...setting,
      isDefault: setting.raw.value === setting.raw.default
    })),
    flags: settings.flatMap((setting) => Device.Flags.stored(setting)),
    unscaled: others
      .filter((found) => !isNotSet(found))
      .map(({ id, raw }) => ({ id, name: Table.byId(id)?.name ?? null, raw })),
    unsupported: others.filter(isNotSet).map(({ id }) => id),
    assistants:
      assistants.bytes.length === 0
        ? null
        : { offset: assistants.offset, size: assistants.bytes.length, raw: Hex.toHex(assistants.bytes) },
    withheld: unit.withheld,
    unknown: unknownOf({
      "behind the version": unit.marks,
      "behind the version in reply 82": unit.remainder,
      "behind the program of the assistants": unit.tail
    }),
    raw: {
      versionAgain: unit.versionAgain,
      typeCode: unit.typeCode,
      head: unit.head,
      phase: unit.phase,
      vllFlags: unit.vllFlags
    }
  }
}

/** The document of a file. */
export const document = (
  file: SettingsFile.SettingsFile,
  { file: name, time }: Pick<Document, "file" | "time">
): Document => ({
  schema: SCHEMA,
  time,
  file: name,
  tool: SettingsFile.toolVersion(file),
  systemUnits: SettingsFile.systemSize(file),
  records:
    file.records === null
      ? null
      : {
          count: file.records.records.length,
          version: file.records.version,
          typeCode: file.records.typeCode
        },
  units: file.units.map((unit) => unitOf(unit, recordsOf(file))),
  unknown: [
    ...unknownOf({
      ...(file.tool === null ? {} : { "behind the version of the tool": file.tool.rest }),
      ...(file.records === null ? {} : { "behind the records": file.records.rest })
    }),
    ...file.unknown.map(({ name: what, offset, bytes }) => ({
      what: `section ${what}`,
      offset,
      raw: Hex.toHex(bytes)
    }))
  ]
})
