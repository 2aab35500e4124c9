/**
 * Values over time as bars.
 */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import * as Chart from "../../src/monitor/Chart.ts"

const frame = {
  now: 10_500,
  windowMillis: 10_000,
  holdMillis: 0,
  leastSpan: 0,
  columns: 10,
  rows: 1,
  levels: "abcd",
  depths: "xyz"
}
const every = (...values: ReadonlyArray<number | null>): ReadonlyArray<Chart.Sample> =>
  values.map((value, index) => ({ at: 1000 + index * 1000, value }))

describe("a chart", () => {
  it("puts the newest at the right, and nothing where nothing was known", () => {
    const { rows, range } = Chart.draw(every(0, 10, null, 20, 30, 40, 40, 40, 40, 40), frame)
    assert.deepStrictEqual(rows, ["ab cdddddd"])
    assert.deepStrictEqual(range, [0, 40])
    assert.deepStrictEqual(Chart.draw(every(null), frame), { rows: [" ".repeat(10)], range: null })
  })

  it("hangs negative values from zero", () => {
    const { rows, range } = Chart.draw(every(-10, -20, -30), frame)
    assert.deepStrictEqual(rows, ["yzz       "])
    assert.deepStrictEqual(range, [-30, 0])
  })

  it("stands on the lowest value when one row must show both signs", () => {
    assert.deepStrictEqual(Chart.draw(every(-40, -1, 0, 40), frame).rows, ["abcd      "])
  })

  it("gives each sign its rows, on one scale, with zero as a line between", () => {
    const { rows, range } = Chart.draw(every(0, 40, 20, -20, -5), { ...frame, rows: 3 })
    assert.deepStrictEqual(rows, [" d        ", "add       ", "   zx     "])
    assert.deepStrictEqual(range, [-20, 40])
  })

  it("makes little of what is next to nothing", () => {
    const draw = (...values: ReadonlyArray<number>) =>
      Chart.draw(every(...values), { ...frame, leastSpan: 100 })
    assert.deepStrictEqual(draw(0, 10), { rows: ["aa        "], range: [0, 100] })
    assert.deepStrictEqual(draw(0, -10), { rows: ["xx        "], range: [-100, 0] })
    assert.deepStrictEqual(draw(-5, 10).range, [-5, 95])
    assert.deepStrictEqual(draw(-50, 80).range, [-50, 80])
  })

  it("holds a value for a while, and no longer", () => {
    const samples = [{ at: 1500, value: 5 }]
    assert.deepStrictEqual(Chart.draw(samples, { ...frame, holdMillis: 2400 }).rows, ["ddd       "])
    assert.deepStrictEqual(Chart.draw(samples, { ...frame, holdMillis: 0 }).rows, ["d         "])
    const gone = [...samples, { at: 2500, value: null }]
    assert.deepStrictEqual(Chart.draw(gone, { ...frame, holdMillis: 9000 }).rows, ["d         "])
  })

  it("moves on a column at a time", () => {
    const samples = every(0, 10, 20, 30)
    const at = (now: number) => Chart.draw(samples, { ...frame, now }).rows[0]
    assert.strictEqual(at(10_000), at(10_999))
    assert.strictEqual(at(11_000), `${at(10_999)!.slice(1)} `)
  })

  it("has as many rows and columns as it may, whatever the values", () =>
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { nil: null })),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 6 }),
        (values, columns, rows) => {
          const chart = Chart.draw(every(...values), { ...frame, columns, rows })
          assert.strictEqual(chart.rows.length, rows)
          for (const row of chart.rows) assert.match(row, new RegExp(`^[ a-dxyz]{${columns}}$`))
          // Every column that is known shows something.
          const known = Chart.draw(
            values.map((value, index) => ({ at: 1000 + index * 1000, value: value === null ? null : 0 })),
            { ...frame, columns }
          ).rows[0]!
          for (let column = 0; column < columns; column++) {
            const isShown = chart.rows.some((row) => row[column] !== " ")
            assert.strictEqual(isShown, known[column] !== " ")
          }
        }
      )
    ))
})
