/**
 * The byte tables of the pages, held against the decoders. A table says for whom it holds in its first header cell:
 *
 *     request          what a host sends             reply          what an adapter sends
 *     request, reply   both                          long reply     replies whose `form` is `long`
 *     byte             whoever sends it; not every field of the frame need stand there
 *
 * A row names its bytes (`d[0]`, `p[6..7]`, `d[3...]`, `last`) and the field that is in them; a row without a field is not
 * checked. Which field a byte holds is what `Explain` finds by asking the decoders.
 */
import { Explain, FrameType, WinmonEnvelope } from "@vebus/codec"
import { decode, type FrameExample } from "./Example.ts"
import { spans, type Table } from "./Page.ts"

interface Row {
  readonly bytes: string
  readonly field: string
}

export interface ByteTable {
  readonly kinds: ReadonlyArray<"host" | "adapter">
  readonly form: string | null
  /** Whether every field of the frame must stand in the table. */
  readonly isWhole: boolean
  readonly rows: ReadonlyArray<Row>
}

/** The table as a byte table, or `null` when it is about something else. */
export const byteTableOf = ({ header, rows }: Table): ByteTable | null => {
  const match = /^(byte|request|(\w+) reply|reply|request, reply)$/.exec(header[0]!)
  if (match === null || header[1] !== "field") return null
  const [, who] = match
  return {
    kinds:
      who === "request"
        ? ["host"]
        : who!.startsWith("request,") || who === "byte"
          ? ["host", "adapter"]
          : ["adapter"],
    form: match[2] ?? null,
    isWhole: who !== "byte",
    rows: rows.flatMap(([bytes, field]) => {
      const [name] = spans(field!)
      return name === undefined ? [] : [{ bytes: bytes!.replaceAll("`", ""), field: name }]
    })
  }
}

/** The frames that a table describes. */
export const isAbout = ({ kinds, form }: ByteTable, example: FrameExample): boolean => {
  if (example.kind === "bad" || !kinds.includes(example.kind)) return false
  const { inner } = decode(example)
  if (inner._tag === "Malformed") return false
  const found = "form" in inner ? inner.form : "highWord" in inner ? "high" : null
  return form === null ? !("form" in inner) : found === form
}

/** A list counts as one field, whether or not its elements are named one by one. */
const withoutIndex = (field: string): string => field.replace(/\[\d+\]$/, "")

/** What `Explain` calls the bytes around the fields, and what every frame may carry. */
const notFields = new Set(["frame type", "command", "winmon code", "kind", "letter", "spare"])

/** The fields of each byte of a payload. */
const fieldsOf = (example: FrameExample): ReadonlyArray<ReadonlyArray<string>> => {
  const [explained] = Explain.explain(example.bytes, example.kind === "host" ? "request" : "reply")
  if (explained?._tag !== "Frame") throw new Error(`${example.place}: no frame`)
  return explained.ranges
    .filter(({ field }) => !["length", "checksum", "LED suffix"].includes(field))
    .flatMap(({ field, length }) =>
      Array.from({ length }, () => [...new Set(field.split(", ").map(withoutIndex))])
    )
}

/** The bytes of a row within a payload of some size, `[from, to)`; those behind its end are cut off. */
const extent = (bytes: string, data: number, size: number): readonly [number, number] => {
  if (bytes === "last") return [size - 1, size]
  const match = /^([pd])\[(\d+)(?:(\.\.\.)|\.\.(\d+))?\]$/.exec(bytes)
  if (match === null) throw new Error(`no bytes: ${bytes}`)
  const base = match[1] === "p" ? 0 : data
  const from = base + Number(match[2])
  const to = match[3] !== undefined ? size : base + Number(match[4] ?? match[2]) + 1
  return [from, Math.min(to, size)]
}

/** Where `d[0]` stands. */
const dataStart = ({ bytes }: FrameExample): number =>
  bytes[1] !== FrameType.MK2 ? Number.NaN : WinmonEnvelope.isRequestLetter(bytes[2]!) ? 3 : 2

/**
 * What an example says against a table, in words; and the fields that it has shown. A field that the frame leaves out is
 * neither.
 */
export const compare = (
  table: ByteTable,
  example: FrameExample
): { readonly wrong: ReadonlyArray<string>; readonly shown: ReadonlyArray<string> } => {
  const fields = fieldsOf(example)
  const named = table.rows.map((row) => ({
    ...row,
    extent: extent(row.bytes, dataStart(example), fields.length)
  }))
  const wrong: Array<string> = []
  const shown: Array<string> = []
  for (const { bytes, field, extent } of named) {
    const found = fields.slice(...extent)
    if (found.length === 0) continue
    if (found.every((names) => names.includes(field))) shown.push(field)
    // Not every frame ends in the field that stands last.
    else if (bytes !== "last") wrong.push(`${example.place}: ${bytes} is ${found.join("; ")}, not ${field}`)
  }
  const inTable = new Set(table.rows.map(({ field }) => field))
  for (const name of new Set(fields.flat()))
    if (table.isWhole && !inTable.has(name) && !notFields.has(name))
      wrong.push(`${example.place}: ${name} stands in no row`)
  return { wrong, shown }
}
