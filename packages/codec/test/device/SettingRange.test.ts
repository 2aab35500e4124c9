import { assert, describe, it } from "@effect/vitest"
import { Setting, SettingRange, type Words } from "@vebus/codec"
import * as Result from "effect/Result"
import fc from "fast-check"
import { data, vectors } from "./Data.ts"

const raw = (word: number) => word as Words.Raw16

interface Info {
  readonly scale: number
  readonly offset?: number
  readonly default?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly access?: number
}

const words = ({ scale, offset = 0, default: byDefault, minimum = 0, maximum = 0xffff, access }: Info) => ({
  scaleWord: scale,
  offsetWord: offset,
  defaultRaw: raw(byDefault ?? minimum),
  minimumRaw: raw(minimum),
  maximumRaw: raw(maximum),
  access: access ?? null
})

const range = (id: number, info: Info): SettingRange.SettingRange => {
  const made = SettingRange.make(id, words(info))
  if (made._tag === "SettingRange") return made
  throw new Error(`setting ${id} is not supported`)
}

interface Entry {
  readonly id: number
  readonly name: string
  readonly observed: Readonly<Record<string, Info>>
}

const observed = data<{ readonly settings: ReadonlyArray<Entry> }>("settings").settings.flatMap(
  ({ id, observed: infos }) => Object.values(infos).map((info) => ({ id, info }))
)
const supported = observed.filter(({ info }) => info.scale !== 0)

describe("ranges of real units", () => {
  it("scale 0 is a setting that the device does not have", () => {
    for (const { id, info } of observed) {
      assert.strictEqual(
        SettingRange.make(id, words(info))._tag,
        info.scale === 0 ? "Unsupported" : "SettingRange"
      )
    }
  })

  it("the default is allowed", () => {
    for (const { id, info } of supported.filter((known) => known.info.default !== undefined)) {
      const limits = range(id, info)
      assert.isTrue(SettingRange.contains(limits, limits.default.raw), String(id))
    }
  })

  it("every word within the limits goes to a value and back, every other is refused both ways", () => {
    const distinct = [...new Map(supported.map((known) => [rule(known), known])).values()]
    for (const { id, info } of distinct) {
      const limits = range(id, info)
      for (let word = 0; word <= 0xffff; word++) if (!goesBack(limits, word)) assert.fail(`${id}: ${word}`)
    }
  })
})

/** What decides about words: each combination is tried once. */
const rule = ({ id, info }: { readonly id: number; readonly info: Info }): string =>
  [info.scale, info.offset, info.minimum, info.maximum, Setting.byId(id)?.kind === "flags"].join()

/** Whether a word is allowed both ways or refused both ways, as the bare limits say. A loop this long asserts rarely. */
const goesBack = (limits: SettingRange.SettingRange, word: number): boolean => {
  const allowed = limits.flags || (word >= limits.minimum.raw && word <= limits.maximum.raw)
  const { value } = SettingRange.value(limits, raw(word))
  const back = value === null ? null : Result.getOrNull(SettingRange.toRaw(limits, value))
  return (
    Result.isSuccess(SettingRange.check(limits, raw(word))) === allowed &&
    (value === null) === (word === 0xffff && !allowed) &&
    back === (allowed ? word : null)
  )
}

interface Vector {
  readonly id: string
  readonly what: string
  readonly settingId?: number
  readonly scale?: number
  readonly offset?: number
  readonly min?: number
  readonly max?: number
  readonly raw?: number
  readonly value: number
  readonly outcome?: string
}

