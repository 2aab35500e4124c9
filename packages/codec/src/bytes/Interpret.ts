/**
 * A layout interpreted, field by field: what a page runs whose policy forbids to compile text. A law holds it to the same
 * results as `Compile.ts`.
 */
import { limitsOf, type Shape, sizeOf } from "./Field.ts"
import { type Form, formOf, type Functions } from "./Form.ts"
import { isInteger, isRow, readBytes, readWords, writeBytes, writeWords } from "./Rows.ts"

type Row = { [key: string]: unknown }

/** The value of a field that begins at `at`; `undefined` when its byte contradicts the frame. */
const valueAt = (shape: Shape, bytes: Uint8Array, at: number, end: number): unknown => {
  switch (shape._tag) {
    case "Number": {
      const sum = shape.order.reduce((total, shift, index) => total | (bytes[at + index]! << shift), 0)
      const unused = 32 - 8 * shape.order.length
      return shape.signed ? (sum << unused) >> unused : sum >>> 0
    }
    case "Byte":
      return shape.values[bytes[at]!]
    case "Fixed":
      return bytes[at] === shape.byte ? null : undefined
    case "Bits": {
      const bits = (bytes[at]! >> shape.shift) & shape.mask
      return shape.flag ? bits !== 0 : bits
    }
    case "Bytes":
      return readBytes(bytes, at, Math.min(end, at + shape.max))
    case "Words":
      return readWords(bytes, at, end)
    case "Constant":
      return shape.value
  }
}

const readForm = (tag: string, { fields, min, max }: Form, bytes: Uint8Array, start: number, end: number) => {
  if (end - start < min || end - start > max) return undefined
  const value: Row = { _tag: tag }
  // Behind a row of words there is an odd byte or none.
  let behind: number | null = null
  for (const { key, shape, at } of fields) {
    const found = valueAt(shape, bytes, behind ?? start + at, end)
    if (found === undefined) return undefined
    if (shape._tag === "Words") behind = end - ((end - start - at) & 1)
    if (shape._tag !== "Fixed") value[key] = found
  }
  return value
}

/** How many bytes the value of a field takes. */
export const sizeIn = (shape: Shape, value: unknown): number =>
  shape._tag === "Bytes"
    ? (value as ReadonlyArray<number>).length
    : shape._tag === "Words"
      ? 2 * (value as ReadonlyArray<number>).length
      : sizeOf(shape)

const writeField = (shape: Shape, value: unknown, bytes: Uint8Array, at: number): void => {
  switch (shape._tag) {
    case "Number":
      shape.order.forEach((shift, index) => (bytes[at + index] = (value as number) >>> shift))
      break
    case "Byte":
      bytes[at] = shape.byteOf(value) ?? 0
      break
    case "Fixed":
      bytes[at] = shape.byte
      break
    case "Bits":
      bytes[at]! |= Number(value) << shape.shift
      break
    case "Bytes":
      writeBytes(bytes, at, value as ReadonlyArray<number>)
      break
    case "Words":
      writeWords(bytes, at, value as ReadonlyArray<number>)
      break
    case "Constant":
      break
  }
}

const isValue = (shape: Shape, value: unknown): boolean => {
  switch (shape._tag) {
    case "Number":
      return isInteger(value, ...limitsOf(shape))
    case "Byte":
      return shape.byteOf(value) !== undefined
    case "Fixed":
      return true
    case "Bits":
      return shape.flag ? typeof value === "boolean" : isInteger(value, 0, shape.mask)
    case "Bytes":
      return isRow(value, shape.min, shape.max, 0xff)
    case "Words":
      return isRow(value, 0, Number.POSITIVE_INFINITY, 0xffff)
    case "Constant":
      return value === shape.value
  }
}

const isForm = (tag: string, { fields }: Form, value: Row): boolean =>
  value["_tag"] === tag && fields.every(({ key, shape }) => isValue(shape, value[key]))

/** The functions of a layout, none of them compiled. */
export const interpret = (tag: string, forms: ReadonlyArray<Form>): Functions<object> => ({
  read: (bytes, start, end) => {
    for (const form of forms) {
      const value = readForm(tag, form, bytes, start, end)
      if (value !== undefined) return value
    }
    return undefined
  },
  size: (value) =>
    formOf(forms, value).fields.reduce(
      (size, { key, shape, last }) => size + (last ? sizeIn(shape, (value as Row)[key]) : 0),
      0
    ),
  write: (value, bytes, start) => {
    let at = start
    for (const { key, shape, last } of formOf(forms, value).fields) {
      writeField(shape, (value as Row)[key], bytes, at)
      if (last) at += sizeIn(shape, (value as Row)[key])
    }
  },
  is: (value) =>
    typeof value === "object" && value !== null && isForm(tag, formOf(forms, value), value as Row)
})
