import { assert, describe, it } from "@effect/vitest"
import { VersionParts as Parts } from "@vebus/codec"
import fc from "fast-check"
import { bytesOf, collect, done } from "./collect.ts"

const run = (...frames: ReadonlyArray<string>) => collect(Parts.initial, Parts.add, frames)
const info = (version: number, longMode: boolean, ...remainder: ReadonlyArray<number>) =>
  done({ version, remainder, longMode })

describe("software version", () => {
  it("comes whole in long mode, with bytes that nobody has explained", () => {
    assert.deepStrictEqual(run("82 F0 68 28 00 07 01"), info(2_648_304, true, 7, 1))
    assert.deepStrictEqual(run("82 F0 68 28 00"), info(2_648_304, true))
  })

  it("comes in two halves in short mode", () => {
    assert.strictEqual(run("82 F0 68")._tag, "Collecting")
    assert.deepStrictEqual(run("82 F0 68", "83 28 00"), info(2_648_304, false))
    assert.deepStrictEqual(run("82 F0 68 00", "83 28 00 00"), info(2_648_304, false))
  })

  it("a high half without its low half, and replies to other requests, are none of it", () => {
    assert.deepStrictEqual(run("83 28 00"), { _tag: "Foreign" })
    assert.deepStrictEqual(run("82 F0 68", "85 01 00", "83 28 00"), info(2_648_304, false))
  })

  it("is the same both ways for every version", () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (version) => {
        assert.deepStrictEqual(run(`82 ${bytesOf(version, 4)}`), info(version, true))
        assert.deepStrictEqual(
          run(`82 ${bytesOf(version, 2)}`, `83 ${bytesOf(version >>> 16, 2)}`),
          info(version, false)
        )
      })
    ))
})
