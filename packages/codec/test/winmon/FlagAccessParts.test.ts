import { assert, describe, it } from "@effect/vitest"
import { FlagAccessParts as Parts } from "@vebus/codec"
import { collect } from "./collect.ts"

const run = (...frames: ReadonlyArray<string>) => collect(Parts.initial, Parts.add, frames)
const LOW = "9E 00 00 00 00 00 00 01 00 00"
const HIGH = "9F 00 80 00 00 00 00 00 00 02"

describe("flag access", () => {
  it("comes in two halves", () => {
    assert.strictEqual(run(LOW)._tag, "Collecting")
    assert.deepStrictEqual(run(LOW, HIGH), {
      _tag: "Done",
      info: { id: 0, levels: [0, 0, 0, 0, 0, 1, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 2] }
    })
  })

  it("has eight levels a half, whatever stands behind them", () =>
    assert.deepStrictEqual(run(`${LOW} 07`, `${HIGH} 07`), run(LOW, HIGH)))

  it("a half that is cut short, of another word, or without the first is none of it", () => {
    assert.strictEqual(run(HIGH)._tag, "Foreign")
    assert.strictEqual(run("9E 00 01")._tag, "Foreign")
    assert.strictEqual(run(LOW, HIGH.replace("9F 00", "9F 01"))._tag, "Foreign")
    assert.strictEqual(run(LOW, "85 01 00")._tag, "Foreign")
    assert.strictEqual(run(LOW, "9F 01 00", HIGH)._tag, "Done")
  })
})
