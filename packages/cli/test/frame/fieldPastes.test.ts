/**
 * What people paste (`vectors/field.json`), through `vebus frame decode`: each frame that is in it, its side, and a hint
 * where there is none.
 */
import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { run } from "../InProcess.ts"

interface Case {
  readonly id: string
  readonly title: string
  readonly input: { readonly how: string; readonly text: string }
  readonly expected: {
    readonly frames: ReadonlyArray<string>
    readonly directions?: ReadonlyArray<"host-to-mk" | "mk-to-host">
    readonly adapterVersion?: number
    readonly discardedBytes?: number
    readonly hint?: string
    readonly repaired?: string
  }
}

const cases = (
  JSON.parse(
    readFileSync(new URL("../../../testing/vectors/field.json", import.meta.url), "utf8")
  ) as ReadonlyArray<Case>
).filter(({ input }) => input.how === "paste")

type Explained = { readonly raw: string; readonly length: number } & (
  | { readonly _tag: "Frame"; readonly direction: "request" | "reply"; readonly content: object }
  | { readonly _tag: "Discarded" }
)

interface Document {
  readonly frames: ReadonlyArray<Explained>
  readonly hint: { readonly text: string; readonly repaired: string | null } | null
}

/** The words of a hint that say what it is about, however it puts them. */
const aboutOf: Readonly<Record<string, RegExp>> = {
  "field-07": /length byte.* 0F /,
  "field-27": /VE\.Bus itself.*another protocol/
}

describe.each(cases)("$id: $title", ({ id, input, expected }) => {
  it.each([
    ["on stdin", []],
    ["on stdin, named -", ["-"]],
    ["as words", [input.text]]
  ] as const)("%s", async (way, given) => {
    const words = ["frame", "decode", "--json", ...given]
    const { code, stdout } = await run(words, way === "as words" ? {} : { input: input.text })
    const { frames, hint } = JSON.parse(stdout) as Document
    const good = frames.flatMap((frame) => (frame._tag === "Frame" ? [frame] : []))
    assert.deepStrictEqual(
      good.map(({ raw }) => raw.toLowerCase()),
      [...expected.frames]
    )
    assert.strictEqual(code, expected.frames.length === 0 ? 1 : 0)
    if (expected.directions !== undefined)
      assert.deepStrictEqual(
        good.map(({ direction }) => (direction === "request" ? "host-to-mk" : "mk-to-host")),
        [...expected.directions]
      )
    if (expected.discardedBytes !== undefined) assert.strictEqual(frames.length, good.length)
    if (expected.adapterVersion !== undefined)
      assert.include(
        good.flatMap(({ content }) => ("version" in content ? [content.version] : [])),
        expected.adapterVersion
      )
    assert.strictEqual(hint === null, expected.hint === undefined)
    if (hint !== null) assert.match(hint.text, aboutOf[id]!)
    if (expected.repaired !== undefined) assert.strictEqual(hint?.repaired?.toLowerCase(), expected.repaired)
  })
})
