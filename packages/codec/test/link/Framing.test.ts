import { assert, describe, it } from "@effect/vitest"
import { Failure, Framing, Frames, LedSuffix } from "@vebus/codec"
import * as Schemas from "@vebus/codec/schemas"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { bytesOf } from "../vectors/Vectors.ts"

const A = "04 FF 41 01 00 BB"
const WITH_LEDS = "87 FF 58 86 34 81 1F 1F A9"

describe("a whole frame", () => {
  it("is its payload and, with bit 7 of LEN, LED masks", () => {
    assert.deepStrictEqual(Result.getOrThrow(Framing.decode(bytesOf(A))), {
      _tag: "Frame",
      payload: bytesOf("FF 41 01 00"),
      leds: null
    })
    assert.deepStrictEqual(Result.getOrThrow(Framing.decode(bytesOf(WITH_LEDS))), {
      _tag: "Frame",
      payload: bytesOf("FF 58 86 34 81"),
      leds: { on: 0x1f, blink: 0x1f }
    })
  })
  it("encodes back, through its functions and through its schema", () => {
    for (const bytes of [bytesOf(A), bytesOf(WITH_LEDS)]) {
      assert.deepStrictEqual(
        Result.getOrThrow(Framing.encode(Result.getOrThrow(Framing.decode(bytes)))),
        bytes
      )
      const decoded = Schema.decodeSync(Schemas.frameCodec)(bytes)
      assert.deepStrictEqual(Schema.encodeSync(Schemas.frameCodec)(decoded), bytes)
    }
  })
  it("has 2 to 31 bytes of payload, and 33 bytes in all at most", () => {
    assert.deepStrictEqual([Framing.MIN_PAYLOAD, Framing.MAX_PAYLOAD, Framing.MAX_SIZE], [2, 31, 33])
    assert.strictEqual(
      Result.getOrThrow(Framing.encodePayload(new Uint8Array(Framing.MAX_PAYLOAD))).length,
      Framing.MAX_SIZE
    )
  })
  it("is read in place, wherever it starts in its buffer", () => {
    const bytes = bytesOf(`00 00 ${WITH_LEDS} 00`)
    const start = 2
    const end = bytes.length - 1
    assert.isTrue(Result.isSuccess(Framing.check(bytes, start, end)))
    assert.strictEqual(LedSuffix.payloadEnd(bytes, start, end), start + 6)
    assert.deepStrictEqual(LedSuffix.decode(bytes, start, end), { on: 0x1f, blink: 0x1f })
    const { content, leds } = Result.getOrThrow(Frames.decodeReplyFrame(bytes, start, end))
    assert.strictEqual(content._tag, "WinmonReply")
    assert.deepStrictEqual(leds, { on: 0x1f, blink: 0x1f })
  })
  it("in place or by itself, a malformed payload counts its offsets from p[0]", () => {
    const frame = bytesOf("04 FF 58 83 01 21")
    const inPlace = Result.getOrThrow(Frames.decodeReplyFrame(Uint8Array.of(0, 0, ...frame), 2))
    assert.deepStrictEqual(inPlace, Result.getOrThrow(Frames.decodeReplyFrame(frame)))
    assert.deepStrictEqual(inPlace.content, {
      _tag: "Malformed",
      payload: [0xff, 0x58, 0x83, 0x01],
      failure: { _tag: "TooShort", frame: "SoftwareVersionHighReply", offset: 2, expected: 3, found: 2 }
    })
  })
})

describe("what is no frame says why", () => {
  it.each([
    ["", "frame: expected at least 4 bytes from byte 0 on, found 0"],
    ["02 FF A9", "frame: expected at least 4 bytes from byte 0 on, found 3"],
    ["01 FF 56 AA", "length byte at byte 0: expected 2 to 31, found 1"],
    ["83 FF 53 00 2B", "length byte at byte 0: expected 4 to 31, found 3"],
    ["04 FF 53 03 A7", "length byte at byte 0: expected 3, found 4"],
    ["02 FF 56 A9 00", "length byte at byte 0: expected 3, found 2"],
    ["02 FF 56 A8", "checksum should be A9, found A8"]
  ])("%s", (hex, message) => {
    const result = Framing.decode(bytesOf(hex))
    assert(Result.isFailure(result))
    assert.strictEqual(Failure.message(result.failure), message)
    const error = Schema.decodeResult(Schemas.replyCodec)(bytesOf(hex))
    assert(Result.isFailure(error))
    assert.strictEqual(String(error.failure.message), message)
  })
  it("a bad checksum names its place in the buffer", () =>
    assert.deepStrictEqual(
      Framing.check(bytesOf("00 02 FF 56 A8 00"), 1, 5),
      Result.fail({ _tag: "BadChecksum", offset: 4, expected: 0xa9, found: 0xa8 })
    ))
  it("a byte that contradicts its frame", () =>
    assert.strictEqual(
      Failure.message({ _tag: "UnexpectedValue", frame: "DcInfo", offset: 5, expected: "0C", found: 0x4d }),
      "DcInfo: expected 0C at byte 5, found 4D"
    ))
})
