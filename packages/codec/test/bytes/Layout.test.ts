/**
 * Layouts, compiled and interpreted: the two agree on every frame of the codec, on its values, its bytes and any others.
 * Then each shape of a field at its limits, in a layout of its own.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Format, Frames, Layout as L } from "@vebus/codec"
import { requests, replies, type Row, rows, winmonReplies, winmonRequests } from "@vebus/testing/arbitraries"
import * as Result from "effect/Result"
import fc from "fast-check"
import { compile } from "../../src/bytes/Compile.ts"
import type { Functions } from "../../src/bytes/Form.ts"
import { interpret } from "../../src/bytes/Interpret.ts"
import { openEnum } from "../../src/bytes/OpenEnum.ts"

const layoutsOf = (format: Format.AnyFormat): ReadonlyArray<Format.AnyLayout> =>
  format._tag === "Layout"
    ? [format]
    : format._tag === "Envelope"
      ? layoutsOf(format.carried)
      : format.members.flatMap(layoutsOf)

const layouts = [
  ...new Map(
    [...layoutsOf(Frames.Request), ...layoutsOf(Frames.Reply)].map((layout) => [layout.name, layout])
  ).values()
]
const values: ReadonlyMap<string, fc.Arbitrary<unknown>> = new Map(
  [requests, replies, winmonRequests, winmonReplies].flatMap((table) =>
    Object.entries<Row<never>>(table as unknown as Readonly<Record<string, Row<never>>>).map(
      ([tag, { arbitrary }]) => [tag, arbitrary]
    )
  )
)

const functionsOf = ({ name, forms }: Pick<Format.AnyLayout, "name" | "forms">) => {
  const compiled = compile(name, forms)
  assert(compiled !== null, "this platform makes functions from text")
  return [compiled, interpret(name, forms)] as const
}

const written = (functions: Functions<object>, value: object): ReadonlyArray<number> => {
  const bytes = new Uint8Array(functions.size(value) + 4)
  functions.write(value, bytes, 2)
  return [...bytes]
}

/** The value with one of its parts replaced. */
const broken = (value: object, index: number, part: unknown): object => {
  const keys = Object.keys(value)
  return { ...value, [keys[index % keys.length]!]: part }
}

const parts = fc.constantFrom<unknown>(
  -1,
  256,
  0x1_0000,
  0.5,
  null,
  "unknown-300",
  "no name",
  true,
  [],
  [1],
  [256],
  {}
)

describe.each(layouts)("$name", (layout) => {
  const [compiled, interpreted] = functionsOf(layout)
  const value = values.get(layout.name)!

  it("compiled and interpreted write and check a value alike", () =>
    fc.assert(
      fc.property(value, fc.nat(20), parts, (made, index, part) => {
        const row = made as object
        assert.deepStrictEqual(written(compiled, row), written(interpreted, row))
        assert.isTrue(compiled.is(row))
        assert.isTrue(interpreted.is(row))
        const other = broken(row, index, part)
        assert.strictEqual(compiled.is(other), interpreted.is(other), fc.stringify(other))
      })
    ))

  it("compiled and interpreted read bytes alike, whatever stands around them", () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 30 }),
          value.map((made) => layout.encode(made))
        ),
        fc.array(fc.tuple(fc.nat(40), fc.nat(255)), { maxLength: 2 }),
        fc.nat(40),
        (bytes, changes, size) => {
          const changed = Uint8Array.of(1, 2, 3, ...bytes, 4, 5)
          for (const [at, byte] of changed.length > 5 ? changes : []) changed[3 + (at % bytes.length)] = byte
          const end = 3 + Math.min(size, bytes.length)
          for (const to of [end, 3 + bytes.length])
            assert.deepStrictEqual(compiled.read(changed, 3, to), interpreted.read(changed, 3, to))
        }
      )
    ))
})

it("every frame is declared as a layout", () => {
  assert.isAtLeast(layouts.length, 55)
  const tags = [requests, replies, winmonRequests, winmonReplies].flatMap((table) => Object.keys(table))
  const others = ["WinmonRequest", "WinmonReply", "Malformed"]
  assert.sameMembers([...layouts.map(({ name }) => name), ...others], [...new Set(tags)])
  assert.isAbove(rows(requests).length, 10)
})

