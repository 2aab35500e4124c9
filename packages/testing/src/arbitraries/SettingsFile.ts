/**
 * Settings files of VEConfigure for tests: the bytes of invented ones, and arbitrary ones. For readers alone: nobody has tried
 * what VEConfigure or a unit makes of such a file, and nobody should.
 */
import type { SettingRange, Words as Codec } from "@vebus/codec"
import {
  SettingRecords,
  type SettingsFile as Reader,
  type Unexplained,
  UnitData
} from "@vebus/codec/veconfigure"
import * as Struct from "effect/Struct"
import fc from "fast-check"
import { bytes, fields, int16, raw16, uint16, uint32, uint8 } from "./Words.ts"

type Spare = Codec.Spare

/** The same without places in the file. */
type Placeless<A> = { readonly [K in keyof A]: A[K] extends Unexplained.Unexplained ? Spare : A[K] }

/** A unit to write. */
export interface Unit extends Placeless<Omit<UnitData.UnitData, "offset" | "withheld">> {
  /** The bytes of what a reader withholds: invented ones. */
  readonly blocks: ReadonlyArray<Spare>
}

/** A file to write. */
export interface Content {
  readonly tool: { readonly version: Spare; readonly rest: Spare } | null
  readonly records: Placeless<SettingRecords.SettingRecords> | null
  readonly units: ReadonlyArray<Unit>
  readonly unknown: ReadonlyArray<{ readonly name: string; readonly bytes: Spare }>
}

const number = (size: number, value: number | bigint): ReadonlyArray<number> =>
  Array.from({ length: size }, (_, index) => Number((BigInt(value) >> BigInt(8 * index)) & 0xffn))
const u16 = (value: number) => number(2, value)
const u32 = (value: number) => number(4, value)
const sized = (row: Spare): Spare => [...u16(row.length), ...row]
const ascii = (text: string): Spare => text.split("").map((character) => character.charCodeAt(0))

const sumOf = (section: Spare): number => {
  let sum = 0
  for (let at = 0; at < section.length; at++) sum += section[at]! * 2 ** (8 * (at % 4))
  return sum % 2 ** 32
}

/** The bytes of a section that begins at a place. */
const section = (at: number, name: string, payload: Spare): Spare => {
  const head = sized(ascii(name))
  const next = at + head.length + 4 + payload.length + 4
  const summed = [...head, ...u32(next), ...payload]
  return [...summed, ...u32(sumOf(summed))]
}

const payloadOfRecords = (records: Placeless<SettingRecords.SettingRecords>): Spare => [
  ...u32(SettingRecords.LAYOUT),
  ...u32(records.version),
  records.typeCode,
  ...sized(
    records.records.flatMap(({ scaleWord, offsetWord, defaultRaw, minimumRaw, maximumRaw }) =>
      [scaleWord, offsetWord, defaultRaw, minimumRaw, maximumRaw].flatMap((word) => u16(word & 0xffff))
    )
  ),
  ...records.rest
]

const payloadOfUnit = (unit: Unit): Spare => [
  ...u32(UnitData.LAYOUT),
  ...u32(unit.uniqueNumber),
  ...u32(unit.version),
  ...unit.marks,
  ...u32(unit.versionAgain),
  ...sized(unit.remainder),
  unit.typeCode,
  ...u16(unit.head),
  ...u32(unit.addresses),
  unit.phase,
  unit.vllFlags,
  unit.address,
  ...sized(unit.serial),
  ...u16(unit.blocks.length),
  ...unit.blocks.flatMap(sized),
  ...number(8, unit.exported ?? 0n),
  ...number(8, unit.read ?? 0n),
  ...sized(unit.settings.flatMap(u16)),
  ...sized(unit.assistants),
  ...unit.tail
]

/** The bytes of a file. */
export const bytesOf = ({ tool, records, units, unknown }: Content): Uint8Array<ArrayBuffer> => {
  const sections: ReadonlyArray<readonly [name: string, payload: Spare]> = [
    ...(tool === null ? [] : [["Mk2vscInfo", [...u32(1), ...sized(tool.version), ...tool.rest]] as const]),
    ...(records === null ? [] : [[SettingRecords.NAME, payloadOfRecords(records)] as const]),
    ...units.map((unit) => [UnitData.NAME, payloadOfUnit(unit)] as const),
    ...unknown.map(({ name, bytes: payload }) => [name, payload] as const)
  ]
  let file = sized(ascii("VEConfig setting section file"))
  for (const [name, payload] of sections) file = [...file, ...section(file.length, name, payload)]
  return Uint8Array.from(file)
}

