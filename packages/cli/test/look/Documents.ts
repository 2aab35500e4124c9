/**
 * The documents that commands print, held against the JSON Schema files of `docs/schemas` by a validator that is not
 * ours, and against the schemas that they come from, which know every key.
 */
import { readFileSync } from "node:fs"
import { assert } from "@effect/vitest"
import { Ajv2020 } from "ajv/dist/2020.js"
import * as Schema from "effect/Schema"
import { Documents } from "@vebus/runtime/documents"
import { type Ended, run } from "../InProcess.ts"

const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true })

const validators = new Map<string, ReturnType<typeof ajv.compile>>()

const validatorOf = (name: string) => {
  const known = validators.get(name)
  if (known !== undefined) return known
  const file = new URL(`../../../../docs/schemas/${name.replace("/", "-")}.json`, import.meta.url)
  const made = ajv.compile(JSON.parse(readFileSync(file, "utf8")) as object)
  validators.set(name, made)
  return made
}

/** What the validator has against a value, or nothing. */
export const complaints = (name: string, value: unknown): string => {
  const validate = validatorOf(name)
  return validate(value) ? "" : ajv.errorsText(validate.errors)
}

const strictly = Object.fromEntries(
  Object.values(Documents.documents).map((schema) => [
    schema.fields.schema.literal,
    Schema.decodeUnknownSync(schema as Schema.Decoder<unknown>, { onExcessProperty: "error" })
  ])
)

/** A document as it was printed. */
export type Document = Readonly<Record<string, unknown>> & { readonly schema: string; readonly port: string }

/** The one document of stdout, which follows its schema to the last key. */
export const documentOf = ({ stdout, stderr }: Ended): Document => {
  assert.match(stdout, /^\{.*\}\n$/, stderr)
  const document = JSON.parse(stdout) as Document
  assert.strictEqual(complaints(document.schema, document), "")
  strictly[document.schema]!(document)
  return document
}

/** What a command said, without the one line that tells why the prompt is late. */
const saidOf = ({ stderr }: Ended): string => stderr.replace(/^vebus: asking a second time for .*\n/m, "")

/** Runs a command with `--json` to a good end, and gives its document. */
export const json = async (words: ReadonlyArray<string>): Promise<Document> => {
  const ended = await run([...words, "--json"])
  assert.deepStrictEqual([ended.code, saidOf(ended)], [0, ""])
  return documentOf(ended)
}

const began = Date.now()

/** A value without its times of arrival, each of which must be one. */
export const timeless = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(timeless)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      if (key !== "time") return [[key, timeless(item)]]
      const arrived = Date.parse(String(item))
      assert.isTrue(arrived >= began && arrived <= Date.now(), String(item))
      return []
    })
  )
}

/** Runs a command for people to a good end, and gives its text: no colour, no word on stderr. */
export const text = async (...words: ReadonlyArray<string>): Promise<string> => {
  const ended = await run(words)
  const { code, stdout } = ended
  assert.deepStrictEqual([code, saidOf(ended)], [0, ""])
  assert.isFalse(stdout.includes("\u001B"))
  return stdout
}

/** Part of a document. */
export type Row = Readonly<Record<string, unknown>>

export const rows = (value: unknown): ReadonlyArray<Row> => value as ReadonlyArray<Row>
