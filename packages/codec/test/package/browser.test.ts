/**
 * The codec in a browser: one bundle of all of it, evaluated where there is nothing but ECMAScript and the two globals of
 * a browser that Effect's Schema takes when it loads. Prints what pages load. A real browser is the affair of
 * `npm run test:browser`.
 */
import { createContext, runInContext } from "node:vm"
import { brotliCompressSync, constants, gzipSync } from "node:zlib"
import { assert, beforeAll, describe, it } from "@effect/vitest"
import type { OutputChunk } from "rolldown"
import { bundle, bundleFor, entries } from "./Bundle.ts"

const KILOBYTE = 1000

describe("a browser bundle of the codec", () => {
  let chunk: OutputChunk
  let context = createContext({})

  beforeAll(async () => {
    chunk = await bundle()
    context = createContext({ TextEncoder, TextDecoder })
    runInContext(chunk.code, context)
  })

  const evaluate = (code: string): unknown =>
    JSON.parse(runInContext(`JSON.stringify(${code})`, context) as string)

  it("imports nothing, of Node or else", () => {
    assert.deepStrictEqual([chunk.imports, chunk.dynamicImports], [[], []])
    assert.notMatch(chunk.code, /\brequire\(|\bimport\(|\bimport\.meta\b/)
    const fromNode = chunk.moduleIds.filter((id) =>
      /^(node:|\0)|\/node_modules\/(?!\.pnpm\/effect@|effect\/)/.test(id)
    )
    assert.deepStrictEqual(
      fromNode.filter((id) => !id.startsWith("\0rolldown/")),
      []
    )
  })

  it("decodes a frame", () =>
    assert.deepStrictEqual(
      evaluate("vebus.Frames.decodeReply(Uint8Array.of(0xff, 0x58, 0x86, 0x34, 0x81))"),
      {
        _tag: "WinmonReply",
        letter: "X",
        reply: { _tag: "ReadSettingReply", valueRaw: 0x8134, spare: [] }
      }
    ))

  it("explains a stream", () =>
    assert.deepStrictEqual(
      evaluate(
        `vebus.Explain.explain(vebus.Hex.fromHex("55 87 FF 58 86 34 81 1F 1F A9").success).map((piece) => piece.title ?? piece.meaning)`
      ),
      [
        "no frame starts with this length byte; skipped 1 byte, looking for the next frame",
        "setting reply of 0x8134 on X"
      ]
    ))
})

/** What pages load that use a part of it, and what that may weigh, gzipped. Schema is some 22 kB of the last three. */
const pages = [
  ["the deframer alone", 4, `export { Deframer } from "@vebus/codec/link"`],
  ["the deframer alone, by the entry of the whole", 4, `export { Deframer } from "@vebus/codec"`],
  [
    "deframer and typed decode",
    30,
    `export { Deframer } from "@vebus/codec/link"
     export { Frames } from "@vebus/codec/mk2"`
  ],
  ["explanations", 30, `export { Explain } from "@vebus/codec"`],
  ["readings", 36, `export * as Reading from "@vebus/codec/reading"`],
  ["settings files of VEConfigure", 20, `export * from "@vebus/codec/veconfigure"`],
  ["everything", 55, `export * from "@vebus/codec"`],
  [
    "every entry",
    65,
    Object.keys(entries)
      .filter((entry) => !entry.endsWith(".json"))
      .map((entry) => `export * as ${entry.replace(/\W/g, "_")} from "@vebus/codec${entry.slice(1)}"`)
      .join("\n")
  ]
] as const

describe("what a page loads", () => {
  it.each(pages)("%s: at most %i kB", async (name, limit, lines) => {
    const bytes = Buffer.from((await bundleFor(lines)).code)
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }
    const sizes = {
      minified: bytes.length,
      gzipped: gzipSync(bytes, { level: 9 }).length,
      brotli: brotliCompressSync(bytes, quality).length
    }
    const text = Object.entries(sizes).map(([kind, size]) => `${(size / KILOBYTE).toFixed(1)} kB ${kind}`)
    console.log(`${name}: ${text.join(", ")}`)
    assert.isBelow(sizes.gzipped, limit * KILOBYTE)
  })
})
