import { assert, describe, it } from "@effect/vitest"
import { RamInfoParts as Parts } from "@vebus/codec"
import fc from "fast-check"
import { collect, done, wordOf } from "./collect.ts"

const run = (...frames: ReadonlyArray<string>) => collect(Parts.initial, Parts.add, frames)
const info = (scaleWord: number, offsetWord: number) => done({ scaleWord, offsetWord })

describe("RAM info", () => {
  it("comes long, short and padded, or in two replies", () => {
    assert.deepStrictEqual(run("8E 57 78 00 01"), info(30_807, 256))
    assert.deepStrictEqual(run("8E 57 78 8F 00 01"), info(30_807, 256))
    assert.deepStrictEqual(run("8E 57 78 8F 00 01 00"), info(30_807, 256))
    assert.deepStrictEqual(run("8E 57 78", "8F 00 01"), info(30_807, 256))
  })

  it("keeps the mark of a boolean", () => {
    assert.deepStrictEqual(run("8E 05 00 8F 00 80"), info(5, -0x8000))
  })

  it.each([["8E"], ["8E 00 00"], ["8E 00 00 00 00"], ["8E 00 00 8F 00 00"], ["90"], ["90 01"], ["90 00 00"]])(
    "%s: the device does not have it",
    (frame) => assert.deepStrictEqual(run(frame), { _tag: "Unsupported" })
  )

  it("an offset without its scale, and replies to other requests, are none of it", () => {
    for (const frame of ["8F 00 01", "85 34 12", "86 00 00", "91", "80 00", "9B 01"]) {
      assert.deepStrictEqual(run(frame), { _tag: "Foreign" })
    }
    assert.deepStrictEqual(run("8E 57 78", "85 34 12", "8F 00 01"), info(30_807, 256))
  })

  it("starts anew when the request was repeated in the middle", () => {
    assert.deepStrictEqual(run("8E 01 00", "8E 57 78", "8F 00 01"), info(30_807, 256))
  })

  const word = fc.integer({ min: -0x8000, max: 0x7fff })

  it("is the same in all shapes, whatever its words", () =>
    fc.assert(
      fc.property(
        word.filter((scale) => scale !== 0),
        word,
        (scale, offset) => {
          const [s, o] = [wordOf(scale), wordOf(offset)]
          assert.deepStrictEqual(run(`8E ${s} ${o}`), info(scale, offset))
          assert.deepStrictEqual(run(`8E ${s} 8F ${o}`), info(scale, offset))
          assert.deepStrictEqual(run(`8E ${s}`, `8F ${o}`), info(scale, offset))
        }
      )
    ))
})
