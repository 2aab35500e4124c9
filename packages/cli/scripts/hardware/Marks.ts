/**
 * The standing marks in the pages of the protocol: `[captured]`, `[documented]`, `[seen by one]`, and with an id those that
 * nobody has proven: `[inferred: id]`, `[doubtful: id]`. Each stands behind the statement that it is about.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

/** A statement that is inferred or doubtful, or that a survey decides. */
export interface Mark {
  readonly standing: string
  readonly id: string
  /** The file of the page, and the heading above. */
  readonly page: string
  readonly heading: string
  /** The sentence in front of the mark. */
  readonly statement: string
}

const MARK = /\[(inferred|doubtful|documented|seen by one): ([a-z0-9-]+)\]/g

/** A link target as GitHub makes it of a heading. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, "")
    .replaceAll(" ", "-")

/** The last sentence of a text, without links and line ends. */
const lastSentence = (text: string): string => {
  const block = text.split(/\n\s*\n|\n(?=[-#|])/).at(-1)!
  const plain = block
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(MARK, "")
    .replace(/^- \*\*(\w[\w ]*)\*\*: /, "$1: ")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[.;,]$/, "")
  return plain
    .split(/(?<=[.;]) (?=[A-Z0-9`*])/)
    .at(-1)!
    .trim()
}

/** The marks of a page, in order. */
const ofPage = (page: string, text: string): ReadonlyArray<Mark> =>
  [...text.matchAll(MARK)].map((match) => {
    const before = text.slice(0, match.index)
    return {
      standing: match[1]!,
      id: match[2]!,
      page,
      heading: [...before.matchAll(/^#+ (.*)$/gm)].at(-1)![1]!,
      statement: lastSentence(before)
    }
  })

/** All marks with an id in a folder of pages. The page that explains the marks has none of its own. */
export const read = (folder: string): ReadonlyArray<Mark> =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".md") && name !== "README.md")
    .toSorted()
    .flatMap((name) => ofPage(name, readFileSync(join(folder, name), "utf8")))

/** Those that nobody has proven. */
export const unproven = (marks: ReadonlyArray<Mark>): ReadonlyArray<Mark> =>
  marks.filter(({ standing }) => standing === "inferred" || standing === "doubtful")
