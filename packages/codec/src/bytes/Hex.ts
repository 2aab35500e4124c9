/**
 * Hexadecimal text. Written as upper-case pairs with blanks between (`05 FF 58 30 04 05 6B`); read from anything
 * that people paste: any spacing and separators, `0x` or `\x` before a pair, either case, pairs run together.
 */
import * as Result from "effect/Result"

const digits = "0123456789ABCDEF"
const pairs = Array.from({ length: 256 }, (_, byte) => digits[byte >> 4]! + digits[byte & 15]!)

/** One byte as two digits. */
export const hexByte = (value: number): string => pairs[value & 0xff]!

/** Bytes as upper-case pairs with one blank between. */
export const toHex = (bytes: Iterable<number>): string => {
  let text = ""
  for (const byte of bytes) text += text === "" ? hexByte(byte) : " " + hexByte(byte)
  return text
}

/** Text that is no list of byte pairs: where it stops making sense, and what stands there. */
export interface BadHex {
  readonly _tag: "BadHex"
  readonly offset: number
  readonly found: string
}

/** Reads a list of bytes, or says at which character it stops being one. A lone digit between separators is a byte. */
export const fromHex = (text: string): Result.Result<Uint8Array, BadHex> => {
  const bytes: Array<number> = []
  const token = /[\s,;:_|<>[\](){}"'-]+|(?:0x|\\x)?([0-9a-f]+)/giy
  while (token.lastIndex < text.length) {
    const offset = token.lastIndex
    const match = token.exec(text)
    if (match === null) return Result.fail({ _tag: "BadHex", offset, found: text.slice(offset, offset + 12) })
    const pairs = match[1]
    if (pairs === undefined) continue
    if (pairs.length === 1) bytes.push(Number.parseInt(pairs, 16))
    else if (pairs.length % 2 === 1) return Result.fail({ _tag: "BadHex", offset, found: pairs })
    else for (let i = 0; i < pairs.length; i += 2) bytes.push(Number.parseInt(pairs.slice(i, i + 2), 16))
  }
  return Result.succeed(Uint8Array.from(bytes))
}