describe("golden values", () => {
  const cases = vectors<ReadonlyArray<Vector>>("scaling")

  it.each(cases.filter(({ what }) => what === "setting"))(
    "$id",
    ({ settingId, scale, offset, raw: word, value }) => {
      const limits = range(settingId!, { scale: scale!, offset: offset! })
      assert.closeTo(SettingRange.value(limits, raw(word!)).value!, value, Math.abs(value) * 1e-9)
    }
  )

  it.each(cases.filter(({ what }) => what === "setting-encode"))(
    "$id",
    ({ settingId, scale, offset, min, max, value, raw: word, outcome }) => {
      const made = SettingRange.make(
        settingId!,
        words({ scale: scale!, offset: offset!, minimum: min!, maximum: max! })
      )
      if (outcome === "unsupported") return assert.strictEqual(made._tag, "Unsupported")
      const limits = made as SettingRange.SettingRange
      const found = SettingRange.toRaw(limits, value)
      if (outcome === "out-of-range")
        assert.deepInclude(Result.getOrThrow(Result.flip(found)), { _tag: "NotAllowed" })
      else assert.deepStrictEqual(found, Result.succeed(raw(word!)))
    }
  )
})

const absorption = range(2, { scale: -100, default: 1440, minimum: 1200, maximum: 1600, access: 0 })

describe("what the device reports", () => {
  it("default and limits come with their unit", () => {
    assert.deepInclude(absorption, {
      unit: "V",
      flags: false,
      default: { value: 14.4, unit: "V", raw: raw(1440) },
      minimum: { value: 12, unit: "V", raw: raw(1200) },
      maximum: { value: 16, unit: "V", raw: raw(1600) }
    })
  })

  it("access: grid code locks, the restart bit does not", () => {
    const access = (id: number, level: number | undefined) => {
      const { locked, needsRestart } = range(
        id,
        level === undefined ? { scale: 1 } : { scale: 1, access: level }
      )
      return [locked, needsRestart]
    }
    assert.deepStrictEqual(access(2, undefined), [false, false])
    assert.deepStrictEqual(access(2, 0x00), [false, false])
    assert.deepStrictEqual(access(2, 0x01), [true, false])
    assert.deepStrictEqual(access(2, 0x80), [false, true])
    assert.deepStrictEqual(access(2, 0x81), [true, true])
    assert.deepStrictEqual(access(64, 0x00), [false, true], "known to need a restart")
  })

  it("a setting that no table knows has a range all the same", () => {
    assert.deepInclude(range(200, { scale: 1, minimum: 1, maximum: 3 }), { unit: null, flags: false })
  })
})