/** The content of a file that was read, to write the same file again: the withheld bytes of each unit are to be given. */
export const contentOf = (
  file: Reader.SettingsFile,
  blocks: ReadonlyArray<ReadonlyArray<Spare>>
): Content => ({
  tool: file.tool === null ? null : { version: file.tool.version, rest: file.tool.rest.bytes },
  records: file.records === null ? null : { ...file.records, rest: file.records.rest.bytes },
  units: file.units.map((unit, index) => ({
    ...Struct.omit(unit, ["offset", "withheld"]),
    marks: unit.marks.bytes,
    remainder: unit.remainder.bytes,
    blocks: blocks[index] ?? [],
    assistants: unit.assistants.bytes,
    tail: unit.tail.bytes
  })),
  unknown: file.unknown.map(({ name, bytes: payload }) => ({ name, bytes: payload }))
})

/** A unit like those of real files, which is to be changed where a test wants it. */
export const plainUnit = (serial: string, settings: ReadonlyArray<number>): Unit => ({
  uniqueNumber: 0x12345678,
  version: 2_629_999,
  marks: [0xff, 1, 1],
  versionAgain: 2_629_999,
  remainder: [8, 25, 0, 0, 0, 0],
  typeCode: 2,
  head: 0x0101,
  addresses: 1,
  phase: 0,
  vllFlags: 0xf0,
  address: 0,
  serial: ascii(serial),
  blocks: [],
  exported: null,
  read: 1_800_000_000n,
  settings: settings as ReadonlyArray<Codec.Raw16>,
  assistants: [],
  tail: [0xff, 0, 0x0b]
})

const flags = { scaleWord: 1, offsetWord: 0, defaultRaw: 0, minimumRaw: 0, maximumRaw: 0x40, access: null }
const volts = {
  scaleWord: -100,
  offsetWord: 0,
  defaultRaw: 5760,
  minimumRaw: 4800,
  maximumRaw: 6400,
  access: null
}

/** Infos of the settings 0 to 3 of a 48 V unit: two words of flags, absorption and float voltage. */
export const plainInfos = [flags, flags, volts, volts] as unknown as ReadonlyArray<SettingRange.SettingWords>

/** A file of units, by the infos of their settings in the order of the ids; `null` where there are none. */
export const plainFile = (
  units: ReadonlyArray<Unit>,
  infos: ReadonlyArray<SettingRange.SettingWords> | null
): Content => ({
  tool: { version: ascii("1.33"), rest: [] },
  records:
    infos === null
      ? null
      : { version: units[0]?.version ?? 0, typeCode: 2, records: infos, rest: [0x80, 0x81] },
  units,
  unknown: []
})

/** The info of a setting. */
const info: fc.Arbitrary<SettingRange.SettingWords> = fields({
  scaleWord: fc.oneof(fc.constantFrom(0, 1, -1, -100, -60), int16),
  offsetWord: int16,
  defaultRaw: raw16,
  minimumRaw: raw16,
  maximumRaw: raw16,
  access: fc.constant(null)
})

const time: fc.Arbitrary<bigint | null> = fc.option(fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }))

const unitOf = (count: number): fc.Arbitrary<Unit> =>
  fields({
    uniqueNumber: uint32,
    version: uint32,
    marks: bytes(3, 3),
    versionAgain: uint32,
    remainder: bytes(8),
    typeCode: uint8,
    head: uint16,
    addresses: uint32,
    phase: uint8,
    vllFlags: uint8,
    address: uint8,
    serial: bytes(12),
    blocks: fc.array(bytes(9), { maxLength: 2 }),
    exported: time,
    read: time,
    settings: fc.array(raw16, { minLength: count, maxLength: count }),
    assistants: bytes(20),
    tail: bytes(8)
  })

/** A file of up to three units, each with a serial number of its own. */
export const content: fc.Arbitrary<Content> = fc
  .record({ settings: fc.nat(6), more: fc.nat(2), hasRecords: fc.boolean() })
  .chain(({ settings, more, hasRecords }) =>
    fields<Content>({
      tool: fc.option(fields({ version: bytes(5), rest: bytes(3) })),
      records: hasRecords
        ? fields({
            version: uint32,
            typeCode: uint8,
            records: fc.array(info, { minLength: settings + more, maxLength: settings + more }),
            rest: bytes(6)
          })
        : fc.constant(null),
      units: fc
        .array(unitOf(settings), { maxLength: 3 })
        .map((units) => units.map((unit, index) => ({ ...unit, serial: [0x41 + index, ...unit.serial] }))),
      unknown: fc.array(
        fields({ name: fc.stringMatching(/^[ -~]{0,20}$/).map((text) => `?${text}`), bytes: bytes(9) }),
        { maxLength: 2 }
      )
    })
  )
