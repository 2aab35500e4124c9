/**
 * Which bytes of a payload belong to which fields, what these say, and the headline of the frame. All of it stands in the
 * layouts: each byte is looked at once.
 */
import { message } from "../bytes/Failure.ts"
import type { Said } from "../bytes/Field.ts"
import { formOf, type Placed } from "../bytes/Form.ts"
import type { AnyFormat, AnyLayout, Envelope } from "../bytes/Format.ts"
import { sizeIn } from "../bytes/Interpret.ts"
import * as Frames from "../Frames.ts"
import { head, type Head } from "./Heads.ts"
import * as Phrases from "./Phrases.ts"

/** A field and what it says. A list is one field, or one per element, named `ids[0]`. */
export interface Field extends Phrases.Meaning {
  readonly field: string
}

/** Consecutive bytes of the same fields; `from` and `to` count in the payload. */
export interface Span {
  readonly from: number
  readonly to: number
  readonly fields: ReadonlyArray<Field>
}

type Content = Frames.Request | Frames.Reply
type Row = Readonly<Record<string, unknown>>

const meaning = (said: Said): Phrases.Meaning => (typeof said === "string" ? Phrases.says(said) : said)

/** The words for a value whose field has none of its own. */
const plainly = (value: unknown): string =>
  typeof value === "boolean" ? (value ? "yes" : "no") : Array.isArray(value) ? "not explained" : String(value)

const explain = ({ key, saying }: Placed, row: Row): Field => ({
  field: key,
  ...meaning(saying === null ? plainly(row[key]) : saying.words(row[key] as never, row as never, Phrases, 0))
})

/** The formats of frames and of what they carry, by tag. */
const byTag = (format: AnyFormat): ReadonlyArray<readonly [string, AnyLayout | Envelope<unknown>]> =>
  format._tag === "Family"
    ? format.members.flatMap(byTag)
    : format._tag === "Envelope"
      ? [[format.name, format], ...byTag(format.carried)]
      : [[format.name, format]]

const formats = new Map([...byTag(Frames.Request), ...byTag(Frames.Reply)])

/** Spans one behind the other; neighbours of the same name become one. */
const appendTo =
  (spans: Array<Span>) =>
  (size: number, ...fields: ReadonlyArray<Field>) => {
    const last = spans.at(-1)
    const from = last?.to ?? 0
    if (size === 0) return
    if (last?.fields.length === 1 && last.fields[0]!.field === fields[0]!.field)
      spans[spans.length - 1] = { ...last, to: from + size }
    else spans.push({ from, to: from + size, fields })
  }

/** Every byte of a payload, in order, with its fields. `content` is what it decodes to. */
export const spansOf = (payload: Uint8Array, content: Content): ReadonlyArray<Span> => {
  const spans: Array<Span> = []
  const append = appendTo(spans)
  const heads: Array<Head> = []
  for (let at = 0; at < payload.length; at++) {
    const known = head(payload, at, content)
    if (known === null) break
    heads.push(known)
    append(1, known)
  }
  if (content._tag === "Malformed") {
    append(payload.length - heads.length, { field: "payload", ...Phrases.says(message(content.failure)) })
    return spans
  }
  const format = formats.get(content._tag)!
  if (format._tag === "Layout") spanRow(append, format, content as unknown as Row, heads.length)
  else {
    const row = content as unknown as Row
    const carried = row[format.key] as Row
    spanRow(append, formats.get(String(carried["_tag"])) as AnyLayout, carried, heads.length - 2)
    if (typeof row["address"] === "number")
      append(1, { field: "address", ...Phrases.says(`device ${row["address"]}`) })
  }
  return spans
}

/** The fields of a frame; the first bytes stand in the spans already. */
const spanRow = (
  append: ReturnType<typeof appendTo>,
  { name, forms }: AnyLayout,
  row: Row,
  heads: number
): void => {
  let bits: Array<Field> = []
  for (const place of formOf(forms, row).fields) {
    const { key, shape, at, last, saying } = place
    const value = row[key]
    if (at < heads && shape._tag !== "Constant") continue
    if (shape._tag === "Fixed")
      append(1, { field: "kind", ...Phrases.says(`marks a frame as ${Phrases.wordsOf(name)}`) })
    else if (shape._tag === "Bits") {
      bits.push(explain(place, row))
      if (last) append(1, ...bits)
      if (last) bits = []
    } else if (saying?.each === true) {
      const list = value as ReadonlyArray<never>
      list.forEach((element, index) =>
        append(shape._tag === "Words" ? 2 : 1, {
          field: `${key}[${index}]`,
          ...meaning(saying.words(element, row as never, Phrases, index))
        })
      )
    } else if (sizeIn(shape, value) > 0) append(sizeIn(shape, value), explain(place, row))
  }
}

/** The headline of a frame. */
export const titleOf = (content: Content): string => {
  if (content._tag === "Malformed") return `malformed: ${message(content.failure)}`
  if (content._tag === "WinmonRequest") {
    const { letter, address, command } = content
    return `${headline(command)} on ${letter}${address === null ? "" : ` to device ${address}`}`
  }
  return content._tag === "WinmonReply"
    ? `${headline(content.reply)} on ${content.letter}`
    : headline(content)
}

const headline = (row: { readonly _tag: string }): string => {
  const format = formats.get(row._tag)
  return format?._tag === "Layout" && format.title !== null
    ? format.title(row as never, Phrases)
    : Phrases.wordsOf(row._tag)
}
