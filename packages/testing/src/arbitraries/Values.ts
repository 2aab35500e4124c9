/**
 * The values of a frame, made of its layout: every field within its range, every row as long as the frame has room for. They
 * are canonical: each is what its own bytes decode to.
 */
import type { Form, Format } from "@vebus/codec"
import fc from "fast-check"
import { bytes, fields, raw16, uint8 } from "./Words.ts"

type Placed = Form.Placed
type Row = Readonly<Record<string, unknown>>

/** So many bytes fit into a frame with the winmon envelope, an address and a LED suffix around them. */
const ROOM = 26

/** The values of one field. */
const valueOf = ({ shape }: Placed, room: number): fc.Arbitrary<unknown> => {
  switch (shape._tag) {
    case "Number": {
      const count = 256 ** shape.order.length
      return fc.integer(shape.signed ? { min: -count / 2, max: count / 2 - 1 } : { min: 0, max: count - 1 })
    }
    case "Byte": {
      const known = shape.values.filter((value) => value !== undefined)
      return known.length === 256 ? uint8.map((byte) => shape.values[byte]) : fc.constantFrom(...known)
    }
    case "Bits":
      return shape.flag ? fc.boolean() : fc.integer({ min: 0, max: shape.mask })
    case "Bytes":
      return bytes(Math.min(shape.max, shape.min + room), shape.min)
    case "Words":
      return fc.array(raw16, { maxLength: room >> 1 })
    case "Constant":
      return fc.constant(shape.value)
    case "Fixed":
      return fc.constant(null)
  }
}

/** A row that has not all it can hold is followed by nothing. */
const closed = ({ fields: places }: Form.Form, row: Row): Row => {
  const open = places.some(
    ({ key, shape }) =>
      shape._tag === "Bytes" &&
      shape.max < Number.POSITIVE_INFINITY &&
      shape.max > shape.min &&
      shape.min > 0 &&
      (row[key] as ReadonlyArray<number>).length < shape.max
  )
  return open ? { ...row, spare: [] } : row
}

const ofForm = (tag: string, form: Form.Form): fc.Arbitrary<Row> => {
  const room = ROOM - form.min
  const own = form.fields.filter(({ shape }) => shape._tag !== "Fixed")
  return fields(Object.fromEntries(own.map((place) => [place.key, valueOf(place, room)]))).map((row) =>
    closed(form, { _tag: tag, ...(row as Row) })
  )
}

/** Whether bytes could be of a form: by their number, and by those that never vary. */
const couldBe = ({ fields: places, min, max }: Form.Form, of: Uint8Array): boolean =>
  of.length >= min &&
  of.length <= max &&
  places.every(({ shape, at }) =>
    shape._tag === "Fixed"
      ? of[at] === shape.byte
      : shape._tag === "Byte"
        ? shape.values[of[at]!] !== undefined
        : true
  )

/** The values of a frame, of each of its forms. */
export const valuesOf = (layout: Format.AnyLayout): fc.Arbitrary<unknown> =>
  fc.oneof(
    ...layout.forms.map((form, index) =>
      ofForm(layout.name, form).filter((value) => {
        const encoded = layout.encode(value)
        // A value that an earlier form could be read from is none of this form.
        return !layout.forms.slice(0, index).some((other) => couldBe(other, encoded))
      })
    )
  )

const letterOf = (letters: Readonly<Record<string, number>>) => fc.constantFrom(...Object.keys(letters))

/** The values of an envelope around others. */
export const envelopesOf = (
  { name, letters, addressed, key }: Format.Envelope<unknown>,
  carried: fc.Arbitrary<unknown>
): fc.Arbitrary<unknown> => {
  const tag = fc.constant(name)
  if (addressed === null) return fields({ _tag: tag, letter: letterOf(letters), [key]: carried })
  return fc.oneof(
    fields({ _tag: tag, letter: letterOf(letters), address: fc.constant(null), [key]: carried }),
    fields({ _tag: tag, letter: letterOf(addressed), address: uint8, [key]: carried })
  )
}