describe("checks", () => {
  it("a refusal tells what is allowed, raw and scaled", () => {
    assert.deepStrictEqual(
      SettingRange.check(absorption, raw(1601)),
      Result.fail({
        _tag: "NotAllowed",
        id: 2,
        value: 16.01,
        raw: raw(1601),
        minimum: absorption.minimum,
        maximum: absorption.maximum
      })
    )
  })

  it("a value that no word can hold is refused", () => {
    for (const value of [-0.01, 655.36, Infinity, -Infinity, NaN]) {
      assert.deepInclude(Result.getOrThrow(Result.flip(SettingRange.toRaw(absorption, value))), {
        value,
        raw: null
      })
    }
  })

  it("the word just below zero is that of the offset, where the device allows it", () => {
    const below = (offset: number, minimum: number) =>
      SettingRange.belowZero(range(23, { scale: -60, offset, minimum, maximum: 255 }))
    assert.deepStrictEqual(below(-1, 0), Result.succeed(raw(0)))
    assert.deepStrictEqual(below(-3, 0), Result.succeed(raw(2)))
    for (const refused of [below(-1, 1), below(0, 0), below(5, 0)]) assert.isTrue(Result.isFailure(refused))
  })

  it("the nearest word counts, ties to even", () => {
    const quarters = range(7, { scale: 15, minimum: 1, maximum: 96 })
    const toRaw = (value: number) => Result.getOrNull(SettingRange.toRaw(quarters, value))
    assert.deepStrictEqual([22.4, 22.5, 22.6, 37.5, 52.5].map(toRaw), [1, 2, 2, 2, 4].map(raw))
    assert.strictEqual(toRaw(8), 1)
    assert.isNull(toRaw(7.5), "a tie between 0 and 1 goes to 0, which is not allowed")
    assert.strictEqual(Result.getOrNull(SettingRange.toRaw(absorption, 16.004)), 1600)
  })

  it("words of flags are never scaled nor checked", () => {
    const flags = range(0, { scale: 2, offset: 5, minimum: 0, maximum: 0x6ffc })
    for (const word of [0, 0x8134, 0x89b0, 0xffff]) {
      assert.deepStrictEqual(SettingRange.check(flags, raw(word)), Result.succeed(raw(word)))
      assert.deepStrictEqual(SettingRange.value(flags, raw(word)), {
        value: word,
        unit: null,
        raw: raw(word)
      })
      assert.deepStrictEqual(SettingRange.toRaw(flags, word), Result.succeed(raw(word)))
    }
    assert.strictEqual(flags.maximum.value, 0x6ffc)
  })

  it("FFFF is no value unless the device allows it", () => {
    assert.isNull(SettingRange.value(absorption, raw(0xffff)).value)
    assert.strictEqual(SettingRange.value(range(128, { scale: 1 }), raw(0xffff)).value, 0xffff)
  })

  it("a minimum above the maximum makes all words signed", () => {
    const signed = range(200, { scale: -10, default: 0xfffb, minimum: 0xff9c, maximum: 100 })
    assert.deepStrictEqual(
      [signed.default, signed.minimum, signed.maximum].map(({ value }) => value),
      [-0.5, -10, 10]
    )
    assert.deepStrictEqual(SettingRange.toRaw(signed, -3), Result.succeed(raw(0xffe2)))
    for (const value of [-10.1, 10.1]) assert.isTrue(Result.isFailure(SettingRange.toRaw(signed, value)))
    assert.strictEqual(SettingRange.value(signed, raw(0xffff)).value, -0.1)
  })

  it("whatever the words of an info are, what is allowed lies between the limits and comes back", () => {
    const word = fc.integer({ min: 0, max: 0xffff })
    const info = fc.record({
      scale: fc.oneof(fc.integer({ min: -0x8000, max: -1 }), fc.integer({ min: 1, max: 0x7fff })),
      offset: fc.integer({ min: -0x8000, max: 0x7fff }),
      minimum: word,
      maximum: word
    })
    fc.assert(
      fc.property(info, word, (words, candidate) => {
        const limits = range(200, words)
        const { value } = SettingRange.value(limits, raw(candidate))
        if (!SettingRange.contains(limits, raw(candidate)) || value === null) return
        assert.isAtLeast(value, limits.minimum.value)
        assert.isAtMost(value, limits.maximum.value)
        assert.deepStrictEqual(SettingRange.toRaw(limits, value), Result.succeed(raw(candidate)))
      })
    )
  })

  it("limits that leave nothing allow nothing", () => {
    const none = range(200, { scale: 1, minimum: 5, maximum: 3 })
    const allowed = Array.from({ length: 0x1_0000 }, (_, word) => raw(word)).filter((word) =>
      SettingRange.contains(none, word)
    )
    assert.deepStrictEqual(allowed, [])
  })
})

describe("messages", () => {
  const messageOf = (limits: SettingRange.SettingRange, value: number) =>
    SettingRange.message(Result.getOrThrow(Result.flip(SettingRange.toRaw(limits, value))))

  it("say what was asked and what is allowed", () => {
    assert.strictEqual(
      messageOf(absorption, 17),
      "setting 2 (UBatAbsorption): 17 V (raw 1700) is not allowed; the device allows 12 to 16 V (raw 1200 to 1600)"
    )
    assert.strictEqual(
      messageOf(range(200, { scale: 1, minimum: 1, maximum: 3 }), -1),
      "setting 200: -1 is not allowed; the device allows 1 to 3 (raw 1 to 3)"
    )
  })
})

it("every observed setting is in the table", () => {
  for (const { id } of observed) assert.isNotNull(Setting.byId(id))
})
