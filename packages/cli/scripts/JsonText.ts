/**
 * JSON as the formatter of this workspace leaves it: a member a line, but lists of plain values on one line where they
 * fit.
 */

/** What JSON holds. */
export type Json = string | number | boolean | null | ReadonlyArray<Json> | { readonly [key: string]: Json }

const WIDTH = 110

const isPlain = (value: Json): boolean => typeof value !== "object" || value === null

/** A value as text, behind so many characters of its first line. */
export const print = (value: Json, indent = 0, used = 0): string => {
  if (isPlain(value)) return JSON.stringify(value)
  const inner = " ".repeat(indent + 2)
  const outer = " ".repeat(indent)
  if (Array.isArray(value)) {
    const list = value as ReadonlyArray<Json>
    const line = `[${list.map((item) => JSON.stringify(item)).join(", ")}]`
    // A comma may follow.
    if (list.every(isPlain) && used + line.length < WIDTH) return line
    return `[\n${list.map((item) => inner + print(item, indent + 2, indent + 2)).join(",\n")}\n${outer}]`
  }
  const members = Object.entries(value as { readonly [key: string]: Json }).map(([key, item]) => {
    const label = `${inner}${JSON.stringify(key)}: `
    return label + print(item, indent + 2, label.length)
  })
  return members.length === 0 ? "{}" : `{\n${members.join(",\n")}\n${outer}}`
}
