import { assert, it } from "@effect/vitest"
import * as Read from "../../src/bytes/Read.ts"
import { NONE } from "../../src/bytes/Words.ts"
import { quad, triple, word } from "../../src/bytes/Write.ts"

const bytes = Uint8Array.of(0x78, 0x56, 0x34, 0x92, 0xff)

it("fields are little-endian, signed where their name says so", () => {
  assert.strictEqual(Read.uint8(bytes, 4), 0xff)
  assert.strictEqual(Read.uint16(bytes, 0), 0x5678)
  assert.strictEqual(Read.int16(bytes, 2), 0x9234 - 0x1_0000)
  assert.strictEqual(Read.raw24(bytes, 0), 0x34_5678)
  assert.strictEqual(Read.raw24(bytes, 2), 0xff_9234 - 0x100_0000)
  assert.strictEqual(Read.uint32(bytes, 0), 0x9234_5678)
})

it("a position behind the end reads as 0, and what reaches behind it as far as it goes", () => {
  for (const read of [Read.uint8, Read.uint16, Read.int16, Read.raw24, Read.uint32])
    assert.strictEqual(read(bytes, 5), 0)
  assert.strictEqual(Read.uint16(bytes, 4), 0xff)
  assert.strictEqual(Read.uint32(bytes, 3), 0xff92)
})

it("rows of bytes and words end where the frame does", () => {
  assert.deepStrictEqual(Read.spare(bytes, 3, 5), [0x92, 0xff])
  assert.strictEqual(Read.spare(bytes, 5, 5), NONE)
  assert.strictEqual(Read.spare(bytes, 6, 5), NONE)
  assert.deepStrictEqual(Read.raw16s(bytes, 0, 5) as ReadonlyArray<number>, [0x5678, 0x9234])
  assert.strictEqual(Read.optional8(bytes, 4, 5), 0xff)
  assert.isNull(Read.optional8(bytes, 4, 4))
})

it("writing keeps the width of the field, of negative numbers too", () => {
  assert.deepStrictEqual(word(-2), [0xfe, 0xff])
  assert.deepStrictEqual(word(0x1_2345), [0x45, 0x23])
  assert.deepStrictEqual(triple(-2), [0xfe, 0xff, 0xff])
  assert.deepStrictEqual(quad(0x9234_5678), [0x78, 0x56, 0x34, 0x92])
})
