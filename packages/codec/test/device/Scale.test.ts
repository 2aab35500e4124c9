import { assert, describe, it } from "@effect/vitest"
import { Quantity, Scale, type Words } from "@vebus/codec"
import * as Result from "effect/Result"
import fc from "fast-check"

const raw8 = (value: number) => value as Words.Raw8
const raw16 = (value: number) => (value & 0xffff) as Words.Raw16
const raw24 = (value: number) => value as Words.Raw24

const int16 = (word: number) => (word << 16) >> 16
const words = Array.from({ length: 0x1_0000 }, (_, word) => word)
/** Words around every place where something changes. */
const corners = [0, 1, 2, 0x7fff, 0x8000, 0x8001, 0xfffe, 0xffff]

const linear = (scale: Scale.RamScale): Scale.Linear => {
  assert(scale._tag === "Linear")
  return scale
}

/** Compared without the cost of a message for each of a million values. */
const same = (found: unknown, expected: unknown, doing: () => string): void => {
  if (!Object.is(found, expected))
    assert.fail(`${doing()}: expected ${String(expected)}, found ${String(found)}`)
}

/**
 * The value of a RAM word by protocol.md 5.1, as a fraction of whole numbers: nothing is rounded before the division.
 * `null` is unsupported.
 */
const ramFraction = (
  s: number,
  o: number,
  r: number
): { readonly bit: boolean } | { readonly over: bigint; readonly under: bigint } | null => {
  const m = s < 0 ? -s : s
  if (s === 0 || s === -32768) return null
  if (o === -32768) return m > 16 ? null : { bit: (BigInt(r) / 2n ** BigInt(m - 1)) % 2n === 1n }
  const steps = BigInt(s < 0 && r >= 32768 ? r - 65536 : r) + BigInt(o)
  return m < 16384 ? { over: steps * BigInt(m), under: 1n } : { over: steps, under: BigInt(32768 - m) }
}

const ramValue = (s: number, o: number, r: number): number | boolean | null => {
  const fraction = ramFraction(s, o, r)
  if (fraction === null) return null
  return "bit" in fraction ? fraction.bit : Number(fraction.over) / Number(fraction.under)
}

const found = (scale: Scale.RamScale, raw: Words.Raw16): number | boolean | null =>
  scale._tag === "Linear"
    ? Scale.toValue(scale, raw)
    : scale._tag === "Bit"
      ? Scale.toBoolean(scale, raw)
      : null

describe("RAM scales", () => {
  it.each([0, 0x8000, 256].map(int16))(
    "every scale word with offset %i gives the value of the formula",
    (o) => {
      for (const word of words) {
        const s = int16(word)
        const scale = Scale.ramScale(s, o)
        for (const r of corners)
          same(found(scale, raw16(r)), ramValue(s, o, r), () => `S ${s}, O ${o}, R ${r}`)
      }
    }
  )

  it("every offset word with a scale of 1/100 gives the value of the formula", () => {
    for (const word of words) {
      const o = int16(word)
      const scale = Scale.ramScale(-32668, o)
      for (const r of corners) same(found(scale, raw16(r)), ramValue(-32668, o, r), () => `O ${o}, R ${r}`)
    }
  })

  it("the scales that devices send", () => {
    const said = (s: number, o = 0) => Scale.ramScale(int16(s), int16(o))
    const of = (multiplier: number, divisor: number, signed: boolean, offset = 0): Scale.RamScale => ({
      _tag: "Linear",
      multiplier,
      divisor,
      offset,
      signed
    })
    assert.deepStrictEqual(said(0x7f9c), of(1, 100, false))
    assert.deepStrictEqual(said(0x8064), of(1, 100, true))
    assert.deepStrictEqual(said(0x800a), of(1, 10, true))
    assert.deepStrictEqual(said(0x7857, 256), of(1, 1961, false, 256))
    assert.deepStrictEqual(said(0x785f, 256), of(1, 1953, false, 256))
    assert.deepStrictEqual(said(0x7c2f), of(1, 977, false))
    assert.deepStrictEqual(said(0x7f38), of(1, 200, false))
    assert.deepStrictEqual(said(0xffff), of(1, 1, true))
    assert.deepStrictEqual(said(5, 0x8000), { _tag: "Bit", bit: 4 })
    assert.deepStrictEqual(said(6, 0x8000), { _tag: "Bit", bit: 5 })
  })

  it("guard the edges: nothing to divide by, no bit 16, the turn from factor to divisor", () => {
    for (const [s, o] of [
      [0, 0],
      [0, 256],
      [-0x8000, 0],
      [-0x8000, -0x8000],
      [17, -0x8000],
      [-17, -0x8000]
    ] as const) {
      assert.deepStrictEqual(Scale.ramScale(s, o), { _tag: "Unsupported" })
    }
    assert.deepStrictEqual(Scale.ramScale(16, -0x8000), { _tag: "Bit", bit: 15 })
    assert.deepStrictEqual(Scale.ramScale(-1, -0x8000), { _tag: "Bit", bit: 0 })
    assert.include(Scale.ramScale(0x3fff, 0), { multiplier: 0x3fff, divisor: 1 })
    assert.include(Scale.ramScale(0x4000, 0), { multiplier: 1, divisor: 0x4000 })
    assert.include(Scale.ramScale(0x7fff, 0), { multiplier: 1, divisor: 1 })
    assert.include(Scale.ramScale(-0x7fff, 0), { multiplier: 1, divisor: 1, signed: true })
  })

  it("add the offset before they scale", () =>
    assert.strictEqual(Scale.toValue(linear(Scale.ramScale(32668, 1)), raw16(100)), 1.01))

  it("changing one bit leaves the others", () => {
    const bit: Scale.Bit = { _tag: "Bit", bit: 4 }
    assert.strictEqual(Scale.withBit(bit, raw16(0x8002), true), 0x8012)
    assert.strictEqual(Scale.withBit(bit, raw16(0xffff), false), 0xffef)
    assert.strictEqual(Scale.withBit({ _tag: "Bit", bit: 15 }, raw16(0), true), 0x8000)
  })
})

