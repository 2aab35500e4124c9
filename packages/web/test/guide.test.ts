/**
 * The guide to the page is true: its tabs, its sources and what it says of age are those of the code.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Config } from "@vebus/gateway"
import * as Result from "effect/Result"
import { OLD_MILLIS } from "../src/parts/LinkWords.ts"
import { REST_WATTS } from "../src/live/Flows.ts"
import { pages, titles } from "../src/shell/Router.ts"
import { kinds } from "../src/Source.ts"
import * as Choose from "../src/sources/Choose.ts"
import { SPAN_MILLIS } from "../src/store/Trend.ts"
import { STALE_MILLIS } from "../src/store/State.ts"

const root = join(import.meta.dirname, "../../..")
const guide = readFileSync(join(root, "docs/guides/page.md"), "utf8")

/** The first words of the rows of a table. */
const firstCells = (head: string): ReadonlyArray<string> =>
  guide
    .slice(guide.indexOf(`| ${head} `))
    .split("\n\n")[0]!
    .split("\n")
    .slice(2)
    .map((row) => row.split("|")[1]!.trim())

describe("the guide to the page", () => {
  it("has all tabs", () =>
    assert.deepStrictEqual(
      firstCells("tab"),
      pages.map((page) => titles[page])
    ))

  it("has all sources, and says which begin by themselves", () => {
    assert.sameMembers(
      firstCells("address").slice(1),
      kinds.map((kind) => `\`?source=${kind}\``)
    )
    const rows = guide.split("\n").filter((line) => line.startsWith("| `?source="))
    for (const row of rows) {
      const kind = /source=(\w+)/.exec(row)![1]!
      assert.strictEqual(Choose.atOnce(`?source=${kind}`, false) === null, row.includes("you choose"), row)
    }
    assert.isNull(Choose.atOnce("", false))
    assert.strictEqual(Choose.atOnce("", true), "gateway")
    assert.isNull(Choose.atOnce("?source=nothing", false))
  })

  it("has the figures of the code", () => {
    assert.include(guide, `From ${OLD_MILLIS / 1000} s on`)
    assert.include(guide, `After ${STALE_MILLIS / 1000} s`)
    assert.include(guide, `Below ${REST_WATTS} W a line rests`)
    assert.strictEqual(SPAN_MILLIS, 10 * 60 * 1000)
  })

  it("has a configuration that a gateway takes, and commands that there are", () => {
    const [, text] = /```yaml\n([\s\S]*?)```/.exec(guide)!
    const loaded = Config.load({ file: { path: "gateway.yaml", text: text! }, env: {}, flags: [] })
    assert.deepStrictEqual(Result.getOrThrow(loaded).config.http["framed-by"], ["https://home.local:8123"])
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      readonly scripts: Readonly<Record<string, string>>
    }
    for (const [, name] of guide.matchAll(/npm run (?:-s )?([\w:]+)/g)) assert.property(scripts, name!)
  })
})
