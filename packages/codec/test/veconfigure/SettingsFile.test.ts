/**
 * Settings files of VEConfigure: the worked example byte for byte, and what holds for all files.
 */
import { assert, describe, it } from "@effect/vitest"
import { Hex, type SettingRange, SerialNumber } from "@vebus/codec"
import { FileFailure, SettingsFile, StoredSetting, UnitData } from "@vebus/codec/veconfigure"
import { SettingsFile as Files } from "@vebus/testing/arbitraries"
import * as Result from "effect/Result"
import fc from "fast-check"
import { example } from "./Example.ts"

const read = (bytes: Uint8Array): SettingsFile.SettingsFile => Result.getOrThrow(SettingsFile.read(bytes))

const failureOf = (bytes: Uint8Array): FileFailure.FileFailure => {
  const result = SettingsFile.read(bytes)
  assert.isTrue(Result.isFailure(result))
  return (result as Result.Failure<never, FileFailure.FileFailure>).failure
}

const info = (scaleWord: number, maximumRaw: number): SettingRange.SettingWords =>
  ({
    scaleWord,
    offsetWord: 0,
    defaultRaw: 0,
    minimumRaw: 0,
    maximumRaw,
    access: null
  }) as SettingRange.SettingWords

/** So many settings as a unit has. */
const infos = (count: number) => Array.from({ length: count }, (_, id) => info(id % 5 === 4 ? 0 : -100, 6400))
const words = (count: number, unit: number) =>
  Array.from({ length: count }, (_, id) => (id % 5 === 4 ? 0xffff : 5000 + id + unit))

/** Files of units of one system, with a block each where it is an export. */
const files = [
  { name: "one unit", units: 1, exported: false },
  { name: "one unit, exported", units: 1, exported: true },
  { name: "three units", units: 3, exported: false },
  { name: "three units, exported", units: 3, exported: true }
].map(({ name, units, exported }) => ({
  name,
  content: Files.plainFile(
    Array.from({ length: units }, (_, index) => ({
      ...Files.plainUnit(`HQ0000TEST${index}`, words(40, index)),
      uniqueNumber: index,
      addresses: 2 ** units - 1,
      address: index,
      assistants: index === 1 ? [0xa7, 0xfe, 0, 0, 0x57, 1] : [],
      blocks: exported ? [[1, 2, 3, 4, 5, 6, 7, 8]] : [],
      exported: exported ? 1_800_000_600n : null
    })),
    infos(40)
  )
}))

describe("the worked example", () => {
  const file = read(example)

  it("is read to the last byte", () => {
    const [unit] = file.units
    assert.strictEqual(SettingsFile.toolVersion(file), "1.30")
    assert.deepInclude(file.records, { version: 2_629_999, typeCode: 2 })
    assert.deepStrictEqual(file.records!.records[2], {
      scaleWord: -100,
      offsetWord: 0,
      defaultRaw: 5760,
      minimumRaw: 4800,
      maximumRaw: 6400,
      access: null
    } as SettingRange.SettingWords)
    assert.deepStrictEqual(unit, {
      offset: 0x93,
      uniqueNumber: 0x12345678,
      version: 2_629_999,
      marks: { offset: 0xb4, bytes: [0xff, 1, 1] },
      versionAgain: 2_629_999,
      remainder: { offset: 0xbd, bytes: [8, 0x19, 0, 0, 0, 0] },
      typeCode: 2,
      head: 0x0101,
      addresses: 1,
      phase: 0,
      vllFlags: 0xf0,
      address: 0,
      serial: [...new TextEncoder().encode("HQ0000TEST0")],
      withheld: [],
      exported: null,
      read: BigInt(Date.parse("2027-01-15T08:00:00Z") / 1000),
      settings: [0x8154, 0x4dfe, 5440, 5400, 35] as unknown as UnitData.UnitData["settings"],
      assistants: { offset: 0xfa, bytes: [] },
      tail: { offset: 0xfa, bytes: [0xff, 0, 0x0b] }
    })
    assert.strictEqual(UnitData.serialNumber(unit!), "HQ0000TEST0")
    assert.strictEqual(SettingsFile.systemSize(file), 1)
    assert.deepStrictEqual(Files.bytesOf(Files.contentOf(file, [])), example)
  })

  it("is scaled with its own records", () => {
    const { records } = file.records!
    const stored = StoredSetting.all(file.units[0]!.settings, (id) => records[id])
    assert.deepStrictEqual(
      stored.map((setting) =>
        setting._tag === "Value" ? [setting.value.value, setting.isDefault] : setting._tag
      ),
      [
        [0x8154, false],
        [0x4dfe, true],
        [54.4, false],
        [54, false],
        [35, true]
      ]
    )
  })

  it("with any bit flipped is no file", () => {
    for (let bit = 0; bit < 8 * example.length; bit++) {
      const flipped = example.slice()
      flipped[bit >> 3]! ^= 1 << (bit & 7)
      assert.isTrue(Result.isFailure(SettingsFile.read(flipped)), `bit ${bit & 7} of byte ${bit >> 3}`)
    }
  })
})

