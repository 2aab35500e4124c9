/**
 * `docs/compare.md` says where each row is from, and of this project only what another page says.
 */
import { existsSync, readFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"

const path = resolve(fileURLToPath(new URL("../../../docs/compare.md", import.meta.url)))
const page = readFileSync(path, "utf8")

type Row = Readonly<Record<string, string>>

/** The tables of the page, their cells by the heads of their columns. */
const tables: ReadonlyArray<ReadonlyArray<Row>> = [...page.matchAll(/(?:^\|.*\|\n)+/gm)].map(([text]) => {
  const [heads = [], , ...rows] = text
    .trim()
    .split("\n")
    .map((line) =>
      line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim())
    )
  return rows.map((cells) => {
    assert.strictEqual(cells.length, heads.length, cells.join(" | "))
    return Object.fromEntries(heads.map((head, index) => [head, cells[index]!]))
  })
})

const compared = tables.filter(([row]) => row !== undefined && "vebus" in row)
const programs = tables.find(([row]) => row !== undefined && "program" in row) ?? []
const nameOf = (row: Row): string => row["feature"] ?? row["fault"] ?? ""

describe("docs/compare.md", () => {
  it("has tables, a date, and each program with its state and a link", () => {
    assert.isAtLeast(compared.length, 6)
    assert.match(page, /^.*As of\s+\w+ 20\d\d/m)
    const columns = new Set(compared.flatMap(([row]) => Object.keys(row!)))
    for (const name of columns) {
      if (["feature", "fault", "vebus", "source"].includes(name)) continue
      const program = programs.find((row) => row["program"] === name)
      assert.match(program?.["state"] ?? "", /20\d\d/, name)
      assert.match(program?.["link"] ?? "", /\]\(https:\/\/github\.com\/[^)]+\)/, name)
    }
  })

  for (const row of compared.flat()) {
    it(`says where this is from: ${nameOf(row)}`, () => {
      assert.match(row["source"]!, /^[CDR](?: [CDR])*$/)
      const isRun = Object.entries(row).some(([head, cell]) => head !== "vebus" && /, R\b/.test(cell))
      assert.isTrue(!isRun || row["source"]!.includes("R"), "a cell was run, and the row does not say so")
      assert.deepStrictEqual(
        Object.entries(row).flatMap(([head, cell]) => (cell === "" ? [head] : [])),
        []
      )
    })

    it(`says of vebus what another page says: ${nameOf(row)}`, () => {
      const cell = row["vebus"]!
      if (/^(?:no|no, on purpose|not yet)$/.test(cell)) return
      const links = [...cell.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, link]) => link!)
      assert.isAbove(links.length, 0, cell)
      for (const link of links) assert.isTrue(existsSync(join(dirname(path), link)), link)
    })
  }
})
