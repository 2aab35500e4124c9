/**
 * An automated check of accessibility: what axe-core finds in a page as it stands.
 */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import type { Page } from "playwright-core"

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

interface Found {
  readonly violations: ReadonlyArray<{
    readonly id: string
    readonly nodes: ReadonlyArray<{ readonly html: string; readonly failureSummary?: string }>
  }>
}

/** The violations, a line each: the rule, and where it is broken. */
export const violations = async (page: Page): Promise<ReadonlyArray<string>> => {
  await page.evaluate(source)
  const { violations: found } = await page.evaluate<Found>("axe.run(document)")
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = "" }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`)
  )
}
