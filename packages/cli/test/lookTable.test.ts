/**
 * Tables for people, ids in words, and numbers as they are printed.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Option from "effect/Option"
import * as fc from "fast-check"
import * as Ids from "../src/look/Ids.ts"
import * as Json from "@vebus/runtime/json"
import * as Table from "../src/output/Table.ts"

const plain = (_: string, text: string): string => text
const view = (width: number): Table.View => ({ width, paint: plain })

interface Row {
  readonly id: number
  readonly name: string
  readonly value: Table.Cell
}

const columns: ReadonlyArray<Table.Column<Row>> = [
  { head: "ID", right: true, cell: ({ id }) => id },
  { head: "NAME", cutTo: 6, cell: ({ name }) => name },
  { head: "VALUE", right: true, cell: ({ value }) => value },
  { head: "RAW", right: true, spare: true, cell: ({ id }) => id * 1000 },
  { head: "LABEL", cutTo: 5, cell: ({ name }) => `the ${name}` }
]

const rows: ReadonlyArray<Row> = [
  { id: 4, name: "UBat", value: 51.670_000_000_1 },
  { id: 15, name: "InverterPower2", value: null },
  { id: 128, name: "Relay", value: true }
]

describe("a table", () => {
  it("has columns as wide as their widest cell, numbers to the right, and no blanks at the end", () => {
    assert.deepStrictEqual(Table.lines(columns, rows, view(Number.POSITIVE_INFINITY)), [
      " ID  NAME            VALUE     RAW  LABEL",
      "  4  UBat            51.67    4000  the UBat",
      " 15  InverterPower2      -   15000  the InverterPower2",
      "128  Relay             yes  128000  the Relay"
    ])
  })

  it("leaves out what may be missing before it cuts, and says where it cut", () => {
    assert.deepStrictEqual(Table.lines(columns, rows, view(28)), [
      " ID  NAME     VALUE  LABEL",
      "  4  UBat     51.67  the UB…",
      " 15  Invert…      -  the In…",
      "128  Relay      yes  the Re…"
    ])
  })

  it("is never wider than the terminal, which always shows the first column", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ id: fc.nat(999), name: fc.string({ maxLength: 40 }), value: fc.double() })),
        fc.integer({ min: 1, max: 120 }),
        (table, width) => {
          const lines = Table.lines(columns, table, view(width))
          assert.strictEqual(lines.length, table.length + 1)
          for (const line of lines) assert.isAtMost(line.length, width)
          assert.isTrue("ID".startsWith(lines[0]!.trim().slice(0, 2).replace("…", "").trim()))
        }
      )
    )
  })

  it("shows the same text whatever it paints", () => {
    const paint = (style: string, text: string) => `<${style}>${text}</${style}>`
    const painted = Table.lines(columns, rows, { width: 28, paint }).map((line) =>
      line.replaceAll(/<[^>]*>/g, "")
    )
    assert.deepStrictEqual(
      painted.map((line) => line.trimEnd()),
      Table.lines(columns, rows, view(28))
    )
  })

  it("pairs stand in two columns, cut to the width", () => {
    const pairs: ReadonlyArray<readonly [string, Table.Cell]> = [
      ["State", "charge"],
      ["Charge state", null]
    ]
    assert.deepStrictEqual(Table.pairs(pairs, view(80)), ["State         charge", "Charge state  -"])
    for (let width = 1; width < 30; width++) {
      for (const line of Table.pairs(pairs, view(width))) assert.isAtMost(line.length, width)
    }
  })
})

describe("how wide a table may be", () => {
  const terminal = { isTTY: true, columns: 120 } as NodeJS.WriteStream
  const pipe = {} as NodeJS.WriteStream
  it("COLUMNS counts before the terminal, and nothing limits a pipe", () => {
    assert.strictEqual(Table.view({ stdout: terminal, env: {} }).width, 120)
    assert.strictEqual(Table.view({ stdout: terminal, env: { COLUMNS: "80" } }).width, 80)
    assert.strictEqual(Table.view({ stdout: pipe, env: { COLUMNS: "80" } }).width, 80)
    assert.strictEqual(Table.view({ stdout: pipe, env: { COLUMNS: "many" } }).width, Number.POSITIVE_INFINITY)
    assert.strictEqual(Table.view({ stdout: pipe, env: {} }).width, Number.POSITIVE_INFINITY)
    const unsized = { isTTY: true, columns: 0 } as NodeJS.WriteStream
    assert.strictEqual(Table.view({ stdout: unsized, env: {} }).width, Number.POSITIVE_INFINITY)
  })
})

describe("ids", () => {
  it("are numbers and ranges, each once", () => {
    assert.deepStrictEqual(Ids.parse("4"), Option.some([4]))
    assert.deepStrictEqual(Ids.parse("0..3, 2,128"), Option.some([0, 1, 2, 3, 128]))
    assert.strictEqual(Option.getOrThrow(Ids.parse("0..255")).length, 256)
    for (const text of ["", ",", "a", "-1", "1..", "3..1", "256", "0..256", "1.5", "1...2"]) {
      assert.deepStrictEqual(Ids.parse(text), Option.none(), text)
    }
  })
})

describe("numbers in JSON", () => {
  it("have six significant digits, but whole ones all of theirs", () => {
    const values = [14.400_000_000_000_002, 2_629_492, 4_294_967_295, -0, 1 / 3, Number.NaN, -123_456.7]
    assert.strictEqual(Json.line(values), "[14.4,2629492,4294967295,0,0.333333,null,-123457]")
  })
})
