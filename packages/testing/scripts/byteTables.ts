/**
 * Writes `docs/protocol/bytes.md`: the bytes of every frame, as its layout has them. `--print` writes to stdout instead.
 */
import { writeFileSync } from "node:fs"
import { type Form, type Format, Frames, FrameType, Hex, type Layout, Mk2, Winmon } from "@vebus/codec"
import { table } from "./Markdown.ts"

/** Bytes in front of the data: frame type and letter, or the winmon code. Other frames are counted from `p[0]`. */
const MK2_HEAD = 2
const WINMON_HEAD = 1

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`

const namesOf = ({ values, expected }: Layout.ByteShape): string => {
  const known = values.flatMap((value, byte) =>
    typeof value === "string" && value !== `unknown-${byte}` ? [`${byte} \`${value}\``] : []
  )
  return known.length === 0 ? expected : known.join(", ")
}

const numberText = ({ order, signed }: Layout.NumberShape): string => {
  const words = [`${8 * order.length} bits`]
  if (signed) words.push("signed")
  if (order.length > 1) words.push(order[0] === 0 ? "low byte first" : "high word first, each low byte first")
  return words.join(", ")
}

/** What stands in a field. */
const textOf = (shape: Layout.Shape): string => {
  switch (shape._tag) {
    case "Number":
      return numberText(shape)
    case "Byte":
      return namesOf(shape)
    case "Fixed":
      return Hex.hexByte(shape.byte)
    case "Bits": {
      const width = Math.log2(shape.mask + 1)
      return width === 1 ? `bit ${shape.shift}` : `bits ${shape.shift} to ${shape.shift + width - 1}`
    }
    case "Bytes": {
      if (shape.max === Number.POSITIVE_INFINITY)
        return shape.min === 0 ? "the rest" : `the rest, ${plural(shape.min, "byte")} at least`
      return shape.min === shape.max
        ? plural(shape.max, "byte")
        : `${shape.min} to ${plural(shape.max, "byte")}`
    }
    case "Words":
      return "words of 16 bits, low byte first, to the end"
    case "Constant":
      return ""
  }
}

/** How many bytes a field takes at most. */
const extentOf = (shape: Layout.Shape): number => {
  switch (shape._tag) {
    case "Number":
      return shape.order.length
    case "Bytes":
      return shape.max
    case "Words":
      return Number.POSITIVE_INFINITY
    default:
      return 1
  }
}

type Counting = readonly [letter: "p" | "d", base: number]

const placeOf = ([letter, base]: Counting, at: number, size: number): string => {
  const first = at - base
  if (size === 1) return `\`${letter}[${first}]\``
  return `\`${letter}[${first}${size === Number.POSITIVE_INFINITY ? "..." : `..${first + size - 1}`}]\``
}

type Cells = readonly [place: string, field: string, text: string]

/** The keys that a form has and whose bytes are absent. */
const absentIn = ({ fields }: Form.Form): ReadonlyArray<string> =>
  fields.flatMap(({ key, shape }) => (shape._tag === "Constant" && shape.value === null ? [key] : []))

const formRows = (
  counting: Counting,
  { fields }: Form.Form,
  optional: ReadonlySet<string>
): ReadonlyArray<Cells> => {
  let isBehindWords = false
  return fields.flatMap(({ key, shape, at }): ReadonlyArray<Cells> => {
    if (shape._tag === "Constant") return [["", `\`${key}\``, `\`${String(shape.value)}\``]]
    if (at < counting[1] || extentOf(shape) === 0) return []
    const place = isBehindWords ? "last" : placeOf(counting, at, extentOf(shape))
    isBehindWords ||= shape._tag === "Words"
    const text = `${textOf(shape)}${optional.has(key) ? ", or absent with all that follows" : ""}`
    return [[place, shape._tag === "Fixed" ? "" : `\`${key}\``, text]]
  })
}

/** The letters or codes by which a frame of this form is known; empty where any byte may stand there. */
const codesOf = ([, base]: Counting, { fields }: Form.Form): string => {
  const shape = fields.find(({ at }) => at === base - 1)?.shape
  if (shape?._tag === "Fixed") return Hex.hexByte(shape.byte)
  if (shape?._tag !== "Byte") return ""
  return shape.values.flatMap((value, byte) => (value === undefined ? [] : [Hex.hexByte(byte)])).join(" ")
}

const layoutsOf = (format: Format.AnyFormat): ReadonlyArray<Format.AnyLayout> =>
  format._tag === "Layout" ? [format] : format._tag === "Family" ? format.members.flatMap(layoutsOf) : []

/** A frame of several forms has its name once per form; one that may end sooner stands here whole. */
const rowsOf = (counting: Counting, formats: ReadonlyArray<Format.AnyFormat>) =>
  formats.flatMap(layoutsOf).flatMap(({ name, forms }) => {
    const optional = new Set(forms.flatMap(absentIn))
    return forms
      .filter((form) => absentIn(form).length === 0)
      .flatMap((form) => {
        const rows = formRows(counting, form, optional)
        const cells = rows.length === 0 ? [["", "", "no data"] as const] : rows
        return cells.map((row, index) => [
          index === 0 ? `\`${name}\`` : "",
          index === 0 ? codesOf(counting, form) : "",
          ...row
        ])
      })
  })

const section = (counting: Counting, ...formats: ReadonlyArray<Format.AnyFormat>): string =>
  table(["frame", "code", "bytes", "field", "what stands there"], rowsOf(counting, formats))

const mk2 = new Set<string>([...Mk2.Request.tags, ...Mk2.Reply.tags])
/** The frames that have no letter. */
const others = [...new Set([...layoutsOf(Frames.Request), ...layoutsOf(Frames.Reply)])].filter(
  ({ name }) => !mk2.has(name)
)
const FF = Hex.hexByte(FrameType.MK2)

const text = `# Bytes

Where the fields of each frame stand. Generated from the layouts by \`npm run generate\`: change the sources, not this page.
What the fields mean is on the pages of the [commands](mk2.md) and of [winmon](winmon.md). \`spare\` and \`unexplained\` keep
bytes that nobody has documented. A frame with several forms stands here once for each.

## MK2 requests

Frame type ${FF} and the letter in front: \`d[0]\` is \`p[${MK2_HEAD}]\`.

${section(["d", MK2_HEAD], Mk2.Request)}

## MK2 replies

${section(["d", MK2_HEAD], Mk2.Reply)}

## Winmon requests

The code in front: \`d[0]\` is the byte behind it. The [envelope](mk2.md#w-x-y-z-winmon-envelope) is around them.

${section(["d", WINMON_HEAD], Winmon.Request)}

## Winmon replies

${section(["d", WINMON_HEAD], Winmon.Reply)}

## Info frames and bus frames

${section(["p", 0], ...others)}
`

if (process.argv.includes("--print")) process.stdout.write(text)
else writeFileSync(new URL("../../../docs/protocol/bytes.md", import.meta.url), text)
