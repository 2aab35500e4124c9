/**
 * Prints data as TypeScript literals the way the formatter of this workspace would, so that generated files pass its
 * check as they are: on one line where that fits, else one member a line. The `notes` of an object are a comment: a page
 * bundles the tables, and only people read notes.
 */

/** What a table is made of. */
export type Data = string | number | boolean | null | ReadonlyArray<Data> | { readonly [key: string]: Data }

const WIDTH = 110

const isList = (value: Data): value is ReadonlyArray<Data> => Array.isArray(value)
const isNested = (value: Data): boolean => typeof value === "object" && value !== null
const size = (value: Data): number => (isNested(value) ? Object.keys(value as object).length : 0)

/** The formatter never puts several objects, or several lists, with more than one member each on one line. */
const mustBreak = (value: Data): boolean =>
  isNested(value) &&
  ("notes" in (value as object) ||
    (isList(value) && value.length > 1 && value.every((item) => size(item) > 1)) ||
    Object.values(value as object).some(mustBreak))

const flat = (value: Data): string => {
  if (isList(value)) return `[${value.map(flat).join(", ")}]`
  if (typeof value !== "object" || value === null) return JSON.stringify(value)
  return `{ ${Object.entries(value)
    .map(([key, item]) => `${key}: ${flat(item)}`)
    .join(", ")} }`
}

/** Prints a value at an indentation, behind `used` further characters and in front of `after`. */
export const print = (value: Data, indent = 0, used = 0, after = 0): string => {
  const line = flat(value)
  const fits = !mustBreak(value) && indent + used + line.length + after <= WIDTH
  const margin = " ".repeat(indent + 2)
  if (typeof value === "string" && !fits && used > 0) return `\n${margin}${line}`
  if (typeof value !== "object" || value === null || fits) return line
  const entries: ReadonlyArray<readonly [string, Data]> = isList(value)
    ? value.map((item) => ["", item] as const)
    : Object.entries(value).map(([key, item]) => [`${key}:`, item] as const)
  const last = entries.findLastIndex(([key]) => key !== "notes:")
  const members = entries.map(([key, item], index) => {
    if (key === "notes:") return `${margin}// ${item as string}`
    const comma = index < last ? "," : ""
    const text = print(item, indent + 2, key === "" ? 0 : key.length + 1, comma.length)
    return margin + key + (key === "" || text.startsWith("\n") ? "" : " ") + text + comma
  })
  const [open, close] = isList(value) ? "[]" : "{}"
  return `${open}\n${members.join("\n")}\n${" ".repeat(indent)}${close}`
}
