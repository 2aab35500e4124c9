/**
 * Writes the tables in `src/device` from the data in `data`: `node scripts/generate.ts`. With `--check` it writes
 * nothing, names the files that differ, and exits 1 if there are any.
 *
 * A browser bundles the tables, so what only tests and people need (observed limits, samples, notes) is not in them: notes are
 * comments. The data is checked where the table says `satisfies`, and by the tests of the lookups.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { type Data, print } from "./Print.ts"

type Row = { readonly [key: string]: Data }
type Rows = ReadonlyArray<Row>
type Names = { readonly [key: string]: string }

/** Settings with consecutive ids that repeat one another but for a number. */
interface Series {
  readonly first: number
  readonly last: number
  readonly name: string
  readonly label: string
  readonly number: number
  readonly like: number
}

const read = <File>(name: string): File =>
  JSON.parse(readFileSync(new URL(`../data/${name}.json`, import.meta.url), "utf8"))

const ramData = read<{ readonly variables: Rows }>("ram-variables")
const settingData = read<{ readonly settings: Rows; readonly series: ReadonlyArray<Series> }>("settings")
const flagData = read<{ readonly flags: Rows }>("flags")
const productData = read<{ readonly products: Names; readonly adapters: Names }>("products")
const stateData = read<{ readonly alarms: Rows; readonly vebusErrors: Names }>("device-states")

const without = (row: Row, ...keys: ReadonlyArray<string>): Row =>
  Object.fromEntries(Object.entries(row).filter(([key]) => !keys.includes(key)))

/** The different info words that units were seen to report, without "not supported". */
const observedWords = (row: Row): Rows => {
  const words = (Object.values(row["observed"]!) as Rows).filter((info) => info["scaleWord"] !== 0)
  return [...new Map(words.map((info) => [print(info), info])).values()]
}

const ramVariables: Rows = ramData.variables.map((row) => ({
  ...without(row, "observed", "samples"),
  observed: observedWords(row)
}))

const expand = ({ first, last, name, label, number, like }: Series): Rows => {
  const model = settingData.settings.find((row) => row["id"] === like)!
  return Array.from({ length: last - first + 1 }, (_, index) => ({
    ...without(model, "observed", "notes", "aliases"),
    id: first + index,
    name: `${name}${number + index}`,
    label: `${label} ${number + index}`
  }))
}

const settings: Rows = [
  ...settingData.settings.map((row) => without(row, "observed")),
  ...settingData.series.flatMap(expand)
].toSorted((a, b) => Number(a["id"]) - Number(b["id"]))

/** Products have hexadecimal keys, as everybody writes their ids. */
const products: Row = Object.fromEntries(
  Object.entries(productData.products).map(([id, name]) => [`0x${id}`, name])
)

const alarms: Rows = stateData.alarms.map((row) => without(row, "mask"))

const file = (source: string, about: string, ...body: ReadonlyArray<string>): string =>
  [
    `/**\n * ${about}\n *\n * Generated from \`data/${source}.json\` by \`npm run generate\`: change that file, not this one.\n */`,
    ...body
  ].join("\n") + "\n"

const table = (name: string, doc: string, data: Data, type: string): string =>
  `\n/** ${doc} */\nexport const ${name} = ${print(data)} as const satisfies ${type}`

const entryImport = (type: string): string => `import type { ${type} } from "./Entry.ts"`

const NAMES = "Readonly<Record<number, string>>"

const files: { readonly [name: string]: string } = {
  RamVariables: file(
    "ram-variables",
    "The RAM variables that are known. Lookups: `RamVariable.ts`.",
    entryImport("RamVariable"),
    table("ramVariables", "By id.", ramVariables, "ReadonlyArray<RamVariable>")
  ),
  Settings: file(
    "settings",
    "The settings that are known. Lookups: `Setting.ts`.",
    entryImport("Setting"),
    table("settings", "By id.", settings, "ReadonlyArray<Setting>")
  ),
  Flags: file(
    "flags",
    "The 64 flags of settings 0, 1, 60 and 61. Lookups: `Flag.ts`.",
    entryImport("Flag"),
    table("flags", "By flag number.", flagData.flags, "ReadonlyArray<Flag>")
  ),
  Products: file(
    "products",
    "Names of devices. Lookups: `Product.ts`.",
    table("products", "Devices by product id.", products, NAMES)
  ),
  Adapters: file(
    "products",
    "Names of adapters: apart from those of devices, a long table that not every page needs. Lookups: `Adapter.ts`.",
    table("adapters", "Adapters by version div 1000.", productData.adapters, NAMES)
  ),
  Alarms: file(
    "device-states",
    "Alarm bits and VE.Bus errors, as in the LED reply. Lookups: `Alarm.ts`.",
    entryImport("Alarm"),
    table("alarms", "By bit number.", alarms, "ReadonlyArray<Alarm>"),
    table("vebusErrors", "By error number.", stateData.vebusErrors, NAMES)
  )
}

const checking = process.argv.includes("--check")
for (const [name, text] of Object.entries(files)) {
  const url = new URL(`../src/device/${name}.ts`, import.meta.url)
  if (!checking) writeFileSync(url, text)
  else if (readFileSync(url, "utf8") !== text) {
    console.log(`src/device/${name}.ts is not what data/ says: run "npm run generate"`)
    process.exitCode = 1
  }
}
