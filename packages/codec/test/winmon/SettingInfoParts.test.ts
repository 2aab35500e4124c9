import { assert, describe, it } from "@effect/vitest"
import { Hex, type SettingRange, SettingInfoParts as Parts, Winmon, type Words } from "@vebus/codec"
import * as Result from "effect/Result"
import fc from "fast-check"
import { collect, done, wordOf } from "./collect.ts"

const run = (...frames: ReadonlyArray<string>) => collect(Parts.initial, Parts.add, frames)
const raw = (word: number) => word as Words.Raw16

const info: SettingRange.SettingWords = {
  scaleWord: -100,
  offsetWord: 0,
  defaultRaw: raw(1440),
  minimumRaw: raw(1200),
  maximumRaw: raw(1600),
  access: null
}
const FIRST = "89 9C FF 8A 00 00 8B A0 05 8C B0 04"
const LAST = "8D 40 06"
const PARTS = ["89 9C FF", "8A 00 00", "8B A0 05", "8C B0 04", LAST]

describe("setting info", () => {
  it("comes whole, with or without the access byte", () => {
    assert.deepStrictEqual(run("89 9C FF 00 00 A0 05 B0 04 40 06"), done(info))
    assert.deepStrictEqual(run("89 9C FF 00 00 A0 05 B0 04 40 06 80"), done({ ...info, access: 0x80 }))
  })

  it("comes short, in two replies", () => {
    assert.strictEqual(run(FIRST)._tag, "Collecting")
    assert.deepStrictEqual(run(FIRST, LAST), done(info))
  })

  it("comes in five replies from old firmware", () => {
    for (let count = 1; count < 5; count++)
      assert.strictEqual(run(...PARTS.slice(0, count))._tag, "Collecting")
    assert.deepStrictEqual(run(...PARTS), done(info))
  })

  it.each([
    ["89"],
    ["89 00 00"],
    ["91"],
    ["91 00 00"],
    ["86 00 00"],
    ["89 00 00 8A 00 00 8B 00 00 8C 00 00"],
    ["89 00 00 00 00 00 00 00 00 00 00 00"]
  ])("%s: the device does not have it", (frame) =>
    assert.deepStrictEqual(run(frame), { _tag: "Unsupported" })
  )

  it("a part out of order is none of this answer, and does no harm", () => {
    for (const [index, part] of PARTS.entries()) {
      if (index > 0) assert.strictEqual(run(part)._tag, "Foreign")
      if (index > 1) assert.strictEqual(run(PARTS[0]!, part)._tag, "Foreign")
    }
    assert.strictEqual(run(FIRST, PARTS[3]!)._tag, "Foreign")
    assert.deepStrictEqual(run(FIRST, PARTS[3]!, "85 34 12", LAST), done(info))
    assert.strictEqual(run(PARTS[0]!, "86 00 00")._tag, "Foreign")
  })

  it("starts anew when the request was repeated in the middle", () => {
    assert.deepStrictEqual(run("89 01 00", "8A 05 00", ...PARTS), done(info))
    assert.deepStrictEqual(run("89 01 00 8A 05 00 8B 00 00 8C 00 00", FIRST, LAST), done(info))
    assert.deepStrictEqual(run("89 01 00", "89 9C FF 00 00 A0 05 B0 04 40 06"), done(info))
  })

  const word = fc.integer({ min: 0, max: 0xffff })

  it("is the same in all three shapes, whatever its words", () =>
    fc.assert(
      fc.property(
        word.filter((scale) => scale !== 0),
        word,
        word,
        word,
        word,
        (...words) => {
          const [scale, offset, byDefault, minimum, maximum] = words.map(wordOf) as [
            string,
            string,
            string,
            string,
            string
          ]
          // A whole info with these high bytes looks like a short one.
          fc.pre(!(offset.startsWith("8A") && byDefault.endsWith("8B") && maximum.startsWith("8C")))
          const long = run(`89 ${scale} ${offset} ${byDefault} ${minimum} ${maximum}`)
          assert.strictEqual(long._tag, "Done")
          assert.deepStrictEqual(
            run(`89 ${scale} 8A ${offset} 8B ${byDefault} 8C ${minimum}`, `8D ${maximum}`),
            long
          )
          assert.deepStrictEqual(
            run(`89 ${scale}`, `8A ${offset}`, `8B ${byDefault}`, `8C ${minimum}`, `8D ${maximum}`),
            long
          )
        }
      )
    ))

  it("any replies at all keep the collector in one of its four answers", () =>
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 14 })), (replies) => {
        const step = collect(
          Parts.initial,
          Parts.add,
          replies.filter((bytes) => Result.isSuccess(Winmon.Reply.decode(bytes))).map(Hex.toHex)
        )
        assert.include(["Collecting", "Done", "Unsupported", "Foreign"], step._tag)
      })
    ))
})
