/**
 * Line protocol read back, as a database reads it: a backslash takes the next character with it, a quoted value ends at the
 * next quote without one.
 */
import type { Point, Value } from "../../src/influx/LineProtocol.ts"

/** Takes a text up to one of these characters, without what escapes them. */
const take = (text: string, from: number, ends: string, escapable: string): readonly [string, number] => {
  let found = ""
  let at = from
  while (at < text.length && !ends.includes(text[at]!)) {
    if (text[at] === "\\" && escapable.includes(text[at + 1] ?? "\0")) at++
    found += text[at++]
  }
  return [found, at]
}

const valueAt = (text: string, from: number): readonly [Value, number] => {
  if (text[from] === '"') {
    const [found, end] = take(text, from + 1, '"', '"\\')
    if (text[end] !== '"') throw new Error(`a quoted value without an end: ${text}`)
    return [found, end + 1]
  }
  const [found, end] = take(text, from, ", ", "")
  if (found === "true" || found === "false") return [found === "true", end]
  if (found === "" || !Number.isFinite(Number(found))) throw new Error(`"${found}" is no value: ${text}`)
  return [Number(found), end]
}

/** One line as a point. Throws where a database would refuse it. */
export const parse = (text: string): Point => {
  const [measurement, end] = take(text, 0, ", ", ", ")
  let at = end
  const tags: Record<string, string> = Object.create(null) as Record<string, string>
  while (text[at] === ",") {
    const [key, equals] = take(text, at + 1, "=, ", ",= ")
    if (text[equals] !== "=" || key === "") throw new Error(`a tag without a key or a value: ${text}`)
    const [value, next] = take(text, equals + 1, ", =", ",= ")
    if (value === "") throw new Error(`an empty tag: ${text}`)
    tags[key] = value
    at = next
  }
  if (text[at] !== " ") throw new Error(`no fields: ${text}`)
  const fields: Record<string, Value> = Object.create(null) as Record<string, Value>
  do {
    const [key, equals] = take(text, at + 1, "=, ", ",= ")
    if (text[equals] !== "=" || key === "") throw new Error(`a field without a key or a value: ${text}`)
    const [value, next] = valueAt(text, equals + 1)
    fields[key] = value
    at = next
  } while (text[at] === ",")
  if (!/^ -?\d+$/.test(text.slice(at))) throw new Error(`no time: ${text}`)
  if (measurement === "" || measurement.startsWith("#")) throw new Error(`no measurement: ${text}`)
  return { measurement, tags, fields, at: Number(text.slice(at + 1)) }
}
