/**
 * Plan files and backups that somebody gives: small, flat, and each key once. What is more than that is no such file, whatever
 * it is, and is not read on.
 */
import { open } from "node:fs/promises"
import * as Effect from "effect/Effect"
import { LineCounter, parseDocument, visit } from "yaml"
import * as ExitCode from "./ExitCode.ts"

/** How large a file may be, in bytes. */
export const MAX_BYTES = 1_048_576
/** How many keys it may have. */
export const MAX_KEYS = 10_000
/** How deep its brackets may lie in each other. */
export const MAX_DEPTH = 32

const bad = (message: string) => new ExitCode.CommandError(ExitCode.badFile, message)

/** Reads no more than a file may hold; `null` when it holds more. A pipe that never ends is left at an interruption. */
const readUpTo = async (path: string, signal: AbortSignal): Promise<string | null> => {
  const file = await open(path, "r")
  try {
    const bytes = Buffer.alloc(MAX_BYTES + 1)
    let size = 0
    while (size < bytes.length && !signal.aborted) {
      const { bytesRead } = await file.read(bytes, size, bytes.length - size)
      if (bytesRead === 0) return bytes.toString("utf8", 0, size)
      size += bytesRead
    }
    return null
  } finally {
    await file.close()
  }
}

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

/** What is wrong with the shape of a text of YAML or JSON, and in which line; `null` where nothing is. */
export const problem = (text: string): { readonly line: number; readonly message: string } | null => {
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

/** The text of a file that is small, flat and has each key once. */
export const read = (path: string): Effect.Effect<string, ExitCode.CommandError> =>
  Effect.tryPromise({
    try: (signal) => readUpTo(path, signal),
    catch: (cause) =>
      bad(
        `cannot read ${path}: ${cause instanceof Error ? cause.message : String(cause)}. Does it exist, and may you read it?`
      )
  }).pipe(
    Effect.flatMap((text) => {
      if (text === null)
        return Effect.fail(
          bad(`${path}: expected at most ${MAX_BYTES} bytes, found more: it is no such file`)
        )
      const found = problem(text)
      return found === null
        ? Effect.succeed(text)
        : Effect.fail(bad(`${path}:${found.line}: ${found.message}`))
    })
  )
