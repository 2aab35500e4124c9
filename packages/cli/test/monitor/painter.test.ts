/**
 * From one picture to the next: a terminal shows each, and only what changed is written.
 */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import * as Line from "../../src/monitor/Line.ts"
import * as Painter from "../../src/monitor/Painter.ts"
import * as Palette from "../../src/monitor/Palette.ts"
import * as View from "../../src/monitor/View.ts"
import { states } from "./States.ts"
import * as Terminal from "./Terminal.ts"

const bold: Palette.Paint = (style, text) => (style === "normal" ? text : `\u001B[1m${text}\u001B[22m`)
const rowsWritten = (text: string): ReadonlyArray<number> =>
  [...Terminal.visible(text).matchAll(/␛\[(\d+);1H/g)].map(([, row]) => Number(row))

const plain = (...lines: ReadonlyArray<string>): Painter.Picture => ({
  columns: 20,
  rows: 4,
  lines: lines.map((text) => ({ text, width: text.length }))
})

describe("an update", () => {
  it("writes the lines that changed over what was there, and clears nothing", () => {
    const text = Painter.update(plain("one", "two", "three"), plain("one", "2", "three"))
    assert.strictEqual(text, "\u001B[?2026h\u001B[2;1H2\u001B[K\u001B[?2026l")
    assert.strictEqual(Painter.update(plain("one"), plain("one")), "")
    assert.deepStrictEqual(rowsWritten(Painter.update(plain("one", "two"), plain("one"))), [2])
  })

  it("of a terminal of unknown content writes every line", () => {
    assert.deepStrictEqual(rowsWritten(Painter.update(null, plain("one"))), [1, 2, 3, 4])
    const narrower = { ...plain("one"), columns: 10 }
    assert.deepStrictEqual(rowsWritten(Painter.update(plain("one"), narrower)), [1, 2, 3, 4])
  })

  it("keeps the last character of a line that is as wide as the terminal", () => {
    const terminal = Terminal.make(20, 4)
    terminal.write(Painter.update(null, plain("x".repeat(20))))
    assert.strictEqual(terminal.lines()[0], "x".repeat(20))
  })

  for (const columns of [40, 80, 160]) {
    it(`shows what a whole picture would, at ${columns} columns`, () =>
      fc.assert(
        fc.property(states, fc.integer({ min: 1, max: 50 }), (all, rows) => {
          const terminal = Terminal.make(columns, rows)
          let before: Painter.Picture | null = null
          for (const state of all) {
            const lines = View.view(state, { columns, rows, glyphs: Palette.unicode, isLive: true })
            const after: Painter.Picture = {
              columns,
              rows,
              lines: lines.map((line) => ({
                text: Palette.painted(line, bold),
                width: Line.width(line)
              }))
            }
            const text = Painter.update(before, after)
            const changed = lines.length === 0 ? [] : rowsWritten(text)
            for (const row of before === null ? [] : changed) {
              assert.notStrictEqual(before!.lines[row - 1]?.text ?? "", after.lines[row - 1]?.text ?? "")
            }
            terminal.write(text)
            before = after
            const expected = lines.map((line) => Palette.painted(line, Palette.uncoloured).trimEnd())
            assert.deepStrictEqual(
              terminal.lines(),
              Array.from({ length: rows }, (_, row) => expected[row] ?? "")
            )
          }
        }),
        { numRuns: 50 }
      ))
  }
})
