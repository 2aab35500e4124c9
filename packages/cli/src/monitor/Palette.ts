/**
 * How the screen looks: colours that can be read on a light and on a dark background, so none of a background and none
 * of yellow, blue, black or white; and the characters that pictures are made of, where the terminal has them.
 */
import * as Colours from "../output/Paint.ts"
import type { Line, Style } from "./Line.ts"

/** How a piece of text gets its look. */
export type Paint = (style: Style, text: string) => string

const formats: Record<Style, ReadonlyArray<Colours.Style>> = {
  normal: [],
  strong: ["bold"],
  faint: ["dim"],
  good: ["green"],
  alarm: ["bold", "red"]
}

/** No look at all. */
export const uncoloured: Paint = (_, text) => text

/** The looks of a terminal: none when `NO_COLOR` is set or the terminal has no colours. */
export const of = (stream: NodeJS.WriteStream): Paint => {
  const colour = Colours.on(stream)
  return (style, text) => formats[style].reduce((done, format) => colour(format, done), text)
}

/** A line with its looks. */
export const painted = (line: Line, paint: Paint): string =>
  line.map(({ text, style }) => paint(style, text)).join("")

/** The characters of pictures. */
export interface Glyphs {
  readonly lit: string
  readonly dark: string
  readonly right: string
  readonly left: string
  readonly up: string
  readonly down: string
  readonly across: string
  readonly along: string
  /** The corners of a box: top left, top right, bottom left, bottom right. */
  readonly corners: readonly [string, string, string, string]
  readonly full: string
  readonly vacant: string
  /** The ends of bars, from low to high, and of hanging ones, from short to long. */
  readonly levels: string
  readonly depths: string
}

export const unicode: Glyphs = {
  lit: "●",
  dark: "○",
  right: "►",
  left: "◄",
  up: "▲",
  down: "▼",
  across: "─",
  along: "│",
  corners: ["┌", "┐", "└", "┘"],
  full: "█",
  vacant: "░",
  levels: "▁▂▃▄▅▆▇█",
  depths: "▔▀█"
}

export const ascii: Glyphs = {
  lit: "*",
  dark: ".",
  right: ">",
  left: "<",
  up: "^",
  down: "v",
  across: "-",
  along: "|",
  corners: ["+", "+", "+", "+"],
  full: "#",
  vacant: ".",
  levels: "_.:-=+*#",
  depths: "'\"#"
}

/** The characters of the terminal that an environment tells of. */
export const glyphs = (env: Readonly<Record<string, string | undefined>>): Glyphs => {
  const locale = [env["LC_ALL"], env["LC_CTYPE"], env["LANG"]].find(
    (value) => value !== undefined && value !== ""
  )
  const isUnicode = /utf-?8/i.test(locale ?? "") || env["WT_SESSION"] !== undefined
  return isUnicode ? unicode : ascii
}
