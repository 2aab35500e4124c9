/**
 * `docs/schemas` is what the schemas of the programs say, and what the programs write follows it. Documents of the
 * commands that look are held against it where those commands are tested (`look/Documents.ts`).
 */
import { execFileSync } from "node:child_process"
import { globSync, readFileSync } from "node:fs"
import { basename, join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { Journal, WritePlan } from "@vebus/runtime"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Documents } from "@vebus/runtime/documents"
import * as Folder from "./Folder.ts"
import { complaints } from "./look/Documents.ts"
import { run } from "./InProcess.ts"

const root = fileURLToPath(new URL("../../..", import.meta.url))

const folder = Folder.temporary("schemas")

const names = globSync(join(root, "docs/schemas/*.json")).map((file) =>
  basename(file, ".json").replace(/-(\d+)$/, "/$1")
)

describe("docs/schemas", () => {
  it("is up to date: npm run generate", () => {
    const script = join(root, "packages/cli/scripts/schemas.ts")
    execFileSync(process.execPath, [script, "--check"], { stdio: "inherit" })
  })

  it("has a file for each document of the commands that look, and none that nobody writes", () => {
    const documents = Object.keys(Documents.documents).map((noun) => `vebus.${noun}/1`)
    assert.includeMembers(names, documents)
    const sources = globSync(join(root, "packages/{cli,codec,gateway,runtime}/src/**/*.ts"))
      .map((file) => readFileSync(file, "utf8"))
      .join("\n")
    for (const name of names) assert.isTrue(documents.includes(name) || sources.includes(`"${name}"`), name)
  })

  it("refuses what is not so: a key that is missing, a word that is none", () => {
    const ports = { schema: "vebus.ports/1", ports: [] }
    assert.strictEqual(complaints("vebus.ports/1", ports), "")
    assert.strictEqual(complaints("vebus.ports/1", { ...ports, more: true }), "")
    assert.include(complaints("vebus.ports/1", { schema: "vebus.ports/1" }), "ports")
    assert.include(complaints("vebus.ports/1", { ...ports, schema: "vebus.ports/2" }), "allowed values")
  })
})

describe("what is printed or kept follows its schema", () => {
  it("monitor, and the file of --record", async () => {
    const file = join(folder, "capture.jsonl")
    const { stdout } = await run(["monitor", "-p", "sim:", "--count", "2", "--jsonl", "--record", file])
    const readings = stdout.trimEnd().split("\n")
    assert.strictEqual(readings.length, 2)
    for (const line of readings) assert.strictEqual(complaints("vebus.reading/1", JSON.parse(line)), "")
    const lines = readFileSync(file, "utf8").trimEnd().split("\n")
    assert.isAbove(lines.length, 20)
    for (const line of lines) assert.strictEqual(complaints("vebus.capture/1", JSON.parse(line)), "", line)
  })

  it("ports", async () => {
    const { stdout } = await run(["ports", "--json"])
    assert.strictEqual(complaints("vebus.ports/1", JSON.parse(stdout)), "")
  })

  it("frame decode, with frames, shared bytes and what is no frame", async () => {
    const hex =
      "04 FF 41 01 00 BB 99 0F 20 F3 00 C8 02 0C A1 05 00 00 00 28 00 00 88 B2 87 FF 58 86 34 81 1F 1F A9"
    const { stdout } = await run(["frame", "decode", "--json", hex])
    const document = JSON.parse(stdout) as { readonly frames: ReadonlyArray<{ readonly _tag: string }> }
    assert.strictEqual(complaints("vebus.explanation/1", document), "")
    assert.sameMembers([...new Set(document.frames.map(({ _tag }) => _tag))], ["Frame", "Discarded"])
  })

  for (const [name, schema] of [
    ["vebus.plan/1", WritePlan.WritePlan],
    ["vebus.journal/1", Journal.Line]
  ] as const) {
    it(`whatever ${name} can hold`, async () => {
      const encode = Schema.encodeUnknownSync(Schema.toCodecJson(schema as Schema.Codec<unknown>))
      const values = await Effect.runPromise(
        Arbitrary.sampleEffect(Arbitrary.schema(schema), { count: 100, seed: 1 })
      )
      assert.strictEqual(values.length, 100)
      for (const value of values) {
        const json = JSON.parse(JSON.stringify(encode(value))) as unknown
        assert.strictEqual(complaints(name, json), "", JSON.stringify(json))
      }
    })
  }
})