describe("a field", () => {
  /** Both ways of a layout that has this field alone, and what follows it. */
  const both = (...forms: ReadonlyArray<L.Fields>) => functionsOf(L.forms("Test", [], ...forms))
  const read = (fields: L.Fields | ReadonlyArray<L.Fields>, ...bytes: ReadonlyArray<number>): unknown => {
    const [compiled, interpreted] = both(...[fields].flat())
    const value = compiled.read(Uint8Array.from(bytes), 0, bytes.length)
    assert.deepStrictEqual(interpreted.read(Uint8Array.from(bytes), 0, bytes.length), value)
    if (value === undefined) return undefined
    assert.deepStrictEqual(written(compiled, value).slice(2, -2), bytes)
    const { _tag, ...rest } = value as { readonly _tag: string }
    return rest
  }

  it("is little-endian, signed where its name says so", () => {
    assert.deepStrictEqual(read({ a: L.uint8 }, 0xff), { a: 0xff })
    assert.deepStrictEqual(read({ a: L.uint16 }, 0x78, 0x96), { a: 0x9678 })
    assert.deepStrictEqual(read({ a: L.int16 }, 0x34, 0x92), { a: 0x9234 - 0x1_0000 })
    assert.deepStrictEqual(read({ a: L.raw24 }, 0x78, 0x56, 0x34), { a: 0x34_5678 })
    assert.deepStrictEqual(read({ a: L.raw24 }, 0x34, 0x92, 0xff), { a: 0xff_9234 - 0x100_0000 })
    assert.deepStrictEqual(read({ a: L.uint32 }, 0x78, 0x56, 0x34, 0x92), { a: 0x9234_5678 })
    assert.deepStrictEqual(read({ a: L.uint32HighFirst }, 0x34, 0x92, 0x78, 0x56), { a: 0x9234_5678 })
    assert.isUndefined(read({ a: L.uint32 }, 1, 2, 3))
  })
  it("keeps its width when written, of negative numbers too", () => {
    const bytes = (fields: L.Fields, a: number) => {
      const [compiled, interpreted] = both(fields)
      assert.deepStrictEqual(written(compiled, { a }), written(interpreted, { a }))
      return written(compiled, { a }).slice(2, -2)
    }
    assert.deepStrictEqual(bytes({ a: L.int16 }, -2), [0xfe, 0xff])
    assert.deepStrictEqual(bytes({ a: L.raw16 }, 0x1_2345), [0x45, 0x23])
    assert.deepStrictEqual(bytes({ a: L.raw24 }, -2), [0xfe, 0xff, 0xff])
  })
  it("is a name, one of few values, or refused", () => {
    const Colour = openEnum({ 0: "red", 7: "green" })
    assert.deepStrictEqual(read({ a: L.named(Colour) }, 7), { a: "green" })
    assert.deepStrictEqual(read({ a: L.named(Colour) }, 8), { a: "unknown-8" })
    assert.deepStrictEqual(read({ a: L.choice("1 or 2", { low: 1, high: 2 }) }, 2), { a: "high" })
    assert.isUndefined(read({ a: L.choice("1 or 2", { low: 1, high: 2 }) }, 3))
    assert.deepStrictEqual(read({ a: L.only("even", (byte) => byte % 2 === 0) }, 4), { a: 4 })
    assert.isUndefined(read({ a: L.only("even", (byte) => byte % 2 === 0) }, 5))
    assert.deepStrictEqual(read({ head: L.fixed(9), a: L.uint8 }, 9, 1), { a: 1 })
    assert.isUndefined(read({ head: L.fixed(9), a: L.uint8 }, 8, 1))
  })
  it("shares its byte with others as long as the bits rise", () =>
    assert.deepStrictEqual(
      read({ a: L.bits(0, 3), b: L.flag(2), c: L.bits(3, 31), d: L.flag(0), e: L.bits(1, 127) }, 0xb6, 0x03),
      { a: 2, b: true, c: 22, d: true, e: 1 }
    ))
  it("may be absent at the end, and then nothing follows", () => {
    const fields = L.ending({}, [{ a: L.uint8 }, { b: L.uint8 }], { spare: L.spare() })
    assert.deepStrictEqual(read(fields), { a: null, b: null, spare: [] })
    assert.deepStrictEqual(read(fields, 1), { a: 1, b: null, spare: [] })
    assert.deepStrictEqual(read(fields, 1, 2, 3), { a: 1, b: 2, spare: [3] })
    for (const { is } of both(...fields)) {
      const valid = (a: number | null, b: number | null, ...spare: ReadonlyArray<number>) =>
        is({ _tag: "Test", a, b, spare })
      assert.deepStrictEqual([valid(null, null), valid(1, null), valid(1, 2, 3)], [true, true, true])
      assert.deepStrictEqual([valid(null, 2), valid(null, null, 3), valid(1, null, 3)], [false, false, false])
    }
  })
  it("is a row that ends where the frame does, or after so many", () => {
    assert.deepStrictEqual(read({ a: L.bytes() }, 1, 2), { a: [1, 2] })
    assert.deepStrictEqual(read({ a: L.bytes(1, 2), spare: L.spare() }, 1, 2, 3), { a: [1, 2], spare: [3] })
    assert.deepStrictEqual(read({ a: L.bytes(1, 2), spare: L.spare() }, 1), { a: [1], spare: [] })
    assert.isUndefined(read({ a: L.bytes(1, 2), spare: L.spare() }))
    assert.deepStrictEqual(read({ a: L.words, spare: L.spare(1) }, 1, 2, 3), { a: [0x0201], spare: [3] })
    assert.deepStrictEqual(read({ a: L.words, spare: L.spare(1) }, 1, 2), { a: [0x0201], spare: [] })
  })
})

it("a constructor fills in what has a default, form by form", () => {
  const Frame = L.forms(
    "Frame",
    [1],
    ...L.ending({ a: L.uint8, b: L.uint8.or(7) }, [{ c: L.uint8 }], { spare: L.spare() })
  )
  assert.deepStrictEqual(Frame.make({ a: 5 }), { _tag: "Frame", a: 5, b: 7, c: null, spare: [] })
  assert.deepStrictEqual(
    Frame.decode(Frame.encode(Frame.make({ a: 5, c: 1 }))),
    Result.succeed({ _tag: "Frame", a: 5, b: 7, c: 1, spare: [] })
  )
  const Forms = L.forms(
    "Forms",
    [1],
    { form: L.constant("x"), a: L.uint8.or(3) },
    { form: L.constant("y"), spare: L.spare() }
  )
  assert.deepStrictEqual<object>(Forms.make({ form: "x" }), { _tag: "Forms", form: "x", a: 3 })
  assert.deepStrictEqual<object>(Forms.make({ form: "y" }), { _tag: "Forms", form: "y", spare: [] })
})
