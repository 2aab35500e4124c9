/**
 * Where the codec defines its frames, and what `docs/protocol/quirks.md` says about each quirk.
 */
import { globSync, readFileSync } from "node:fs"
import { dirname, join, relative, sep } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../../../", import.meta.url))

const fromRoot = (path: string): string => relative(root, path).replaceAll(sep, "/")

const files = ["{mk2,info,bus,winmon}/*.ts", "Frames.ts"].flatMap((pattern) =>
  globSync(join(root, "packages/codec/src", pattern)).map((path) => ({
    path: fromRoot(path),
    text: readFileSync(path, "utf8")
  }))
)

/** The file that defines the frame with this tag, from the root of the repository. */
export const fileOf = (tag: string): string => {
  const definition = new RegExp(
    `\\b(?:layout|forms|idRequest|envelope)(?:<[^(]*>)?\\(\\s*"${tag}"|_tag: "${tag}"$`,
    "m"
  )
  const found = files.filter(({ text }) => definition.test(text))
  if (found.length !== 1) throw new Error(`${tag} is defined in ${found.length} files`)
  return found[0]!.path
}

/** A quirk as its section tells. */
export interface Quirk {
  readonly heading: string
  /** Where its section stands in the page. */
  readonly anchor: string
  /** Files of the code and of tests, from the root of the repository. */
  readonly code: ReadonlyArray<string>
  readonly tests: ReadonlyArray<string>
  /** Rows of the table of frames under test. */
  readonly laws: ReadonlyArray<string>
  readonly vectors: ReadonlyArray<string>
  /** Why there is no vector, or empty. */
  readonly without: string
}

const page = join(root, "docs/protocol/quirks.md")

const spans = (text: string): ReadonlyArray<string> =>
  Array.from(text.replaceAll(/\[[^\]]*\]\([^)]*\)/g, "").matchAll(/`([^`]+)`/g), ([, span]) => span!)

const paths = (text: string): ReadonlyArray<string> =>
  Array.from(text.matchAll(/\]\(([^)]+)\)/g), ([, path]) => fromRoot(join(dirname(page), path!)))

const text = readFileSync(page, "utf8")

/** From the list of contents at the front of the page. */
const anchorOf = (heading: string): string => {
  const start = text.indexOf(`- [${heading}](#`)
  if (start < 0) throw new Error(`${heading} does not stand in the contents`)
  return text.slice(text.indexOf("#", start) + 1, text.indexOf(")", start))
}

/** The quirks, in their order. */
export const quirks: ReadonlyArray<Quirk> = text
  .split(/^### /m)
  .slice(1)
  .map((section) => {
    const point = (name: string): string =>
      new RegExp(`^- \\*\\*${name}\\*\\*: ([\\s\\S]*?)(?=\\n(?:- \\*\\*|\\n|$))`, "m").exec(section)?.[1] ??
      ""
    const vectors = point("Vectors")
    const heading = section.slice(0, section.indexOf("\n"))
    return {
      heading,
      anchor: anchorOf(heading),
      code: paths(point("Code")),
      tests: paths(point("Proof")),
      laws: spans(point("Proof")),
      vectors: spans(vectors),
      without: /^none: ([\s\S]+)$/.exec(vectors)?.[1]?.replaceAll(/\s+/g, " ") ?? ""
    }
  })
