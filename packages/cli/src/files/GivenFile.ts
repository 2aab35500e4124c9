/**
 * Plan files and backups that somebody gives: small, flat, and each key once. What is more than that is no such file, whatever
 * it is, and is not read on. Nor does a pipe or a terminal hold up the program: `ReadFile.ts` of the runtime.
 */
import * as Effect from "effect/Effect"
import type * as Yaml from "yaml"
import * as Lazy from "../Lazy.ts"
import * as ExitCode from "../ExitCode.ts"

/** How large a file may be, in bytes. */
export const MAX_BYTES = 1_048_576
/** How many keys it may have. */
export const MAX_KEYS = 10_000
/** How deep its brackets may lie in each other. */
export const MAX_DEPTH = 32

const bad = (message: string) => new ExitCode.CommandError(ExitCode.badFile, message)

/** The line, from 1, in which brackets outside of quotes lie too deep; `null` where they do not. */
const tooDeep = (text: string): number | null => {
  let [depth, line] = [0, 1]
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!
    if (character === "\n") {
      line++
      isQuoted = false
    } else if (character === "\\" && isQuoted) at++
    else if (character === '"') isQuoted = !isQuoted
    else if (!isQuoted && "[{".includes(character) && ++depth > MAX_DEPTH) return line
    else if (!isQuoted && "]}".includes(character)) depth--
  }
  return null
}

/** The mistake in the shape of a text of YAML or JSON, and its line; `null` where there is none. */
const problem = (
  { LineCounter, parseDocument, visit }: typeof Yaml,
  text: string
): { readonly line: number; readonly message: string } | null => {
  const deep = tooDeep(text)
  if (deep !== null)
    return { line: deep, message: `expected at most ${MAX_DEPTH} brackets in each other, found more` }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const twice = document.errors.find(({ code }) => code === "DUPLICATE_KEY")
  if (twice !== undefined) {
    return { line: lines.linePos(twice.pos[0]).line, message: "a key stands here for the second time" }
  }
  let keys = 0
  visit(document, { Pair: () => (++keys > MAX_KEYS ? visit.BREAK : undefined) })
  return keys > MAX_KEYS ? { line: 1, message: `expected at most ${MAX_KEYS} keys, found more` } : null
}

/** The bytes of a file that is small. */
export const bytes = (path: string): Effect.Effect<Buffer, ExitCode.CommandError> =>
  Effect.gen(function* () {
    const { ReadFile } = yield* Lazy.load(() => import("@vebus/runtime/files"))
    const found = yield* Effect.mapError(ReadFile.bytes(path, MAX_BYTES), ({ message }) => bad(message))
    return (
      found ?? (yield* bad(`${path}: expected at most ${MAX_BYTES} bytes, found more: it is no such file`))
    )
  })

/** The text of a file that is small. */
export const text = (path: string): Effect.Effect<string, ExitCode.CommandError> =>
  Effect.map(bytes(path), (found) => found.toString("utf8"))

/** The text that a file has, if it is flat and has each key once. */
export const checked = (path: string, found: string): Effect.Effect<string, ExitCode.CommandError> =>
  Effect.gen(function* () {
    const wrong = problem(yield* Lazy.load(() => import("yaml")), found)
    return wrong === null ? found : yield* bad(`${path}:${wrong.line}: ${wrong.message}`)
  })

/** The text of a file that is small, flat and has each key once. */
export const read = (path: string): Effect.Effect<string, ExitCode.CommandError> =>
  Effect.flatMap(text(path), (found) => checked(path, found))
