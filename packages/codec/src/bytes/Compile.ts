/**
 * A layout turned into one straight-line function per direction: about ten times as fast as interpreting it.
 *
 * The text is made of the tags, keys and numbers of the layouts, never of input. Where no function can be made from text
 * (a page whose content security policy forbids it), `compile` gives `null` and the layout is interpreted.
 */
import { type ByteShape, limitsOf, type NumberShape } from "./Field.ts"
import type { Form, Functions, Placed } from "./Form.ts"
import { isInteger, isRow, readBytes, readWords, writeBytes, writeWords } from "./Rows.ts"
import { NONE } from "./Words.ts"

/** The one place where text becomes a function. */
// oxlint-disable-next-line typescript/no-implied-eval -- the text is made of our own tags, keys and numbers
const functionOfText = (parameters: ReadonlyArray<string>, text: string) => new Function(...parameters, text)

const probe = (): boolean => {
  try {
    return functionOfText([], "return true")() === true
  } catch {
    return false
  }
}

/** Whether this platform makes functions from text. Asked once, when the first layout is made. */
const isAllowed: boolean = /* @__PURE__ */ probe()

/** The functions that the text refers to besides its arguments. */
const helpers = { NONE, isInteger, isRow, readBytes, readWords, writeBytes, writeWords }

/** The position `offset` bytes behind `base`. */
const behind = (base: string, offset: number): string => (offset === 0 ? base : `${base} + ${offset}`)

const readNumber = ({ order, signed }: NumberShape, at: number): string => {
  const sum = order
    .map((shift, index) => `b[${behind("s", at + index)}]${shift === 0 ? "" : ` << ${shift}`}`)
    .map((term) => (order.length === 1 ? term : `(${term})`))
    .join(" | ")
  const unused = 32 - 8 * order.length
  if (signed) return unused === 0 ? sum : `((${sum}) << ${unused}) >> ${unused}`
  return unused === 0 ? `(${sum}) >>> 0` : sum
}

/** Text and what it refers to: the tables of the bytes that stand for something. */
interface Text {
  readonly tables: Array<ByteShape>
  readonly tag: string
}

const tableOf = ({ tables }: Text, shape: ByteShape): number => {
  const index = tables.indexOf(shape)
  return index < 0 ? tables.push(shape) - 1 : index
}

/** Checks and keys of a form: what is read before the value is made, and the members of its literal. */
const readForm = (text: Text, { fields, min, max }: Form): string => {
  const lines: Array<string> = []
  const members: Array<string> = [`_tag: ${text.tag}`]
  lines.push(`const size = e - s`)
  lines.push(
    `if (size < ${min}${max === Number.POSITIVE_INFINITY ? "" : ` || size > ${max}`}) return undefined`
  )
  let row: number | null = null
  for (const { key, shape, at } of fields) {
    const place = behind("s", at)
    const member = (value: string): number => members.push(`${key}: ${value}`)
    switch (shape._tag) {
      case "Number":
        member(readNumber(shape, at))
        break
      case "Byte": {
        const value = `values${tableOf(text, shape)}[b[${place}]]`
        if (shape.expected === "") member(value)
        else {
          lines.push(`const $${key} = ${value}`, `if ($${key} === undefined) return undefined`)
          member(`$${key}`)
        }
        break
      }
      case "Fixed":
        lines.push(`if (b[${place}] !== ${shape.byte}) return undefined`)
        break
      case "Bits":
        member(
          shape.flag
            ? `(b[${place}] & ${1 << shape.shift}) !== 0`
            : `(b[${place}] >> ${shape.shift}) & ${shape.mask}`
        )
        break
      case "Bytes": {
        const from: string = row === null ? place : `e - ((size - ${row}) & 1)`
        const to =
          row === null && shape.max < Number.POSITIVE_INFINITY
            ? `Math.min(e, ${behind("s", at + shape.max)})`
            : "e"
        const isEmpty = row === null ? `size <= ${at}` : `((size - ${row}) & 1) === 0`
        member(`${isEmpty} ? NONE : readBytes(b, ${from}, ${to})`)
        break
      }
      case "Words":
        row = at
        member(`readWords(b, ${place}, e)`)
        break
      case "Constant":
        member(JSON.stringify(shape.value))
        break
    }
  }
  return `${lines.join("\n")}\nreturn { ${members.join(", ")} }`
}

/** The value of a field. */
const valueOf = ({ key }: Placed): string => `v.${key}`

const sizeOfForm = ({ fields }: Form): string => {
  const terms: Array<string> = []
  let fixed = 0
  for (const field of fields) {
    const { shape, last } = field
    const value = valueOf(field)
    if (shape._tag === "Number") fixed += shape.order.length
    else if (shape._tag === "Byte" || shape._tag === "Fixed") fixed++
    else if (shape._tag === "Bits") fixed += last ? 1 : 0
    else if (shape._tag === "Bytes") terms.push(`${value}.length`)
    else if (shape._tag === "Words") terms.push(`2 * ${value}.length`)
  }
  return `return ${[fixed, ...terms].join(" + ")}`
}

