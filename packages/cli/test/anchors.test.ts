/**
 * Links into a page lead to a heading of it. That the page is there is the affair of `docs.test.ts`.
 */
import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"

const root = resolve(fileURLToPath(new URL("../../..", import.meta.url)))
const pages = ["README.md", "docs/**/*.md", "packages/*/README.md"].flatMap((pattern) =>
  globSync(join(root, pattern))
)

/** A heading as GitHub names it in links. */
const anchorOf = (heading: string): string =>
  heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_ -]/gu, "")
    .replaceAll(" ", "-")

/** All headings of a page. Lines of programs that begin with `#` are none. */
const anchorsOf = (page: string): ReadonlyArray<string> =>
  [
    ...readFileSync(page, "utf8")
      .replaceAll(/^```[\s\S]*?^```/gm, "")
      .matchAll(/^#+ (.+)$/gm)
  ].map((match) => anchorOf(match[1]!))

const links = pages.flatMap((page) =>
  [...readFileSync(page, "utf8").matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)].map((match) => ({
    page,
    target: match[1] === "" ? page : resolve(dirname(page), match[1]!),
    anchor: match[2]!
  }))
)

describe("links into pages", () => {
  it("lead to headings", () => {
    assert.isAbove(links.length, 100)
    const dead = links
      .filter(({ target }) => target.endsWith(".md") && existsSync(target))
      .filter(({ target, anchor }) => !anchorsOf(target).includes(anchor))
      .map(({ page, target, anchor }) => `${relative(root, page)}: ${relative(root, target)}#${anchor}`)
    assert.deepStrictEqual(dead, [])
  })
})
