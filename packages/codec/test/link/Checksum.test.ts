import { assert, describe, it } from "@effect/vitest"
import { Checksum } from "@vebus/codec"
import { bytesOf } from "../vectors/Vectors.ts"

const sumOf = (hex: string) => {
  const bytes = bytesOf(hex)
  return Checksum.checksum(bytes, 0, bytes.length)
}

it("the odd rule holds for 21, 38, 3D and 3F alone", () =>
  assert.deepStrictEqual(
    Array.from({ length: 256 }, (_, type) => type).filter(Checksum.isOdd),
    [0x21, 0x38, 0x3d, 0x3f]
  ))

describe("checksums worked out in the protocol", () => {
  it.each([
    ["04 FF 41 01 00", 0xbb],
    ["05 38 04 6C 00 00", 0x0a],
    ["05 3F 07 00 00 00", 0xc2],
    ["06 21 FF FF FF FF 80", 0x4d]
  ] as const)("%s", (hex, expected) => assert.strictEqual(sumOf(hex), expected))
})

it("the odd rule swaps the bytes 1, 3 and 5, and no other", () => {
  const base = sumOf("08 21 00 00 00 00 00 00 00")
  const added = (at: number) => {
    const bytes = bytesOf("08 21 00 00 00 00 00 00 00")
    bytes[at] = 0x01
    return (base - Checksum.checksum(bytes, 0, bytes.length)) & 0xff
  }
  assert.deepStrictEqual([2, 3, 4, 5, 6, 7, 8].map(added), [0x01, 0x11, 0x01, 0x11, 0x01, 0x01, 0x01])
})

it("the odd rule swaps only what is there", () => {
  assert.strictEqual(sumOf("02 3F 07"), -(0x02 + 0x3f + 0x07 + 0xf3) & 0xff)
  assert.strictEqual(sumOf("03 3F 07 10"), -(0x03 + 0x3f + 0x07 + 0x10 + 0xf3 + 0x01) & 0xff)
})

it("counts from where the frame starts in its buffer", () => {
  const bytes = bytesOf("AA AA 05 3F 07 00 00 00 C2")
  assert.strictEqual(Checksum.checksum(bytes, 2, 8), 0xc2)
})
