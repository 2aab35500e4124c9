/**
 * The pages of `docs/protocol`, taken apart: sections with their fences and tables, code spans, links and anchors.
 */
import { globSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"

export const root = resolve(fileURLToPath(new URL("../../../..", import.meta.url)))
export const folder = join(root, "docs/protocol")

export interface Fence {
  readonly language: string
  readonly code: string
  /** The line of its first line of code in the page. */
  readonly line: number
}

/** A table by rows of cells, the header first. */
export interface Table {
  readonly header: ReadonlyArray<string>
  readonly rows: ReadonlyArray<ReadonlyArray<string>>
}

/** What stands under one heading, up to the next heading of any level. */
export interface Section {
  readonly heading: string
  readonly anchor: string
  readonly text: string
  readonly fences: ReadonlyArray<Fence>
  readonly tables: ReadonlyArray<Table>
}

export interface Page {
  readonly name: string
  readonly path: string
  readonly text: string
  readonly sections: ReadonlyArray<Section>
}

const FENCE = /^```(\w*)\n([\s\S]*?)^```$/gm

const fencesOf = (text: string, firstLine: number): ReadonlyArray<Fence> =>
  Array.from(text.matchAll(FENCE), (match) => ({
    language: match[1]!,
    code: match[2]!,
    line: firstLine + text.slice(0, match.index).split("\n").length
  }))

const cellsOf = (line: string): ReadonlyArray<string> =>
  line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll("\\|", "|"))

const tablesOf = (text: string): ReadonlyArray<Table> =>
  Array.from(text.matchAll(/(?:^\|.*\n)+/gm), ([lines]) => {
    const [header, , ...rows] = lines.trimEnd().split("\n").map(cellsOf)
    return { header: header!, rows }
  })

/** The anchor that a heading gets where pages are shown. */
const anchorOf = (heading: string): string =>
  heading
    .replaceAll("`", "")
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, "")
    .replaceAll(" ", "-")

export const parse = (name: string, path: string, text: string): Page => {
  const starts = [...text.matchAll(/^#{1,4} (.+)$/gm)]
  const sections = starts.map((match, index) => {
    const body = text.slice(match.index + match[0].length, starts[index + 1]?.index)
    const firstLine = text.slice(0, match.index).split("\n").length
    return {
      heading: match[1]!,
      anchor: anchorOf(match[1]!),
      text: body,
      fences: fencesOf(body, firstLine),
      tables: tablesOf(body)
    }
  })
  return { name, path, text, sections }
}

export const read = (path: string): Page =>
  parse(path.slice(folder.length + 1), path, readFileSync(path, "utf8"))

/** All pages, also those that a script writes. */
export const pages: ReadonlyArray<Page> = globSync(join(folder, "*.md")).sort().map(read)

/** The page without what stands in fences. */
export const prose = ({ text }: Pick<Page, "text">): string => text.replaceAll(FENCE, "")

/** What stands in backquotes. */
export const spans = (text: string): ReadonlyArray<string> =>
  Array.from(text.matchAll(/`([^`\n]+)`/g), (match) => match[1]!)

/** The targets of relative links, with the page or file and the anchor apart. */
export const links = (text: string): ReadonlyArray<{ readonly path: string; readonly anchor: string }> =>
  Array.from(text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g), (match) => ({
    path: match[1]!,
    anchor: match[2] ?? ""
  }))
