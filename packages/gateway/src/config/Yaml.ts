/**
 * A text of YAML as plain values, with the line and column of each. What is large, deep or refers to itself is no
 * configuration, and is not read on.
 */
import * as Result from "effect/Result"
import { type Document, isAlias, isCollection, isMap, LineCounter, parseDocument, visit } from "yaml"
import type { Problem } from "./Problem.ts"

/** Plain values, and where they stand. */
export interface Parsed {
  readonly value: unknown
  /** The place of a key, or of the deepest on the way to it that there is: `17:3`. */
  readonly at: (path: ReadonlyArray<string>) => string
}

/** A problem with its line and column. */
export interface Placed extends Problem {
  readonly at: string
}

type Range = readonly [number, number, number]

/** How long a text may be, in characters. */
export const MAX_LENGTH = 262_144
const MAX_DEPTH = 32

const rangeOf = (node: unknown): number | undefined =>
  (node as { readonly range?: Range } | null | undefined)?.range?.[0]

/** Where the deepest node of a path begins; a key where there is one. */
const offsetOf = ({ contents }: Document, path: ReadonlyArray<string>): number => {
  let node: unknown = contents
  let offset = rangeOf(node) ?? 0
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => String((item.key as { value?: unknown }).value) === key)
      if (pair === undefined) break
      offset = rangeOf(pair.key) ?? offset
      node = pair.value
    } else if (isCollection(node)) {
      node = node.items[Number(key)]
      offset = rangeOf(node) ?? offset
    } else break
  }
  return offset
}

const isTooDeep = (text: string): boolean => {
  let depth = 0
  for (const character of text) {
    if ("[{".includes(character) && ++depth > MAX_DEPTH) return true
    if ("]}".includes(character)) depth--
  }
  return false
}

/** The usual mistake in a broken line that names a port, as a hint. */
const hint = (text: string, line: number): string => {
  const [, url] = /[:\s]((?:sim|replay):[^\s,}]*)/.exec(text.split("\n")[line - 1] ?? "") ?? []
  return url === undefined
    ? ""
    : `. Write "${url}" in quotes: else YAML takes what ends with a colon for a key`
}

/** Words for users for faults whose own words are for programmers. */
const saidOf: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: "this key stands here for the second time",
  MULTIPLE_DOCS: 'expected one configuration, found another one behind "---"'
}

/** Reads a text. Fails with what is wrong with its shape. */
export const parse = (text: string): Result.Result<Parsed, ReadonlyArray<Placed>> => {
  const whole = (message: string) => Result.fail([{ path: [], at: "1:1", message }])
  if (text.length > MAX_LENGTH) return whole(`expected at most ${MAX_LENGTH} characters, found more`)
  if (isTooDeep(text)) return whole(`expected at most ${MAX_DEPTH} brackets in each other, found more`)
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  const placeOf = (offset: number): string => {
    const { line, col } = lines.linePos(offset)
    return `${line}:${col}`
  }
  if (document.errors.length > 0) {
    return Result.fail(
      document.errors.map(({ pos, message, code }) => ({
        path: [],
        at: placeOf(pos[0]),
        message: saidOf[code] ?? `${message}${hint(text, lines.linePos(pos[0]).line)}`
      }))
    )
  }
  let alias: unknown = null
  visit(document, { Node: (_, node) => (isAlias(node) ? ((alias = node), visit.BREAK) : undefined) })
  if (alias !== null) {
    return Result.fail([
      {
        path: [],
        at: placeOf(rangeOf(alias) ?? 0),
        message: "expected a value, found a reference to another"
      }
    ])
  }
  return Result.succeed({
    value: document.toJS() as unknown,
    at: (path) => placeOf(offsetOf(document, path))
  })
}
