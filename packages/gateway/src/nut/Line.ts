/**
 * Lines of the protocol as words, and back. Words are separated by blanks; one in double quotes may have blanks in it, and a
 * backslash takes its meaning from the character behind it. Bytes are Latin-1 on the way, so none is lost. Pure.
 */

/** The words of a line; `null`: a quote is not closed. */
export const wordsOf = (line: string): ReadonlyArray<string> | null => {
  const words: Array<string> = []
  let word = ""
  let isWord = false
  let isQuoted = false
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!
    if (character === "\\" && at + 1 < line.length) {
      word += line[++at]!
      isWord = true
    } else if (character === '"') {
      isQuoted = !isQuoted
      isWord = true
    } else if (!isQuoted && (character === " " || character === "\t")) {
      if (isWord) words.push(word)
      word = ""
      isWord = false
    } else {
      word += character
      isWord = true
    }
  }
  if (isQuoted) return null
  return isWord ? [...words, word] : words
}

const isPrintable = (code: number): boolean => code >= 0x20 && (code < 0x7f || code > 0x9f)
const LATIN_1 = 0xff

const shown = (character: string): string => {
  const code = character.codePointAt(0)!
  if (code > LATIN_1) return "?"
  if (!isPrintable(code)) return " "
  return character === '"' || character === "\\" ? `\\${character}` : character
}

/** A text in quotes. What would end the line or is not printable is a blank, what is not Latin-1 is a question mark. */
export const quoted = (text: string): string => `"${Array.from(text, shown).join("")}"`

/** Text that came, cut up: whole lines, and the beginning of the next. */
export interface Cut {
  readonly lines: ReadonlyArray<string>
  readonly rest: string
}

/** Cuts what came into lines. They end with LF, before which a CR may stand. */
export const cut = (text: string): Cut => {
  const parts = text.split("\n")
  const rest = parts.pop()!
  return { lines: parts.map((line) => line.replace(/\r$/, "")), rest }
}
