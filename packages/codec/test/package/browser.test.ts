/**
 * The codec in a browser: one bundle of all of it, evaluated where there is nothing but ECMAScript and the two globals of
 * a browser that Effect's Schema takes when it loads. Prints the size of the bundle. A real browser is the affair of
 * `npm run test:browser`.
 */
import { createContext, runInContext } from "node:vm"
import { brotliCompressSync, constants, gzipSync } from "node:zlib"
import { assert, beforeAll, describe, it } from "@effect/vitest"
import type { OutputChunk } from "rolldown"
import { bundle } from "./Bundle.ts"

const KILOBYTE = 1000
/** What a page may have to load; nearly all of it is Schema. */
const GZIPPED_LIMIT = 100 * KILOBYTE

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

  it("fits into a page", () => {
    const bytes = Buffer.from(chunk.code)
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }
    const sizes = {
      minified: bytes.length,
      gzipped: gzipSync(bytes, { level: 9 }).length,
      brotli: brotliCompressSync(bytes, quality).length
    }
    const text = Object.entries(sizes).map(([name, size]) => `${(size / KILOBYTE).toFixed(1)} kB ${name}`)
    console.log(`browser bundle of @vebus/codec: ${text.join(", ")}`)
    assert.isBelow(sizes.gzipped, GZIPPED_LIMIT)
  })
})
