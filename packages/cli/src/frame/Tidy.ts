/**
 * Takes away what forums, terminals and programming languages put around bytes: invisible characters, colours, typographic
 * quotes, comments, casts. A literal whose characters are bytes becomes a row of `\xNN`, which is all that is left to read.
 *
 *     b'\x04\xffA\x01'   "\u0002\u00ffV"   "\004\377A"   b'04ff4101' where no literal of the text has escapes
 */
import { Hex } from "@vebus/codec"

// oxlint-disable-next-line no-control-regex -- the colours of a terminal begin with one
const colours = /\u001b\[[0-9;]*[a-z]/gi
const invisible = /[\u200b-\u200f\u2060\ufeff]/g
const quotes = /[\u2018-\u201f]/g
const literal = /(\b[bru]{1,2})?(["'])((?:\\.|(?!\2)[^\\\n])*)\2/gi
const comment = /\/\*.*?\*\/|(?<=^|\s)(?:#\s|\/\/).*$/gm
/** Casts, the name of an encoding, what Node prints. */
const mark = /\((?:u?int8_t|(?:unsigned )?char|byte)\)|,\s*["']hex["'](?=\s*\))|<Buffer\b/gi

/** An escape that stands for a byte, not one that stands in any text. */
const byteEscape = /(?<!\\)(?:\\\\)*\\(?:x[0-9a-f]{2}|[0-7]{3}|u00[0-9a-f]{2})/i
/** A literal that was quoted once more: `msg="write \"\\x02\""`. */
const quotedTwice = /\\\\(?:x[0-9a-f]{2}|[0-7]{3})|\\"/i

/** The lines of a text, without what a terminal or a forum added to be looked at. */
export const linesOf = (text: string): ReadonlyArray<string> =>
  text.replace(/\r\n?/g, "\n").replace(colours, "").replace(invisible, "").replace(quotes, '"').split("\n")

/** The text without all that. Lines stay lines. */
export const tidied = (text: string): string => {
  const isEscaped = byteEscape.test(text)
  return text
    .replace(comment, "")
    .replace(literal, (whole, prefix: string | undefined, quote: string, inside: string) => {
      if (byteEscape.test(inside)) return escaped(inside)
      if (quotedTwice.test(inside)) return tidied(inside.replace(/\\(.)/g, "$1"))
      if (prefix === undefined) return quote + inside + quote
      if (isEscaped) return escaped(inside)
      return /^(?:[0-9a-f]{2})+$/i.test(inside) ? asEscapes(inside.match(/../g)!) : whole.slice(prefix.length)
    })
    .replace(mark, "")
}

const escapes: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
  e: 27
}

const asEscapes = (pairs: ReadonlyArray<string>): string => pairs.map((pair) => `\\x${pair}`).join("")

const part = /\\(?:x([0-9a-f]{2})|u00([0-9a-f]{2})|([0-7]{1,3})|(.))|([^\\])/gi

/** A literal as `\xNN`: escapes are bytes, and so is every other character. */
const escaped = (inside: string): string =>
  asEscapes(
    Array.from(inside.matchAll(part), ([, hex, unicode, octal, escape, character = ""]) =>
      Hex.hexByte(
        0xff &
          (hex !== undefined || unicode !== undefined
            ? Number.parseInt(hex ?? unicode ?? "", 16)
            : octal !== undefined
              ? Number.parseInt(octal, 8)
              : escape !== undefined
                ? (escapes[escape] ?? escape.charCodeAt(0))
                : character.charCodeAt(0))
      )
    )
  )
