/**
 * Writes `docs/fault-matrix.md`: each fault of the list, and the tests that hold what must follow from it. Both come from
 * the tests themselves, which are named after the faults. `--print` writes to stdout instead.
 */
import { globSync, readFileSync, writeFileSync } from "node:fs"
import { join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { table } from "./Markdown.ts"

const root = resolve(fileURLToPath(new URL("../../..", import.meta.url)))
const page = join(root, "docs/fault-matrix.md")

/** How many faults the list has. */
const COUNT = 24

interface Fault {
  readonly number: number
  readonly scenario: string
  readonly behaviours: ReadonlyArray<string>
  readonly file: string
}

/** A title with the parts that differ from case to case left open. */
const plain = (title: string): string => title.replaceAll(/\$\{[^}]*\}/g, "…")

/** The faults that a test file names: each `describe("R<n> ...")` and the tests up to the next one. */
const faultsOf = (file: string): ReadonlyArray<Fault> => {
  const [, ...blocks] = readFileSync(file, "utf8").split(/^describe(?:\.\w+)?\((?=["`]R\d+ )/m)
  return blocks.map((block) => {
    const [, number, scenario] = /^["`]R(\d+) ([^"`]+)["`]/.exec(block)!
    const behaviours = [...block.matchAll(/\bit(?:\.\w+)*\(\s*["`]([^"`]+)["`]/g)].map((match) =>
      plain(match[1]!)
    )
    return { number: Number(number), scenario: scenario!, behaviours, file: relative(root, file) }
  })
}

const faults = globSync(join(root, "packages/*/test/**/*.test.ts"))
  .flatMap(faultsOf)
  .toSorted((a, b) => a.number - b.number)

const missing = Array.from({ length: COUNT }, (_, index) => index + 1).filter(
  (number) => !faults.some((fault) => fault.number === number)
)
if (missing.length > 0) throw new Error(`no test for R${missing.join(", R")}`)

const text = `# Fault matrix

What goes wrong on an ordinary 2400-baud line, and what must follow. Each row is a group of tests that every run executes;
generated from their names by \`npm run generate\`.

${table(
  ["fault", "what must follow", "tests"],
  faults.map(({ number, scenario, behaviours, file }) => [
    `R${number} ${scenario}`,
    behaviours.join("; "),
    `[${file.split("/").at(-1)}](../${file})`
  ])
)}
`

if (process.argv.includes("--print")) process.stdout.write(text)
else writeFileSync(page, text)