describe("setting scales", () => {
  it("every scale word gives the value of the formula", () => {
    for (const word of words) {
      const s = int16(word)
      const scale = Scale.settingScale(s, -1)
      for (const r of corners) {
        const steps = BigInt(r) - 1n
        const expected = s === 0 ? null : s > 0 ? Number(steps * BigInt(s)) : Number(steps) / Number(-s)
        same(found(scale, raw16(r)), expected, () => `S ${s}, R ${r}`)
      }
    }
  })
  it("an offset of 8000 is an ordinary -32768, no mark of a boolean", () =>
    assert.strictEqual(Scale.toValue(linear(Scale.settingScale(-100, -0x8000)), raw16(32668)), -1))
  it("read their words as signed where the device's limits say so", () => {
    assert.strictEqual(Scale.toValue(linear(Scale.settingScale(-10, 0, true)), raw16(-5)), -0.5)
    assert.strictEqual(Scale.toValue(linear(Scale.settingScale(-10, 0)), raw16(-5)), 6553.1)
  })
})

describe("from value to word", () => {
  const representative: ReadonlyArray<readonly [string, Scale.RamScale]> = [
    ["0.01 unsigned", Scale.ramScale(32668, 0)],
    ["0.01 signed", Scale.ramScale(-32668, 0)],
    ["0.1 signed", Scale.ramScale(-32758, 0)],
    ["1/1961 from 256", Scale.ramScale(30807, 256)],
    ["1/977", Scale.ramScale(31791, 0)],
    ["1/200", Scale.ramScale(32568, 0)],
    ["1 signed", Scale.ramScale(-1, 0)],
    ["the largest factor", Scale.ramScale(0x3fff, 0)],
    ["the largest divisor", Scale.ramScale(-0x4000, 0x7fff)],
    ["a setting, 1/60 from -1", Scale.settingScale(-60, -1)],
    ["a setting, times 360", Scale.settingScale(360, 0)],
    ["a setting, from -32768", Scale.settingScale(-100, -0x8000)],
    ["a setting, the largest divisor", Scale.settingScale(-0x8000, 0x7fff)],
    ["a signed setting", Scale.settingScale(-10, 3, true)]
  ]

  it.each(representative)("all words round trip: %s", (_, scale) => {
    for (const word of words) {
      const raw = raw16(word)
      same(Result.getOrNull(Scale.toRaw(scale, Scale.toValue(linear(scale), raw))), raw, () => `word ${word}`)
    }
  })

  it("rounds to the nearest word, ties to even", () => {
    const halves = linear(Scale.ramScale(2, 0))
    const raw = (value: number): number | null => Result.getOrNull(Scale.toRaw(halves, value))
    assert.deepStrictEqual([0, 1, 2, 3, 5, 7, 0.999, 1.001].map(raw), [0, 0, 1, 2, 2, 4, 0, 1])
    const signed = linear(Scale.ramScale(-2, 0))
    const negative = (value: number) => int16(Result.getOrThrow(Scale.toRaw(signed, value)))
    assert.deepStrictEqual([-1, -3, -5, -7, -2.9, -3.1].map(negative), [0, -2, -2, -4, -1, -2])
  })

  it("does not lose a step to binary fractions, as truncation would", () =>
    assert.deepStrictEqual(Scale.toRaw(Scale.settingScale(-100, 0), 14.29), Result.succeed(raw16(1429))))

  it("refuses what the word cannot hold, and says what it can", () => {
    const unsigned = Scale.ramScale(32668, 0)
    const signed = Scale.ramScale(-32668, 0)
    const limits = (scale: Scale.RamScale, value: number) => Scale.toRaw(scale, value)
    const outside = (value: number, minimum: number, maximum: number) =>
      Result.fail({ _tag: "OutOfRange" as const, value, minimum, maximum })
    assert.deepStrictEqual(limits(unsigned, 655.36), outside(655.36, 0, 655.35))
    assert.deepStrictEqual(limits(unsigned, -0.01), outside(-0.01, 0, 655.35))
    assert.deepStrictEqual(limits(signed, 327.68), outside(327.68, -327.68, 327.67))
    assert.deepStrictEqual(limits(signed, -327.69), outside(-327.69, -327.68, 327.67))
    assert.deepStrictEqual(limits(signed, -327.68), Result.succeed(raw16(0x8000)))
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      assert.deepStrictEqual(limits(unsigned, value), outside(value, 0, 655.35))
    }
  })

  it("refuses what the device does not have, and bits", () => {
    for (const scale of [Scale.ramScale(0, 0), Scale.ramScale(5, -0x8000), Scale.settingScale(0, 0)]) {
      assert.deepStrictEqual(Scale.toRaw(scale, 1), Result.fail({ _tag: "Unsupported" }))
    }
  })

  it("gives the nearest value that the scale has, for any value within", () =>
    fc.assert(
      fc.property(
        fc.integer({ min: -0x8000, max: 0x7fff }).filter((s) => s !== 0),
        fc.integer({ min: -0x8000, max: 0x7fff }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (s, o, part) => {
          const scale = linear(Scale.settingScale(s, o))
          const step = scale.multiplier / scale.divisor
          const value = (o + part * 65535) * step
          const nearest = Scale.toValue(scale, Result.getOrThrow(Scale.toRaw(scale, value)))
          assert.isAtMost(Math.abs(nearest - value), step / 2 + Math.abs(value) * 1e-9)
        }
      )
    ))
})

