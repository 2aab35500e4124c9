/**
 * Which bytes of a payload belong to which fields, and what these say.
 *
 * Nothing here knows where a field stands. A byte belongs to the fields that change when its bits are flipped and the
 * payload is decoded again, so an explanation cannot disagree with the decoders or go stale.
 */
import type * as Frames from "../Frames.ts"
import * as FrameMeanings from "./FrameMeanings.ts"
import { head } from "./Heads.ts"
import { carriedKeys, type Each, reasonKey, shapeKeys } from "./Meanings.ts"
import { type Meaning, says, wordsOf } from "./Phrases.ts"
import * as WinmonMeanings from "./WinmonMeanings.ts"

type Content = Frames.Request | Frames.Reply
type Decode = (payload: Uint8Array) => Content

/** A field and what it says. A list is one field, or one per element, named `ids[0]`. */
export interface Field extends Meaning {
  readonly field: string
}

/** Consecutive bytes of the same fields; `from` and `to` count in the payload. */
export interface Span {
  readonly from: number
  readonly to: number
  readonly fields: ReadonlyArray<Field>
}

/** A frame as a row of values. */
interface Row {
  readonly _tag: string
  readonly [key: string]: unknown
}
type Entry = ((value: unknown, row: Row) => Meaning) | Each<unknown, Row>
type Table = Readonly<Record<string, Readonly<Record<string, Entry>>>>

/** A value inside a frame: its field, and which element of it. */
interface Place {
  readonly row: Row
  readonly key: string
  readonly index: number | null
}
/** Places by the name of their field. */
type Places = Map<string, Place>

/** The entry of a field. The types of both tables see to it that there is one. */
const entryOf = ({ _tag }: Row, key: string): Entry =>
  ((FrameMeanings.meanings as unknown as Table)[_tag] ??
    (WinmonMeanings.meanings as unknown as Table)[_tag])![key]!

const explain = (field: string, { row, key, index }: Place): Field => {
  const entry = entryOf(row, key)
  if (typeof entry === "function") return { field, ...entry(row[key], row) }
  return { field, ...entry.each((row[key] as ReadonlyArray<unknown>)[index!], row, index!) }
}

const isCarriedKey = (key: string): boolean => (carriedKeys as ReadonlyArray<string>).includes(key)

/**
 * Adds the places in which two frames of the same size and shape differ. Frames of different shape have nothing to
 * compare; those of the same shape have the same fields, and lists as long, since no field holds a count.
 */
const compare = (row: Row, other: Row, places: Places): void => {
  if (shapeKeys.some((key) => row[key] !== other[key])) return
  for (const key in row) {
    const value = row[key]
    const changed = other[key]
    if (isCarriedKey(key)) compare(value as Row, changed as Row, places)
    else if (Array.isArray(value)) compareLists(row, key, changed as ReadonlyArray<unknown>, places)
    else if (value !== changed && key !== reasonKey) places.set(key, { row, key, index: null })
  }
}

const compareLists = (row: Row, key: string, changed: ReadonlyArray<unknown>, places: Places): void => {
  const isWhole = typeof entryOf(row, key) === "function"
  for (const [index, element] of (row[key] as ReadonlyArray<unknown>).entries()) {
    if (element === changed[index]) continue
    if (isWhole) places.set(key, { row, key, index: null })
    else places.set(`${key}[${index}]`, { row, key, index })
  }
}

/** The places that change when a byte is replaced by the given others. */
const changedBy = (
  payload: Uint8Array,
  at: number,
  others: Iterable<number>,
  content: Content,
  decode: Decode
): Places => {
  const places: Places = new Map()
  const copy = payload.slice()
  for (const byte of others) {
    copy[at] = byte
    compare(content as unknown as Row, decode(copy) as unknown as Row, places)
  }
  return places
}

const everyByte: ReadonlyArray<number> = Array.from({ length: 256 }, (_, byte) => byte)

/** The places that a byte holds; none when every other byte would make another kind of frame. */
const placesAt = (payload: Uint8Array, at: number, content: Content, decode: Decode): Places => {
  const byte = payload[at]!
  const flipped = Array.from({ length: 8 }, (_, bit) => byte ^ (1 << bit))
  const places = changedBy(payload, at, flipped, content, decode)
  // A number of few values may be more than one bit away from the next: phase 4 of an info request is.
  return places.size > 0 ? places : changedBy(payload, at, everyByte, content, decode)
}

const kindOf = (content: Content): string => {
  const { _tag } = content._tag === "WinmonReply" ? content.reply : content
  return `marks a frame as ${wordsOf(_tag)}`
}

/** What a byte says that stands in front of the fields, chooses between kinds of frames, or holds fields. */
const fieldsAt = (
  payload: Uint8Array,
  at: number,
  content: Content,
  decode: Decode
): ReadonlyArray<Field> => {
  const known = head(payload, at, content)
  if (known !== null) return [known]
  const places = placesAt(payload, at, content, decode)
  return places.size === 0
    ? [{ field: "kind", ...says(kindOf(content)) }]
    : Array.from(places, ([field, place]) => explain(field, place))
}

const namesOf = (fields: ReadonlyArray<Field>): string => fields.map(({ field }) => field).join()

/** Every byte of a payload, in order, with its fields. `content` is what `decode` makes of it. */
export const spansOf = (payload: Uint8Array, content: Content, decode: Decode): ReadonlyArray<Span> => {
  const spans: Array<Span> = []
  for (let at = 0; at < payload.length; at++) {
    const fields = fieldsAt(payload, at, content, decode)
    const last = spans.at(-1)
    if (last !== undefined && namesOf(last.fields) === namesOf(fields))
      spans[spans.length - 1] = { ...last, to: at + 1 }
    else spans.push({ from: at, to: at + 1, fields })
  }
  return spans
}