const writeForm = (text: Text, { fields }: Form): string => {
  const lines: Array<string> = []
  // As long as every field so far has a fixed size, positions are numbers.
  let at = 0
  let moved = false
  let bits: Array<string> = []
  const move = (): void => {
    if (!moved) lines.push(`let p = ${behind("at", at)}`)
    moved = true
  }
  const put = (value: string): void => {
    lines.push(moved ? `b[p++] = ${value}` : `b[${behind("at", at++)}] = ${value}`)
  }
  for (const field of fields) {
    const { shape, last } = field
    const value = valueOf(field)
    switch (shape._tag) {
      case "Number":
        for (const shift of shape.order) put(shift === 0 ? value : `${value} >>> ${shift}`)
        break
      case "Byte":
        put(
          shape.values.some((known) => typeof known === "number")
            ? value
            : `byteOf${tableOf(text, shape)}(${value}) ?? 0`
        )
        break
      case "Fixed":
        put(String(shape.byte))
        break
      case "Bits":
        bits.push(`(${value} << ${shape.shift})`)
        if (last) {
          put(bits.join(" | "))
          bits = []
        }
        break
      case "Bytes":
        move()
        lines.push(`p = writeBytes(b, p, ${value})`)
        break
      case "Words":
        move()
        lines.push(`p = writeWords(b, p, ${value})`)
        break
      case "Constant":
        break
    }
  }
  return lines.join("\n")
}

const isForm = (text: Text, { fields }: Form): string => {
  const terms: Array<string> = [`v._tag === ${text.tag}`]
  for (const field of fields) {
    const { shape } = field
    const value = valueOf(field)
    switch (shape._tag) {
      case "Number":
        terms.push(`isInteger(${[value, ...limitsOf(shape)].join(", ")})`)
        break
      case "Byte":
        terms.push(`byteOf${tableOf(text, shape)}(${value}) !== undefined`)
        break
      case "Bits":
        terms.push(shape.flag ? `typeof ${value} === "boolean"` : `isInteger(${value}, 0, ${shape.mask})`)
        break
      case "Bytes":
        terms.push(`isRow(${value}, ${shape.min}, ${shape.max}, 255)`)
        break
      case "Words":
        terms.push(`isRow(${value}, 0, Infinity, 65535)`)
        break
      case "Fixed":
        break
      case "Constant":
        terms.push(`${value} === ${JSON.stringify(shape.value)}`)
        break
    }
  }
  return `return ${terms.join(" && ")}`
}

/** Which form a value has, as a condition on its constants. */
const hasForm = ({ fields }: Form): string =>
  fields
    .flatMap((field) =>
      field.shape._tag === "Constant" ? [`${valueOf(field)} === ${JSON.stringify(field.shape.value)}`] : []
    )
    .join(" && ") || "true"

/** One function per form, and one that chooses. */
const functionOf = (
  name: string,
  parameters: string,
  forms: ReadonlyArray<Form>,
  body: (form: Form) => string,
  choose: (form: Form, call: string) => string
): string => {
  if (forms.length === 1) return `const ${name} = (${parameters}) => {\n${body(forms[0]!)}\n}`
  const each = forms.map((form, index) => `const ${name}${index} = (${parameters}) => {\n${body(form)}\n}`)
  const calls = forms.map((form, index) => choose(form, `${name}${index}(${parameters})`))
  return `${each.join("\n")}\nconst ${name} = (${parameters}) => {\n${calls.join("\n")}\n}`
}

/** The text of a layout's functions. */
const source = (text: Text, forms: ReadonlyArray<Form>): string => {
  const byForm = (form: Form, call: string): string => `if (${hasForm(form)}) return ${call}`
  const last = (fallback: string) => (form: Form, call: string) =>
    byForm(form, call) + (form === forms.at(-1) ? `\nreturn ${fallback}` : "")
  return [
    functionOf(
      "read",
      "b, s, e",
      forms,
      (form) => readForm(text, form),
      (form, call) =>
        form === forms.at(-1)
          ? `return ${call}`
          : `{ const value = ${call}; if (value !== undefined) return value }`
    ),
    functionOf("size", "v", forms, sizeOfForm, last("size0(v)")),
    functionOf("write", "v, b, at", forms, (form) => writeForm(text, form), last("write0(v, b, at)")),
    functionOf("is_", "v", forms, (form) => isForm(text, form), last("false")),
    `const is = (v) => typeof v === "object" && v !== null && is_(v)`,
    `return { read, size, write, is }`
  ].join("\n")
}

/** The functions of a layout, compiled; `null` where that is not allowed. */
export const compile = (tag: string, forms: ReadonlyArray<Form>): Functions<object> | null => {
  if (!isAllowed) return null
  const text: Text = { tables: [], tag: JSON.stringify(tag) }
  const body = source(text, forms)
  const names = Object.keys(helpers)
  const tables = text.tables.map(
    (_, index) => `const values${index} = tables[${index}].values, byteOf${index} = tables[${index}].byteOf\n`
  )
  return functionOfText([...names, "tables"], tables.join("") + body)(
    ...Object.values(helpers),
    text.tables
  ) as Functions<object>
}
