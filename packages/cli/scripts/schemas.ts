/**
 * Writes `docs/schemas`: the JSON documents of the command line, and the files it keeps, as JSON Schema, one file each,
 * with a page that lists them. Made from the schemas that the programs use. With `--check` it writes nothing, names the
 * files that differ, and exits 1 if there are any.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import * as Reading from "@vebus/codec/reading"
import * as Survey from "@vebus/codec/survey"
import { Capture, Journal, WritePlan } from "@vebus/runtime"
import { Config, History, HttpDocuments } from "@vebus/gateway"
import * as Schema from "effect/Schema"
import { Backup, Diff } from "@vebus/runtime/backup"
import { Documents, Failure, Outcomes, SettingsFile } from "@vebus/runtime/documents"
import * as GatewayConfig from "../src/gateway/Sources.ts"
import { Document } from "@vebus/runtime/doctor"
import * as DoctorSchemas from "../src/doctor/Schemas.ts"
import * as Schemas from "../src/output/Schemas.ts"
import * as FleetTable from "../src/fleet/Table.ts"
import * as SniffSchemas from "../src/sniff/Schemas.ts"
import { type Json, print } from "./JsonText.ts"

const folder = resolve(fileURLToPath(new URL("../../../docs/schemas", import.meta.url)))

interface Described {
  readonly schema: Schema.Top
  /** Where it comes from. */
  readonly from: string
}

const { documents } = Documents

const described: Readonly<Record<Schemas.SchemaName, Described>> = {
  "vebus.reading/1": {
    schema: Reading.Reading.annotate({ description: "What a system is doing. Units are SI" }),
    from: "each line of `monitor --jsonl`"
  },
  "vebus.info/1": { schema: documents.info, from: "`info --json`" },
  "vebus.state/1": { schema: documents.state, from: "`state --json`" },
  "vebus.leds/1": { schema: documents.leds, from: "`leds --json`" },
  "vebus.switch/1": { schema: documents.switch, from: "`switch get --json`" },
  "vebus.limit/1": { schema: documents.limit, from: "`limit get --json`" },
  "vebus.charge/1": { schema: documents.charge, from: "`charge state --json`" },
  "vebus.energy/1": { schema: documents.energy, from: "`energy --json`" },
  "vebus.ram/1": { schema: documents.ram, from: "`ram list --json`, `ram get --json`" },
  "vebus.snapshot/1": { schema: documents.snapshot, from: "`snapshot --json`" },
  "vebus.settings/1": { schema: documents.settings, from: "`settings list --json`, `settings get --json`" },
  "vebus.flags/1": { schema: documents.flags, from: "`flags list --json`, `flags get --json`" },
  "vebus.ess/1": { schema: documents.ess, from: "`ess show --json`" },
  "vebus.lines/1": { schema: documents.lines, from: "`lines get --json`" },
  "vebus.config/1": { schema: GatewayConfig.Shown, from: "`gateway config --json`" },
  "vebus.sites/1": { schema: HttpDocuments.Sites, from: "`GET /api/v1/sites` of the gateway" },
  "vebus.site/1": { schema: HttpDocuments.Site, from: "`GET /api/v1/sites/{site}` of the gateway" },
  "vebus.fleet/1": { schema: FleetTable.Document, from: "`fleet --json`" },
  "vebus.fleet.site/1": { schema: FleetTable.Line, from: "each line of `fleet --jsonl`" },
  "vebus.ports/1": { schema: Schemas.Ports, from: "`ports --json`" },
  "vebus.explanation/1": { schema: Schemas.Explanation, from: "`frame decode --json`" },
  "vebus.error/1": {
    schema: Failure.Failure,
    from: "the last line on stderr of a command that fails, with `--json` or `--jsonl`"
  },
  "vebus.doctor/1": {
    schema: Document.Doctor,
    from: "`doctor --json`, `GET /api/v1/sites/{site}/doctor` of the gateway"
  },
  "vebus.report/1": { schema: DoctorSchemas.Report, from: "a file of `doctor --report`" },
  "vebus.traffic/1": {
    schema: SniffSchemas.Traffic,
    from: "each line of `sniff --jsonl` and `replay --jsonl`"
  },
  "vebus.capture/1": {
    schema: Schema.Union([Capture.Header, Capture.Chunk, Capture.Event]).annotate({
      description: "Traffic of a port: a header, then a line for each chunk of bytes and each event"
    }),
    from: "each line of a file of `--record`"
  },
  "vebus.plan/1": {
    schema: WritePlan.WritePlan.annotate({ description: "What would be written, before it is" }),
    from: "`plan --json`, and `--dry-run --json` of all that changes something"
  },
  "vebus.outcomes/1": {
    schema: Outcomes.Outcomes.annotate({ description: "What became of each write of a plan" }),
    from: "`--json` of all that changes something"
  },
  "vebus.history/1": {
    schema: History.Answer.annotate({
      description: "What a gateway has kept of the readings of a site, in columns over time"
    }),
    from: "`history --json`, `GET /api/v1/history` of a gateway"
  },
  "vebus.backup/1": {
    schema: Backup.Backup.annotate({ description: "The configuration of a unit, to compare or restore it" }),
    from: "a file of `settings backup`"
  },
  "vebus.settings-file/1": { schema: SettingsFile.Document, from: "`settings show --json`" },
  "vebus.diff/1": {
    schema: Diff.Diff.annotate({
      description: "What differs between two configurations; null on the side that does not have it"
    }),
    from: "`settings diff --json`"
  },
  "vebus.survey/1": {
    schema: Survey.Survey.annotate({
      description: "What a unit and its adapter answer to everything that only reads, in raw words"
    }),
    from: "a file of `survey`, once it is complete"
  },
  "vebus.journal/1": {
    schema: Journal.Line.annotate({ description: "One line before a write, one with what became of it" }),
    from: "each line of `journal.jsonl`"
  }
}

