/**
 * The file of a survey: one JSON document, an entry of a list to a line. It is written after each piece that was learnt, so
 * that a survey that ends early goes on with the same file. A file that holds anything else stays as it is.
 */
import { existsSync } from "node:fs"
import { rename, rm, writeFile } from "node:fs/promises"
import * as Survey from "@vebus/codec/survey"
import { Notes } from "@vebus/runtime"
import { FileError } from "@vebus/runtime/files"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as ExitCode from "../ExitCode.ts"
import { FileMode } from "../files/FileMode.ts"
import * as GivenFile from "../files/GivenFile.ts"

/** The content of a file of a survey. */
export type Content = Survey.Survey | Notes.Unfinished

const Document = Schema.Union([Survey.Survey, Notes.Unfinished])

const bad = (path: string, found: string) =>
  new ExitCode.CommandError(
    ExitCode.badFile,
    `${path} is no survey: expected a file of "vebus survey" (${Survey.SCHEMA}), found ${found}. It stays as it is`
  )

/** Reads what a file holds. */
export const read = (path: string): Effect.Effect<Content, ExitCode.CommandError> =>
  Effect.gen(function* () {
    const text = yield* GivenFile.text(path)
    const json = yield* Effect.try({
      try: (): unknown => JSON.parse(text),
      catch: (cause) => bad(path, cause instanceof Error ? cause.message : String(cause))
    })
    return yield* Effect.fromResult(
      Result.mapError(Schema.decodeUnknownResult(Document)(json), ({ message }) =>
        bad(path, message.split("\n").slice(0, 3).join(" "))
      )
    )
  })

/** The same for a survey that is complete. */
export const readComplete = (path: string): Effect.Effect<Survey.Survey, ExitCode.CommandError> =>
  Effect.flatMap(read(path), (content) =>
    content.complete
      ? Effect.succeed(content)
      : Effect.fail(bad(path, `one that is not complete: let "vebus survey ${path}" go on with it first`))
  )

/** The survey so far; nothing where there is no file. */
export const begun = (path: string): Effect.Effect<Content | null, ExitCode.CommandError> =>
  Effect.suspend(() => (existsSync(path) ? read(path) : Effect.succeed(null)))

/** How long a line is at most that holds a whole object or list. */
const WIDTH = 120

/** A value as text: on one line where it fits, else an entry to a line. */
const lines = (value: unknown, indent: string): string => {
  const line = JSON.stringify(value)
  if (typeof value !== "object" || value === null || indent.length + line.length <= WIDTH) return line
  const inner = `${indent} `
  const entries = Array.isArray(value)
    ? value.map((entry: unknown) => lines(entry, inner))
    : Object.entries(value).map(([key, entry]) => `${JSON.stringify(key)}: ${lines(entry, inner)}`)
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"]
  return `${open}\n${inner}${entries.join(`,\n${inner}`)}\n${indent}${close}`
}

/** The text of a file. */
export const text = (content: Content): string => `${lines(content, "")}\n`

/** Puts the content into the file, all of it or nothing. */
export const write = (path: string, content: Content): Effect.Effect<void, ExitCode.CommandError> =>
  Effect.flatMap(FileMode, (mode) =>
    Effect.tryPromise({
      try: async () => {
        const temporary = `${path}.${process.pid}.tmp`
        try {
          await writeFile(temporary, text(content), { flag: "wx", mode })
          await rename(temporary, path)
        } catch (cause) {
          await rm(temporary, { force: true })
          throw cause
        }
      },
      catch: (cause) =>
        new ExitCode.CommandError(
          ExitCode.badFile,
          `cannot write ${path}: ${FileError.causeText("write", cause)}. Name a file in a folder that exists, that you may write to and that has room`
        )
    })
  ).pipe(Effect.uninterruptible)
