/**
 * Differences between configurations, and what of them is restored.
 */
import { assert, describe, it } from "@effect/vitest"
import { Flag as Flags, Setting as Settings } from "@vebus/codec"
import type { Device } from "@vebus/runtime"
import * as fc from "fast-check"
import { Difference, Restore } from "@vebus/runtime/backup"
import * as Table from "../../src/backup/Table.ts"

type Setting = Device.Settings.Setting
type Flag = Device.Flags.Flag

/** A setting in volts with two decimals. */
const setting = (id: number, word: number, other: Partial<Setting> = {}): Setting => ({
  id,
  name: Settings.byId(id)?.name ?? null,
  label: null,
  unit: "V",
  confidence: "spec",
  kind: "number",
  default: 0,
  minimum: 0,
  maximum: 100,
  locked: false,
  needsRestart: false,
  forbidden: Settings.byId(id)?.forbidden ?? null,
  value: word / 100,
  valueName: null,
  raw: {
    value: word,
    default: 0,
    minimum: 0,
    maximum: 10_000,
    scale: -100,
    offset: 0,
    access: 0
  } as Setting["raw"],
  time: "2026-01-01T00:00:00.000Z",
  ...other
})

const flag = (number: Flags.FlagNumber, on: boolean, other: Partial<Flag> = {}): Flag => ({
  flag: number,
  name: Flags.byNumber(number)!.name,
  label: "",
  on,
  supported: true,
  promoted: Flags.byNumber(number)!.promoted !== false,
  inverse: null,
  forbidden: Flags.byNumber(number)!.forbidden ?? null,
  level: null,
  setting: Flags.wordOf(number),
  confidence: Flags.byNumber(number)!.confidence,
  time: "2026-01-01T00:00:00.000Z",
  ...other
})

const of = (settings: ReadonlyArray<Setting>, flags: ReadonlyArray<Flag> = []): Difference.Configuration => ({
  settings,
  flags
})

const words = fc.uniqueArray(fc.tuple(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 0, max: 5 })), {
  selector: ([id]) => id
})
const flags = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 31 }), fc.boolean()), {
  selector: ([id]) => id
})
const configuration = fc.tuple(words, flags).map(([some, others]) =>
  of(
    some.map(([id, word]) => setting(id, word)),
    others.map(([number, on]) => flag(number as Flags.FlagNumber, on))
  )
)

describe("a difference", () => {
  it("is told by name and with units; what one side lacks is a dash", () => {
    const a = of(
      [setting(3, 1350), setting(2, 1440), setting(10, 1, { valueName: "fixed" })],
      [flag(6, true)]
    )
    const b = of([setting(2, 1440), setting(3, 1380), setting(200, 7, { value: null })], [flag(6, false)])
    const found = Difference.between(a, b)
    assert.deepStrictEqual(
      found.map((difference) => [difference.name, ...Table.sides(difference)]),
      [
        ["UBatFloat", "13.5 V", "13.8 V"],
        [Settings.byId(10)!.name, "fixed", "-"],
        [Settings.byId(200)?.name ?? "setting 200", "-", "raw 7"],
        ["DisableCharge", "on", "off"]
      ]
    )
  })

  it("is in the value, whatever the words are; in the words where there is no value", () => {
    const scaled = setting(3, 1350)
    const coarse = setting(3, 135, { value: 13.5 })
    assert.deepStrictEqual(Difference.between(of([scaled]), of([coarse])), [])
    const [left, right] = [1, 2].map((word) => setting(3, word, { value: null }))
    assert.strictEqual(Difference.between(of([left!]), of([right!])).length, 1)
  })

  it("is in flags by their name, and not again in their word", () => {
    const a = of([setting(0, 1, { kind: "flags" })], [flag(5, true)])
    const b = of([setting(0, 2, { kind: "flags" })], [flag(5, false)])
    assert.deepStrictEqual(
      Difference.between(a, b).map(({ kind }) => kind),
      ["flag"]
    )
  })

  it("is none between the same, and the same both ways round", () =>
    fc.assert(
      fc.property(configuration, configuration, (a, b) => {
        assert.deepStrictEqual(Difference.between(a, a), [])
        assert.deepStrictEqual(
          Difference.between(a, b),
          Difference.between(b, a).map(
            (found) => ({ ...found, a: found.b, b: found.a }) as Difference.Difference
          )
        )
      })
    ))
})

