import { assert, describe, it } from "@effect/vitest"
import { RamVariable, Scale, type Words } from "@vebus/codec"
import fc from "fast-check"
import { data, vectors } from "./Data.ts"

interface Info {
  readonly scaleWord: number
  readonly offsetWord: number
}
interface Variable {
  readonly id: number
  readonly name: string
  readonly kind: string
  readonly observed: Readonly<Record<string, Info>>
  readonly samples?: ReadonlyArray<{
    readonly model: string
    readonly raw: number
    readonly value?: number | boolean
    readonly hertz?: number
  }>
}

const variables = data<{ readonly variables: ReadonlyArray<Variable> }>("ram-variables").variables
const raw = (word: number) => word as Words.Raw16
const scaleOf = ({ id }: { readonly id: number }, { scaleWord, offsetWord }: Info) =>
  RamVariable.scale(id, scaleWord, offsetWord)

const assertValue = (found: number | boolean | null, expected: number | boolean | null, name: string) => {
  if (typeof expected === "number" && typeof found === "number")
    assert.closeTo(found, expected, Math.abs(expected) * 1e-5 + 1e-9, name)
  else assert.strictEqual(found, expected, name)
}

describe("RAM variables as units reported them", () => {
  it("samples have their values", () => {
    for (const variable of variables) {
      for (const { model, raw: word, value, hertz } of variable.samples ?? []) {
        const found = RamVariable.value(variable.id, scaleOf(variable, variable.observed[model]!), raw(word))
        if (value !== undefined) assertValue(found.value, value, variable.name)
        if (hertz !== undefined) assert.closeTo(10 / Number(found.value), hertz, 0.05, variable.name)
      }
    }
  })

  it("the info says the kind that the table says", () => {
    for (const variable of variables) {
      for (const words of Object.values(variable.observed)) {
        const scale = scaleOf(variable, words)
        if (scale._tag === "Unsupported") assert.strictEqual(words.scaleWord, 0)
        else assert.strictEqual(scale._tag === "Bit", variable.kind === "bit", variable.name)
      }
    }
  })

  it("the table keeps each pair of words once", () => {
    for (const { id, observed } of variables) {
      const pairs = Object.values(observed).filter(({ scaleWord }) => scaleWord !== 0)
      const kept = RamVariable.byId(id)!.observed
      assert.sameDeepMembers(
        [...kept],
        [...new Map(pairs.map((words) => [JSON.stringify(words), words])).values()]
      )
    }
  })
})

interface Vector {
  readonly id: string
  readonly what: string
  readonly ramId?: number
  readonly scaleWord?: number
  readonly offsetWord?: number
  readonly raw?: number
  readonly value: number | boolean | null
}

describe("golden values", () => {
  const signed = (word: number) => (word << 16) >> 16
  const cases = vectors<ReadonlyArray<Vector>>("scaling").filter(({ what }) => what === "ram")

  it.each(cases)("$id", ({ id, ramId, scaleWord, offsetWord, raw: word, value }) => {
    const scale = RamVariable.scale(ramId!, signed(scaleWord!), signed(offsetWord!))
    assertValue(RamVariable.value(ramId!, scale, raw(word!)).value, value, id)
  })
})

describe("units and signs", () => {
  it("a value carries the unit of the table and its word", () => {
    assert.deepStrictEqual(RamVariable.value(4, RamVariable.scale(4, 0x7f9c, 0), raw(1441)), {
      value: 14.41,
      unit: "V",
      raw: raw(1441)
    })
    assert.deepStrictEqual(RamVariable.value(10, RamVariable.scale(10, 0, 0), raw(0)), {
      value: null,
      unit: null,
      raw: raw(0)
    })
    assert.deepStrictEqual(RamVariable.value(200, RamVariable.scale(200, 1, 0), raw(7)), {
      value: 7,
      unit: null,
      raw: raw(7)
    })
  })

  it("AC currents are signed whatever the info says, and nothing else is", () => {
    for (let id = 0; id < 256; id++) {
      const scale = RamVariable.scale(id, 0x7f9c, 0)
      assert.deepInclude(scale, { _tag: "Linear", signed: id === 1 || id === 3 })
    }
  })
})

describe("bit variables", () => {
  const bit = fc.integer({ min: 0, max: 15 })
  const word = fc.integer({ min: 0, max: 0xffff }).map(raw)

  it("change one bit of their word and no other", () =>
    fc.assert(
      fc.property(bit, word, fc.boolean(), (index, before, on) => {
        const scale: Scale.Bit = { _tag: "Bit", bit: index }
        const after = Scale.withBit(scale, before, on)
        assert.strictEqual(Scale.toBoolean(scale, after), on)
        assert.strictEqual((after ^ before) & ~(1 << index), 0)
        assert.isTrue(after >= 0 && after <= 0xffff)
        assert.strictEqual(Scale.withBit(scale, after, Scale.toBoolean(scale, before)), before)
      })
    ))
})
