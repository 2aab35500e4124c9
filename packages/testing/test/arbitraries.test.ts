import { globSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { Deframer, Framing, FrameType } from "@vebus/codec"
import * as Reading from "@vebus/codec/reading"
import {
  byteStream,
  chunked,
  chunks,
  concat,
  cut,
  frameBytes,
  reading,
  replyFrames,
  requestFrames,
  timed
} from "@vebus/testing/arbitraries"
import { findAll } from "@vebus/testing/laws"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import fc from "fast-check"

describe("frames", () => {
  const all = [
    ...requestFrames.map(({ name, arbitrary, encode }) => ({ name, arbitrary: arbitrary.map(encode) })),
    ...replyFrames.map(({ name, arbitrary, encode }) => ({ name, arbitrary: arbitrary.map(encode) }))
  ]

  it.each(all)("$name fits into a frame, with and without LED suffix", ({ arbitrary }) => {
    const suffixes = new Set<boolean>()
    fc.assert(
      fc.property(arbitrary, (frame) => {
        suffixes.add(frame[0]! >= 0x80)
        assert.isTrue(Result.isSuccess(Framing.check(frame)))
      })
    )
    assert.strictEqual(suffixes.size, 2)
  })

  it.each([...requestFrames, ...replyFrames])("$name shrinks to its smallest value", ({ arbitrary }) => {
    const { counterexample } = fc.check(
      fc.property(arbitrary as fc.Arbitrary<unknown>, () => false),
      { seed: 7 }
    )
    const text = fc.stringify(counterexample)
    assert.match(text, /"leds":null/)
    assert.notMatch(text, /"spare":\[\d/)
    assert.notMatch(text, /Raw":[1-9]/)
  })

  it("as bytes are of types that a receiver out of lock accepts", () =>
    fc.assert(fc.property(frameBytes, (frame) => FrameType.isKnown(frame[1]!))))
})

describe("streams", () => {
  it("are the pieces that they say, each where it says", () =>
    fc.assert(
      fc.property(byteStream(), ({ bytes, segments }) => {
        assert.deepStrictEqual(bytes, concat(segments.map((segment) => segment.bytes)))
        for (const { offset, bytes: piece } of segments)
          assert.deepStrictEqual(bytes.slice(offset, offset + piece.length), piece)
      })
    ))

  it("hold every kind of piece, and damage is damage", () => {
    const kinds = new Set<string>()
    fc.assert(
      fc.property(byteStream(), ({ segments }) => {
        for (const { kind, bytes } of segments) {
          kinds.add(kind)
          const isFrame = Result.isSuccess(Framing.check(bytes))
          if (kind === "frame") assert.isTrue(isFrame)
          if (kind === "corrupted" || kind === "zeros") assert.isFalse(isFrame)
          if (kind === "truncated") assert.isBelow(bytes.length, (bytes[0]! & 0x7f) + Framing.OVERHEAD)
        }
      })
    )
    assert.deepStrictEqual(kinds, new Set(["frame", "noise", "zeros", "truncated", "corrupted"]))
  })

  it("are cut without losing or adding a byte", () => {
    fc.assert(
      fc.property(chunked(byteStream()), timed(byteStream()), (plain, withTimes) => {
        assert.deepStrictEqual(concat(plain.chunks), plain.bytes)
        assert.deepStrictEqual(concat(withTimes.chunks.map(({ bytes }) => bytes)), withTimes.bytes)
      })
    )
    const bytes = Uint8Array.of(1, 2, 3)
    fc.assert(fc.property(chunks(bytes), (parts) => assert.deepStrictEqual(concat(parts), bytes)))
    assert.deepStrictEqual(
      cut(bytes, [2, 1, 1]).map((part) => [...part]),
      [[1], [], [2], [3]]
    )
  })

  it("hold frames that a deframer finds", () => {
    let found = 0
    fc.assert(
      fc.property(byteStream(), ({ bytes }) => {
        found += findAll(Deframer, [bytes]).filter(({ kind }) => kind === "Frame").length
      })
    )
    assert.isAbove(found, 100)
  })
})

describe("the module", () => {
  it("needs the codec, effect and fast-check alone; of the simulator types at most", () => {
    const folder = fileURLToPath(new URL("../src/arbitraries", import.meta.url))
    const files = globSync(`${folder}/*.ts`)
    assert.isAbove(files.length, 10)
    const needed = files.flatMap((file) =>
      [
        ...readFileSync(file, "utf8").matchAll(/^(?:import|export)(?! type) [^"']*? from "([^."][^"]*)"/gm)
      ].map((match) => match[1]!)
    )
    assert.deepStrictEqual(
      new Set(needed.map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)![0]).filter((name) => name !== "effect")),
      new Set(["@vebus/codec", "fast-check"])
    )
  })
})

describe("readings", () => {
  it("are of their schema, and every part is absent now and then", () => {
    const isReading = Schema.is(Reading.Reading)
    const absent = new Set<string>()
    fc.assert(
      fc.property(reading(), (any) => {
        assert.isTrue(isReading(any))
        for (const [part, value] of Object.entries(any)) if (value === null) absent.add(part)
      }),
      { seed: 7 }
    )
    assert.includeMembers(
      [...absent],
      ["battery", "acInput", "acOutputPower", "units", "leds", "currentLimit"]
    )
  })
})
