/**
 * The small language in which the pages say what bytes mean: paths into a decoded value, and calls of the codec's own
 * functions. Nothing else can be said in it, so that a page cannot compute what the codec does not.
 *
 *     path    valueRaw   counts[3]   leds.on
 *     call    Version.firmware(reply)   Scale.toValue(Scale.ramScale(-32668, 0), 0xFF5F)
 *     value   12   -1.61   0x8134   forced-absorption   true   null   [1, 0, 2]
 */
import * as Codec from "@vebus/codec"

/** What names stand for, besides the codec's namespaces. */
export type Scope = Readonly<Record<string, unknown>>

const namespaces: Readonly<Record<string, Readonly<Record<string, unknown>>>> = Codec

const literals: Scope = { true: true, false: false, null: null }

const TOKEN = /\s*(-?0x[0-9A-Fa-f]+|-?\d+(?:\.\d+)?|[A-Za-z_]\w*|[.()[\],])/y

const tokensOf = (text: string): Array<string> => {
  const tokens: Array<string> = []
  const token = new RegExp(TOKEN)
  while (token.lastIndex < text.trimEnd().length) {
    const match = token.exec(text)
    if (match === null) throw new Error(`not an expression: ${text}`)
    tokens.push(match[1]!)
  }
  return tokens
}

/** The value of an expression. Throws on what is none, and on names that stand for nothing. */
export const evaluate = (text: string, scope: Scope): unknown => {
  const tokens = tokensOf(text)
  const fail = (): never => {
    throw new Error(`cannot compute ${text}`)
  }
  const expect = (token: string) => (tokens.shift() === token ? undefined : fail())

  const member = (value: unknown, name: string | number): unknown =>
    typeof value === "object" && value !== null && name in value
      ? (value as Readonly<Record<string | number, unknown>>)[name]
      : fail()

  const callArguments = (): ReadonlyArray<unknown> => {
    const values: Array<unknown> = []
    expect("(")
    while (tokens[0] !== ")") {
      values.push(expression())
      if (tokens[0] !== ")") expect(",")
    }
    expect(")")
    return values
  }

  const primary = (): unknown => {
    const token = tokens.shift() ?? fail()
    if (/^-?\d/.test(token)) return numberOf(token)
    if (token in literals) return literals[token]
    if (token in scope) return scope[token]
    return token in namespaces && tokens[0] === "." ? namespaces[token] : fail()
  }

  const expression = (): unknown => {
    let value = primary()
    for (;;) {
      if (tokens[0] === ".") {
        tokens.shift()
        value = member(value, tokens.shift() ?? fail())
      } else if (tokens[0] === "[") {
        tokens.shift()
        value = member(value, numberOf(tokens.shift() ?? fail()))
        expect("]")
      } else if (tokens[0] === "(") {
        value = typeof value === "function" ? (value(...callArguments()) as unknown) : fail()
      } else return value
    }
  }

  const value = expression()
  return tokens.length === 0 ? value : fail()
}

const numberOf = (text: string): number => (text.startsWith("-0x") ? -Number(text.slice(1)) : Number(text))

/** Whether a value is what a text says: a decimal number to the places written, anything else exactly. */
export const isShownAs = (value: unknown, text: string): boolean => {
  if (Array.isArray(value)) {
    const items = text === "[]" ? [] : text.replace(/^\[(.*)\]$/, "$1").split(/,\s*/)
    return (
      /^\[.*\]$/.test(text) &&
      items.length === value.length &&
      items.every((item, index) => isShownAs(value[index], item))
    )
  }
  if (typeof value === "number") {
    if (/^-?0x/.test(text)) return numberOf(text) === value
    const places = /^-?\d+(?:\.(\d+))?$/.exec(text)
    return places !== null && value.toFixed(places[1]?.length ?? 0) === text && isWhole(value, places[1])
  }
  return (typeof value === "string" || typeof value === "boolean" || value === null) && String(value) === text
}

/** A number written without places is whole: `12` must not stand for 12.4. */
const isWhole = (value: number, places: string | undefined): boolean =>
  places !== undefined || Number.isInteger(value)
