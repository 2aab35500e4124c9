/**
 * The rows of every frame that the codec declares, by tag: those of a family, and those that its envelopes carry.
 */
import { type Format } from "@vebus/codec"
import * as Schemas from "@vebus/codec/schemas"
import fc from "fast-check"
import type { Row } from "./Row.ts"
import { envelopesOf, valuesOf } from "./Values.ts"

type Rows = Readonly<Record<string, Row<unknown>>>

/** The row of a format whose values are known. */
export const rowOf = (format: Format.AnyFormat, arbitrary: fc.Arbitrary<unknown>): Row<unknown> => ({
  name: format.name,
  arbitrary,
  encode: (value) => format.encode(value),
  decode: format.decode,
  codec: Schemas.codec(format)
})

/** The tag of what bytes decode to. */
const tagOf = (format: Format.AnyFormat, bytes: Uint8Array): unknown =>
  (format.read(bytes, 0, bytes.length) as { readonly _tag: string } | undefined)?._tag

/** The rows of a family, each frame once. Whatever is unknown to it has no code of a frame that is known. */
export const membersOf = (family: Format.AnyFormat): Rows => {
  const rows = (format: Format.AnyFormat): Rows => {
    switch (format._tag) {
      case "Layout":
        return {
          [format.name]: rowOf(
            format,
            valuesOf(format).filter((value) => tagOf(family, format.encode(value)) === format.name)
          )
        }
      case "Envelope":
        return { [format.name]: rowOf(format, envelopesOf(format, anyOf(membersOf(format.carried)))) }
      case "Family":
        return Object.assign({}, ...format.members.map(rows)) as Rows
    }
  }
  return rows(family)
}

/** Any value of some rows. */
export const anyOf = <A>(table: Readonly<Record<string, Pick<Row<unknown>, "arbitrary">>>): fc.Arbitrary<A> =>
  fc.oneof(...Object.values(table).map(({ arbitrary }) => arbitrary)) as fc.Arbitrary<A>