describe("quantities", () => {
  const hundredth = Scale.ramScale(32668, 0)
  const bit = Scale.ramScale(5, -0x8000)

  it("are null where the device has no linear scale", () => {
    for (const scale of [undefined, Scale.ramScale(0, 0), bit]) {
      assert.isNull(Scale.volts(scale, raw16(1)))
      assert.isNull(Scale.amperes(scale, raw16(1)))
      assert.isNull(Scale.watts(scale, raw16(1)))
      assert.isNull(Scale.ratio(scale, raw16(1)))
      assert.isNull(Scale.acAmperes(scale, raw16(1), 1))
      assert.isNull(Scale.dcAmperes(scale, raw24(1)))
      assert.isNull(Scale.inverterHertz(scale, raw8(0x88)))
      assert.isNull(Scale.mainsHertz(scale, raw8(0xc3), 230 as Quantity.Volts))
    }
  })
  it("come from words", () => {
    assert.strictEqual(Scale.volts(hundredth, raw16(1441)), 14.41)
    assert.strictEqual(Scale.amperes(Scale.ramScale(-32758, 0), raw16(-22)), -2.2)
    assert.strictEqual(Scale.watts(Scale.ramScale(-1, 0), raw16(-375)), -375)
    assert.strictEqual(Scale.ratio(Scale.ramScale(32568, 0), raw16(170)), 0.85)
  })
  it("forcing the sign changes linear scales alone", () => {
    assert.deepStrictEqual(Scale.forceSigned(hundredth), Scale.ramScale(-32668, 0))
    assert.strictEqual(Scale.forceSigned(bit), bit)
  })
  it("DC currents take the factor of RAM 5 without its sign", () => {
    assert.strictEqual(Scale.dcAmperes(Scale.ramScale(-32668, 0), raw24(40_000)), 400)
    assert.strictEqual(Scale.dcAmperes(hundredth, raw24(-10)), -0.1)
  })
  it("limits are tenths of an ampere, energy counts 65,536 J", () => {
    assert.strictEqual(Scale.limitAmperes(raw16(125)), 12.5)
    assert.strictEqual(Scale.countsToJoules(3), 196_608)
  })

  const inverterPeriod = Scale.ramScale(30807, 256)
  const mainsPeriod = Scale.ramScale(31791, 0)
  const volts = (value: number) => value as Quantity.Volts

  it("frequencies are ten divided by the period", () => {
    assert.closeTo(Scale.inverterHertz(inverterPeriod, raw8(0x88)) ?? Number.NaN, 50.0255102, 1e-6)
    assert.closeTo(
      Scale.inverterHertz(Scale.ramScale(30815, 256), raw8(0x86)) ?? Number.NaN,
      50.0769231,
      1e-6
    )
    assert.closeTo(Scale.mainsHertz(mainsPeriod, raw8(0xc3), volts(230)) ?? Number.NaN, 50.1025641, 1e-6)
    assert.closeTo(Scale.mainsHertz(mainsPeriod, raw8(0xa3), volts(120)) ?? Number.NaN, 59.9386503, 1e-6)
  })
  it("any inverter period byte has a frequency, 38 to 77 Hz", () => {
    for (let period = 0; period < 256; period++) {
      const hertz = Scale.inverterHertz(inverterPeriod, raw8(period)) ?? Number.NaN
      assert.isTrue(hertz > 38 && hertz < 77, `${period}: ${hertz}`)
    }
  })
  it("a mains period of 00 or FF, and any without mains voltage, has none", () => {
    assert.isNull(Scale.mainsHertz(mainsPeriod, raw8(0x00), volts(230)))
    assert.isNull(Scale.mainsHertz(mainsPeriod, raw8(0xff), volts(230)))
    assert.isNull(Scale.mainsHertz(mainsPeriod, raw8(0xc3), volts(49.99)))
    assert.isNull(Scale.mainsHertz(mainsPeriod, raw8(0xc3), null))
    assert.isNotNull(Scale.mainsHertz(mainsPeriod, raw8(0xc3), volts(Scale.LIVE_MAINS_VOLTS)))
  })
  it("a period of nothing or less has no frequency", () => {
    assert.isNull(Scale.inverterHertz(Scale.ramScale(32668, 0), raw8(0)))
    assert.isNull(Scale.inverterHertz(Scale.ramScale(32668, -256), raw8(0x88)))
  })
})

describe("printable", () => {
  it.each([
    [14.400000000000002, 14.4],
    [226.98, 226.98],
    [50.025510204081634, 50.0255],
    [-0.1 * 3, -0.3],
    [1234567.8, 1234570],
    [0, 0],
    [-0, 0]
  ])("%f is written %f", (value, expected) => assert.isTrue(Object.is(Quantity.printable(value), expected)))
})

it("the words of an info are taken as they come, signed or not", () => {
  const words = Array.from({ length: 0x1_0000 }, (_, word) => word)
  const signed = (word: number) => (word << 16) >> 16
  for (const word of words) {
    assert.deepStrictEqual(Scale.ramScale(word, 0x8001), Scale.ramScale(signed(word), -0x7fff))
    assert.deepStrictEqual(Scale.ramScale(3, word), Scale.ramScale(3, signed(word)))
    assert.deepStrictEqual(Scale.settingScale(word, word), Scale.settingScale(signed(word), signed(word)))
  }
  assert.deepStrictEqual(Scale.ramScale(0x8064, 0), {
    _tag: "Linear",
    multiplier: 1,
    divisor: 100,
    offset: 0,
    signed: true
  })
})
