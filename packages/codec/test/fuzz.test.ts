/**
 * A short run of the fuzzer; `npm run fuzz` makes longer ones. The seed is fixed, so that a red test stays red.
 */
import { assert, describe, it } from "@effect/vitest"
import { Framing } from "@vebus/codec"
import { check } from "../fuzz/Checks.ts"
import { corpus } from "../fuzz/Corpus.ts"
import { kinds, lines, none } from "../fuzz/Figures.ts"
import { fuzz } from "../fuzz/Run.ts"
import { input } from "../fuzz/Inputs.ts"

const COUNT = 200_000

describe(`${COUNT} inputs of the fuzzer`, () => {
  let figures = none()

  it("make no finding", () => {
    const run = fuzz({ seed: 20_240_229, count: COUNT })
    figures = run.figures
    assert.deepStrictEqual(run.findings, [])
    assert.strictEqual(figures.inputs, COUNT)
  })
  it("hold every frame there is, and every reason to discard a byte", () => {
    assert.deepStrictEqual(
      kinds.filter((kind) => !figures.tags.has(kind)),
      []
    )
    for (const count of Object.values(figures.discarded)) assert.isAbove(count, 1000)
  })
  it("lose a good frame behind noise about once in 256 candidates that overlap it", () => {
    assert.isAbove(figures.candidates, 4000)
    assert.isAbove(figures.passed / figures.candidates, 1 / 512)
    assert.isBelow(figures.passed / figures.candidates, 1 / 128)
  })
  it("are told in a few lines", () => assert.match(lines(figures).join("\n"), /^200000 inputs, \d+ bytes/))
})

describe("the fuzzer itself", () => {
  const frames = corpus(1, 5)

  it("makes the same input again from its seed and number", () => {
    assert.deepStrictEqual(input(7, 123_456, frames), input(7, 123_456, frames))
    assert.notDeepEqual(input(7, 123_456, frames).bytes, input(8, 123_456, frames).bytes)
  })
  it("starts from good frames alone", () => {
    for (const bytes of frames) assert.strictEqual(Framing.check(bytes)._tag, "Success")
  })
  it("notices a good frame that is not there", () => {
    const bytes = Uint8Array.of(0x55, 0x55, 0x55, 0x55)
    const planted = [{ offset: 0, length: 4 }]
    assert.throws(
      () => check({ bytes, planted, isPlainNoise: false, moments: [{ at: 0, bytes }] }, 1, none()),
      "the good frame at byte 0 is lost"
    )
  })
  it("notices bytes that never came", () => {
    const bytes = Uint8Array.of(0x02, 0xff, 0x53, 0xac)
    const moments = [{ at: 0, bytes: bytes.subarray(0, 3) }]
    assert.throws(
      () => check({ bytes, planted: [], isPlainNoise: false, moments }, 1, none()),
      "lost at the end"
    )
  })
})
