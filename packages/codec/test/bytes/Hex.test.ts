import { assert, describe, it } from "@effect/vitest"
import { Hex } from "@vebus/codec"
import * as Result from "effect/Result"
import fc from "fast-check"

const bytesOf = (text: string) => Result.map(Hex.fromHex(text), (bytes) => Array.from(bytes))

describe("toHex", () => {
  it("writes upper-case pairs with one blank between", () => {
    assert.strictEqual(Hex.toHex([0x05, 0xff, 0x58, 0x30, 0x04, 0x05, 0x6b]), "05 FF 58 30 04 05 6B")
    assert.strictEqual(Hex.toHex(Uint8Array.of(0xab)), "AB")
    assert.strictEqual(Hex.toHex([]), "")
  })
  it("writes the low eight bits", () => assert.strictEqual(Hex.hexByte(0x1ff), "FF"))
})

describe("fromHex", () => {
  it("inverts toHex", () =>
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        assert.deepStrictEqual(Result.getOrThrow(Hex.fromHex(Hex.toHex(bytes))), bytes)
      })
    ))

  it("never throws, and says where it stopped", () =>
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...Array.from("0123aFx\\ ,[]g")) })),
        (text) => {
          const result = Hex.fromHex(text)
          if (Result.isFailure(result)) {
            assert.isTrue(result.failure.offset >= 0 && result.failure.offset < text.length)
            assert.notStrictEqual(result.failure.found, "")
          }
        }
      )
    ))

  it.each([
    "05 ff 58",
    "05FF58",
    "05fF 58",
    "0x05 0xFF 0x58",
    "0x05,0xff,0X58",
    "0x05FF58",
    "\\x05\\xff\\x58",
    "05:ff:58",
    "05-ff-58",
    "05 | ff | 58",
    "[0x05, 0xFF, 0x58]",
    "{ 05; ff; 58 }",
    "<05 ff 58>",
    "(05_ff_58)",
    '"05 ff 58"',
    "'05' 'ff' '58'",
    "5 ff 58",
    "0x5 ff 58",
    "\n05\tff\r\n58\n"
  ])("reads %j", (text) => assert.deepStrictEqual(bytesOf(text), Result.succeed([0x05, 0xff, 0x58])))

  it.each(["", " ", "\n", " , ; "])("reads nothing from %j", (text) =>
    assert.deepStrictEqual(bytesOf(text), Result.succeed([]))
  )

  it.each([
    ["05 fg 58", 4, "g 58"],
    ["hello, world, again", 0, "hello, world"],
    ["05 123 58", 3, "123"],
    ["05 0x123", 3, "123"],
    ["05 0x", 4, "x"],
    ["05 \\xzz", 3, "\\xzz"],
    ["05ff5", 0, "05ff5"]
  ])("refuses %j at character %i", (text, offset, found) =>
    assert.deepStrictEqual(bytesOf(text), Result.fail({ _tag: "BadHex", offset, found }))
  )
})
