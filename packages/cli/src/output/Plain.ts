/**
 * Text on its way out. A device, a file and a name may hold anything: an escape that wipes the line above it, a character
 * that turns the order of those behind it round. All printing passes `line`, which replaces what steers a terminal by what
 * can be read, `\\u001B`, and lets only through what this program made itself: that goes through `own` first.
 *
 *     C0 and C1, DEL       escapes, backspaces, ends of lines
 *     U+061C 200E 200F     marks of direction
 *     U+202A-202E 2066-9   embeddings, overrides and isolates of direction
 *     U+2028 2029          separators of lines
 *     U+00AD 180E 200B-D   what cannot be seen, and makes two names look like one
 *     U+2060-206F FEFF
 *     U+FFF9-FFFB E0000-7F
 *
 * The form is that of JSON, so that a document says the same with it.
 */
import { inspect } from "node:util"
import type * as Console from "effect/Console"
import type { Surroundings } from "../Surroundings.ts"

const UNSEEN =
  // oxlint-disable-next-line no-control-regex -- these are what it is about.
  /[\u0000-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|\uDB40[\uDC00-\uDC7F]/g

/** The code units of a character, one or two, in four digits each. */
const digits = (character: string): ReadonlyArray<string> =>
  character.split("").map((unit) => unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0"))

const escaped = (character: string): string =>
  digits(character)
    .map((unit) => `\\u${unit}`)
    .join("")

/** A text from elsewhere, as it can be shown within a line. */
export const visible = (text: string): string => text.replace(UNSEEN, escaped)

/** The mark for a character of our own. Nobody who wrote a file can have known it. */
const secret = Array.from({ length: 2 }, () => Math.random().toString(36).slice(2)).join("")
const OWN = new RegExp(`\uFDD0${secret}([0-9A-F]{4})\uFDD1`, "g")

/** A text that this program made, and that steers the terminal on purpose. Never one with something foreign in it. */
export const own = (text: string): string =>
  text.replace(UNSEEN, (character) =>
    digits(character)
      .map((unit) => `\uFDD0${secret}${unit}\uFDD1`)
      .join("")
  )

/** A text that may hold something foreign, between what steers the terminal. */
export const styled = (text: string, style: (text: string) => string): string => own(style(visible(text)))

/** A text as it goes out: what is not our own can be seen. */
export const line = (text: string): string =>
  visible(text).replace(OWN, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))

/** Lines as one text. */
export const lines = (texts: ReadonlyArray<string>): string => texts.join(own("\n"))

const wordOf = (word: unknown): string =>
  typeof word === "string" ? word : lines(inspect(word, { colors: false }).split("\n"))

/** A console that writes what it is told in this way, a line a call: messages to stderr, the rest to stdout. */
export const console = ({ stdout, stderr }: Surroundings): Console.Console => {
  const to =
    (stream: () => NodeJS.WriteStream) =>
    (...words: ReadonlyArray<unknown>): void =>
      void stream().write(`${line(words.map(wordOf).join(" "))}\n`)
  const [said, told] = [to(() => stdout), to(() => stderr)]
  const nothing = (): void => {}
  return {
    assert: (isTrue, ...words) => (isTrue ? undefined : told(...words)),
    clear: nothing,
    count: nothing,
    countReset: nothing,
    debug: told,
    dir: said,
    dirxml: said,
    error: told,
    group: told,
    groupCollapsed: told,
    groupEnd: nothing,
    info: said,
    log: said,
    table: said,
    time: nothing,
    timeEnd: nothing,
    timeLog: nothing,
    trace: told,
    warn: told
  }
}