describe.each(files)("a file of $name", ({ content }) => {
  const bytes = Files.bytesOf(content)

  it("is read to what it was made of", () => {
    const found = read(bytes)
    const blocks = content.units.map((unit) => unit.blocks)
    assert.deepStrictEqual(Files.contentOf(found, blocks), content)
    assert.deepStrictEqual(
      found.units.map(({ withheld }) => withheld.map(({ size }) => size)),
      blocks.map((of) => of.map(({ length }) => length))
    )
    assert.strictEqual(SettingsFile.systemSize(found), content.units.length)
  })

  it("with any bit flipped is no file", () => {
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      bytes[bit >> 3]! ^= 1 << (bit & 7)
      const { _tag } = failureOf(bytes)
      bytes[bit >> 3]! ^= 1 << (bit & 7)
      assert.include(["NotASettingsFile", "BrokenChain", "BadSum"], _tag)
    }
  })

  it("is no file when it ends within a section, and one with fewer units when it ends behind one", () => {
    const ends = Array.from({ length: content.units.length + 1 }, (_, count) =>
      Files.bytesOf({ ...content, units: content.units.slice(0, count) })
    )
    const whole = new Set([31, ends[0]!.length, ...ends.map(({ length }) => length)])
    whole.add(Files.bytesOf({ ...content, records: null, units: [] }).length)
    for (let size = 0; size < bytes.length; size++) {
      const result = SettingsFile.read(bytes.slice(0, size))
      assert.strictEqual(Result.isSuccess(result), whole.has(size), `${size} bytes`)
    }
    for (const [count, shorter] of ends.entries()) assert.strictEqual(read(shorter).units.length, count)
  })
})

describe("any file", () => {
  it("is read to what it was made of, and makes the same bytes again", () =>
    fc.assert(
      fc.property(Files.content, (content) => {
        const bytes = Files.bytesOf(content)
        const found = Files.contentOf(
          read(bytes),
          content.units.map(({ blocks }) => blocks)
        )
        assert.deepStrictEqual(found, content)
        assert.deepStrictEqual(Files.bytesOf(found), bytes)
      })
    ))

  it("says nothing of the blocks but their place and their size", () =>
    fc.assert(
      fc.property(Files.content, fc.nat(255), (content, mask) => {
        const other = content.units.map((unit) => ({
          ...unit,
          blocks: unit.blocks.map((block) => block.map((byte) => byte ^ mask))
        }))
        assert.deepStrictEqual(
          read(Files.bytesOf({ ...content, units: other })),
          read(Files.bytesOf(content))
        )
      })
    ))

  it("gives a value or a failure with its place, cut, damaged or made of anything", () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 400 }),
          fc
            .uint8Array({ maxLength: 200 })
            .map((rest) => Uint8Array.from([...example.subarray(0, 31), ...rest])),
          fc
            .tuple(Files.content.map(Files.bytesOf), fc.nat(), fc.nat(), fc.nat(255))
            .map(([bytes, cut, at, mask]) => {
              const shorter = bytes.slice(0, cut % (bytes.length + 1))
              if (shorter.length > 0) shorter[at % shorter.length]! ^= mask
              return shorter
            })
        ),
        (bytes) => {
          const result = SettingsFile.read(bytes)
          if (Result.isSuccess(result)) return
          const { offset, expected, found } = result.failure
          assert.isTrue(Number.isInteger(offset) && offset >= 0 && offset <= bytes.length, `${offset}`)
          assert.isAbove(expected.length, 0)
          assert.isAbove(found.length, 0)
          assert.match(FileFailure.message(result.failure), /^[ -~]+$/)
        }
      ),
      { numRuns: 500 }
    ))
})

