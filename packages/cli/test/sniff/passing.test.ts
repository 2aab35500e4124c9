/**
 * Explaining traffic as it passes: every byte is in one line, whatever pieces it came in.
 */
import { assert, describe, it } from "@effect/vitest"
import { Hex } from "@vebus/codec"
import * as Arbitraries from "@vebus/testing/arbitraries"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import * as Passing from "../../src/sniff/Passing.ts"

const bytes = (hex: string): Uint8Array => Result.getOrThrow(Hex.fromHex(hex))

/** Everything that some chunks make, each with its direction and its time. */
const explained = (
  chunks: ReadonlyArray<readonly [at: number, dir: Passing.Direction, bytes: Uint8Array]>
) => {
  let state = Passing.initial
  const all: Array<Passing.Passing> = []
  for (const [at, dir, chunk] of chunks) {
    const [next, found] = Passing.step(state, at, { dir, bytes: chunk })
    state = next
    all.push(...found)
  }
  return [...all, ...Passing.end(state, chunks.at(-1)?.[0] ?? 0)]
}

const VERSION = "02 FF 56 A9"

describe("Passing", () => {
  it("a frame in two chunks is one line, at the time of its last byte, and asks nobody for its direction", () => {
    const [only, ...others] = explained([
      [10, "tx", bytes("02 FF")],
      [30, "tx", bytes("56 A9")]
    ])
    assert.deepStrictEqual([only?.at, others], [30, []])
    assert.containsSubset(only!.explained, { raw: VERSION, direction: "request", guessed: false })
  })

  it("the two directions do not mix", () => {
    const found = explained([
      [0, "tx", bytes("02 FF")],
      [1, "rx", bytes("04 FF 41")],
      [2, "tx", bytes("56 A9")],
      [3, "rx", bytes("01 00 BB")]
    ])
    assert.deepStrictEqual(
      found.map(({ dir, explained: { raw } }) => [dir, raw]),
      [
        ["tx", VERSION],
        ["rx", "04 FF 41 01 00 BB"]
      ]
    )
  })

  it("bytes that formed no frame are one line with the reason", () => {
    const [first, second] = explained([[0, "rx", bytes("04 FF 41 01 00 BC 02 FF 56 A9")]])
    assert.containsSubset(first!.explained, {
      _tag: "Discarded",
      meaning: "checksum should be BB, found BC; skipped 6 bytes, looking for the next frame"
    })
    assert.strictEqual(second?.explained.raw, VERSION)
  })

  it("a frame whose rest comes too late is none, and says so", () => {
    const half = Passing.step(Passing.initial, 0, { dir: "rx", bytes: bytes("02 FF") })
    assert.strictEqual(Passing.deadline(half[0]), 350)
    const [, found] = Passing.step(half[0], 351)
    assert.deepStrictEqual(
      found.map(({ explained: { raw } }) => raw),
      ["02 FF"]
    )
    const late = explained([
      [0, "rx", bytes("02 FF 56")],
      [400, "rx", bytes("A9")]
    ])
    assert.isTrue(late.every(({ explained: { _tag } }) => _tag === "Discarded"))
  })

  it("every byte of any stream in any pieces is in exactly one line, in order", () => {
    fc.assert(
      fc.property(Arbitraries.byteStream(), fc.array(fc.nat({ max: 40 })), ({ bytes: input }, sizes) => {
        const chunks: Array<readonly [number, Passing.Direction, Uint8Array]> = []
        let position = 0
        for (const size of [...sizes, input.length]) {
          chunks.push([position, "rx", input.subarray(position, position + size)])
          position += size
        }
        const raw = explained(chunks).map((passing) => passing.explained.raw)
        assert.strictEqual(raw.join(" "), Hex.toHex(input))
      })
    )
  })
})