/** The file that people write, for editors that check it. */
const CONFIGURATION = Config.JsonSchema.SCHEMA
const { FOLLOW } = Config.JsonSchema

const fileOf = (name: string): string => `${name.replace("/", "-")}.json`

/** Whole numbers without other limits get those of JavaScript; they say nothing. */
const isNoise = (key: string, value: Json): boolean =>
  (key === "minimum" && value === Number.MIN_SAFE_INTEGER) ||
  (key === "maximum" && value === Number.MAX_SAFE_INTEGER)

const cleaned = (value: Json): Json => {
  if (typeof value !== "object" || value === null) return value
  if (Array.isArray(value)) return (value as ReadonlyArray<Json>).map(cleaned)
  return Object.fromEntries(
    Object.entries(value as { readonly [key: string]: Json })
      .filter(([key, item]) => !isNoise(key, item))
      .map(([key, item]) => [key, cleaned(item)])
  )
}

const textOf = (
  name: string,
  { schema, definitions }: { readonly schema: unknown; readonly definitions: unknown }
): string => {
  const { description = "", ...content } = cleaned(JSON.parse(JSON.stringify(schema))) as {
    readonly [key: string]: Json
  }
  const shared = cleaned(JSON.parse(JSON.stringify(definitions))) as { readonly [key: string]: Json }
  return `${print({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: `urn:vebus:${name.slice("vebus.".length).replace("/", ":")}`,
    title: name,
    description,
    ...content,
    ...(Object.keys(shared).length === 0 ? {} : { $defs: shared })
  })}\n`
}

const index = `# Schemas

Every JSON document of the command line says in \`schema\` which of these it follows: a name and a number. Adding a key
keeps the number, so a program must let unknown keys pass; removing one or changing its meaning raises it. What is not
there or did not answer is \`null\`, never 0. Where a value carries a \`unit\`, the unit is that of the value; elsewhere
units are SI.

${Object.entries(described)
  .map(([name, { from }]) => `- [\`${name}\`](${fileOf(name)}): ${from}`)
  .join("\n")}
- [\`${CONFIGURATION}\`](${fileOf(CONFIGURATION)}): the file of \`gateway --config\`, in YAML
- [\`${FOLLOW}\`](${fileOf(FOLLOW)}): the file of \`ess follow --config\`, in YAML

Generated by \`npm run generate\` from the schemas that the programs use: change those, not these files.
`

const files = new Map([
  ["README.md", index],
  ...Object.entries(described).map(
    ([name, { schema }]) => [fileOf(name), textOf(name, Schema.toJsonSchemaDocument(schema))] as const
  ),
  [
    fileOf(CONFIGURATION),
    textOf(CONFIGURATION, { schema: Config.JsonSchema.document(), definitions: {} })
  ] as const,
  [fileOf(FOLLOW), textOf(FOLLOW, { schema: Config.JsonSchema.follow(), definitions: {} })] as const
])

const isSame = ([file, text]: readonly [string, string]): boolean =>
  existsSync(join(folder, file)) && readFileSync(join(folder, file), "utf8") === text

if (process.argv.includes("--check")) {
  const others = existsSync(folder) ? readdirSync(folder).filter((file) => !files.has(file)) : []
  const wrong = [...[...files].filter((file) => !isSame(file)).map(([file]) => file), ...others]
  for (const file of wrong) console.error(`docs/schemas/${file} is not what "npm run generate" writes`)
  process.exit(wrong.length === 0 ? 0 : 1)
}
mkdirSync(folder, { recursive: true })
for (const [file, text] of files) writeFileSync(join(folder, file), text)
