/**
 * Takes away what forums and programming languages put around bytes: invisible characters, typographic quotes, escapes,
 * comments, number marks.
 */
import { Hex } from "@vebus/codec"

const invisible = /[\u200b-\u200f\u2060\ufeff`*]/g
const quotes = /[\u2018-\u201f]/g
const literal = /(\b[bru]{1,2})?(["'])((?:\\.|(?!\2)[^\\\n])*)\2/gi
const comment = /\/\*.*?\*\/|(?<=^|\s)(?:#\s|\/\/).*$/gm
/** Casts, the name of an encoding, what Node prints, `$04`, `%04`, `&H04`. */
const mark = /\((?:u?int8_t|(?:unsigned )?char|byte)\)|,\s*["']hex["'](?=\s*\))|<Buffer\b|[$%]|&h/gi
const intel = /\b0?([0-9a-f]{2})h\b/gi

/** The text without all that. */
export const tidied = (text: string): string =>
  text
    .replace(/\r\n?/g, "\n")
    .replace(comment, "")
    .replace(invisible, "")
    .replace(quotes, '"')
    .replace(literal, (_, prefix: string | undefined, quote: string, inside: string) =>
      inside.includes("\\x") ? escaped(inside) : prefix === undefined ? quote + inside + quote : inside
    )
    .replace(mark, "")
    .replace(intel, "$1")

const escapes: Readonly<Record<string, number>> = {
  "0": 0,
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
  e: 27
}

/** A string literal as hex: escapes are bytes, and so is every other character. */
const escaped = (inside: string): string =>
  Hex.toHex(
    Array.from(inside.matchAll(/\\x([0-9a-f]{2})|\\(.)|(.)/gi), ([, hex, escape, character = ""]) =>
      hex !== undefined
        ? Number.parseInt(hex, 16)
        : escape !== undefined
          ? (escapes[escape] ?? escape.charCodeAt(0))
          : character.charCodeAt(0)
    )
  )