describe("a restoration", () => {
  const leftOut = (a: Difference.Configuration, b: Difference.Configuration) =>
    Restore.plan(a, b, "ram").leftOut

  it("takes values, not words, and goes where it is told", () => {
    const { changes } = Restore.plan(
      of([setting(3, 1350)], [flag(5, true)]),
      of([setting(3, 1380)], [flag(5, false)]),
      "eeprom"
    )
    assert.deepStrictEqual(changes, [
      { _tag: "Setting", id: 3, to: "eeprom", wanted: { value: 13.5 } },
      { _tag: "Flag", flag: 5, on: true, to: "eeprom" }
    ])
  })

  it.each([
    ["the grid code", setting(81, 1), setting(81, 2), "it belongs to the grid code"],
    ["the layout of the system", setting(13, 1), setting(13, 2), "it belongs to the layout of the system"],
    ["what nobody knows", setting(200, 1, { name: null }), setting(200, 2), "nobody knows what it does"],
    [
      "what needs an access level",
      setting(3, 1),
      setting(3, 2, { locked: true }),
      "it needs an access level"
    ],
    ["what has no value", setting(3, 1, { value: null }), setting(3, 2), "the backup has no value for it"]
  ])("leaves out %s", (_, a, b, why) => {
    assert.deepStrictEqual(
      leftOut(of([a]), of([b])).map((left) => left.why),
      [why]
    )
  })

  it("leaves out what either side does not have", () => {
    assert.deepStrictEqual(leftOut(of([]), of([setting(3, 1)])), [
      { name: "UBatFloat", why: "the backup does not have it" }
    ])
    assert.deepStrictEqual(leftOut(of([setting(3, 1)]), of([])), [
      { name: "UBatFloat", why: "this unit does not have it" }
    ])
  })

  it("leaves out flags that the unit does not support, or that Victron asks not to change", () => {
    const kept = Flags.all.find(({ promoted }) => promoted === false)!.flag
    assert.deepStrictEqual(
      leftOut(
        of([], [flag(5, true), flag(kept, true)]),
        of([], [flag(5, false, { supported: false }), flag(kept, false)])
      )
        .map(({ why }) => why)
        .toSorted(),
      ["Victron asks not to change it", "this unit does not support it"]
    )
  })

  it("leaves the inverse of the wave check to the wave check, and says so where that is the same", () => {
    const both = Restore.plan(
      of([], [flag(3, true), flag(7, false)]),
      of([], [flag(3, false), flag(7, true)]),
      "ram"
    )
    assert.deepStrictEqual(
      both.changes.map((change) => change._tag === "Flag" && change.flag),
      [3]
    )
    assert.deepStrictEqual(both.leftOut, [])
    const alone = Restore.plan(
      of([], [flag(3, true), flag(7, false)]),
      of([], [flag(3, true), flag(7, true)]),
      "ram"
    )
    assert.deepStrictEqual(alone.changes, [])
    assert.match(alone.leftOut[0]!.why, /DisableWaveCheck/)
  })

  it("restores or names every difference, and nothing else", () =>
    fc.assert(
      fc.property(configuration, configuration, (backup, now) => {
        const { changes, leftOut: left } = Restore.plan(backup, now, "ram")
        const found = Difference.between(backup, now)
        const follows =
          found.some((one) => one.kind === "flag" && one.flag === 7) &&
          found.some((one) => one.kind === "flag" && one.flag === 3)
        assert.strictEqual(changes.length + left.length, found.length - (follows ? 1 : 0))
        assert.deepStrictEqual(Restore.plan(now, now, "ram"), { changes: [], leftOut: [] })
      })
    ))
})