describe("what is refused", () => {
  const one = files[0]!.content
  const two = files[2]!.content
  const bytes = Files.bytesOf(one)

  it.each([
    ["nothing", new Uint8Array(0), "NotASettingsFile", 0],
    ["a backup", new TextEncoder().encode('{"schema":"vebus.backup/1"}'), "NotASettingsFile", 0],
    ["a megabyte and a byte", new Uint8Array(0x10_0001), "TooLarge", 0],
    ["two bytes more", Uint8Array.from([...bytes, 0, 0]), "BrokenChain", bytes.length],
    [
      "a unit twice",
      Files.bytesOf({ ...two, units: [two.units[0]!, two.units[0]!] }),
      "DuplicateSerial",
      null
    ],
    [
      "more settings than records",
      Files.bytesOf({ ...one, records: { ...one.records!, records: infos(39) } }),
      "LengthMismatch",
      null
    ],
    [
      "65 sections",
      Files.bytesOf({ ...one, unknown: Array.from({ length: 65 }, () => ({ name: "x", bytes: [] })) }),
      "BrokenChain",
      null
    ],
    [
      "a section that there is one of, twice",
      Files.bytesOf({ ...one, unknown: [{ name: "Mk2vscInfo", bytes: [1, 0, 0, 0, 0, 0] }] }),
      "DuplicateSection",
      bytes.length
    ],
    [
      "another layout",
      Files.bytesOf({ ...one, units: [], unknown: [{ name: "BareSettingData", bytes: [4, 0, 0, 0] }] }),
      "UnknownLayout",
      null
    ],
    [
      "a unit without fields",
      Files.bytesOf({ ...one, units: [], unknown: [{ name: "BareSettingData", bytes: [3, 0, 0, 0, 1] }] }),
      "TooShort",
      null
    ]
  ] as const)("%s", (_, given, tag, offset) => {
    const failure = failureOf(given)
    assert.strictEqual(failure._tag, tag)
    if (offset !== null) assert.strictEqual(failure.offset, offset)
  })

  it("an odd length of settings, and records of nine bytes", () => {
    const payload = (name: string, size: number) => ({
      name,
      bytes: [4, 0, 0, 0, 0, 0, 0, 0, 2, size, 0, ...Array.from({ length: size }, () => 0)]
    })
    const records = Files.bytesOf({
      ...one,
      records: null,
      units: [],
      unknown: [payload("BareSettingInfo", 9)]
    })
    assert.strictEqual(
      FileFailure.message(failureOf(records)),
      "section BareSettingInfo: expected records of 10 bytes at byte 91, found 9 bytes"
    )
    const data = (size: number) => {
      const units = [{ ...one.units[0]!, settings: [] }]
      const whole = Files.bytesOf({ ...one, tool: null, records: null, units })
      const payloadOf = [...whole.subarray(31 + 2 + 15 + 4, whole.length - 4)]
      payloadOf[68] = size
      return Files.bytesOf({ ...one, units: [], unknown: [{ name: "BareSettingData", bytes: payloadOf }] })
    }
    assert.strictEqual(failureOf(data(3))._tag, "LengthMismatch")
    assert.strictEqual(failureOf(data(200))._tag, "TooShort")
  })

  it("but not other counts, other sections, nor a file without records", () => {
    for (const count of [0, 1, 150, 200]) {
      const units = [Files.plainUnit("HQ0000TEST0", words(count, 0))]
      assert.strictEqual(
        read(Files.bytesOf(Files.plainFile(units, infos(count)))).units[0]!.settings.length,
        count
      )
    }
    const raw = read(Files.bytesOf(Files.plainFile([Files.plainUnit("HQ0000TEST0", [5440])], null)))
    assert.isNull(raw.records)
    assert.deepStrictEqual(
      StoredSetting.all(raw.units[0]!.settings, () => undefined).map(({ _tag }) => _tag),
      ["Unscaled"]
    )
    const more = read(Files.bytesOf({ ...one, unknown: [{ name: "Another", bytes: [1, 2, 3] }] }))
    assert.deepInclude(more.unknown[0], { name: "Another", bytes: [1, 2, 3] })
  })
})

it("the places of a real file of 4562 bytes follow from the lengths", () => {
  const plain = Files.plainFile([Files.plainUnit("HQ0000TEST0", words(192, 0))], infos(192))
  const rest = Array.from({ length: 2061 }, () => 0)
  const bytes = Files.bytesOf({ ...plain, records: { ...plain.records!, rest } })
  assert.strictEqual(bytes.length, 4562)
  const [unit] = read(bytes).units
  assert.strictEqual(bytes.length - unit!.offset, 484)
  const published = { 0: 0x1049, 2: 0x104d, 11: 0x105f, 60: 0x10c1 }
  for (const [id, place] of Object.entries(published)) {
    assert.strictEqual(bytes[place]! | (bytes[place + 1]! << 8), unit!.settings[Number(id)], id)
  }
})

it("a word outside its limits has no value, and FFFF of an absent setting means nothing", () => {
  const tags = (raw: number, scale: number) =>
    StoredSetting.make(85, raw as StoredSetting.StoredSetting["raw"], info(scale, 6400))._tag
  assert.deepStrictEqual(
    [tags(6400, 1), tags(6401, 1), tags(0xffff, 1), tags(0xffff, 0)],
    ["Value", "OutOfRange", "OutOfRange", "Absent"]
  )
})

it("a serial number is text as the unit's own reply is", () => {
  const data = [0x48, 0x51, 0x1b, 0x00]
  assert.strictEqual(UnitData.serialNumber({ serial: data }), SerialNumber.text({ data }))
  assert.isNull(UnitData.serialNumber({ serial: [0, 0] }))
  assert.strictEqual(Hex.toHex(example.subarray(0, 2)), "1D 00")
})
