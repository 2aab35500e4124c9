import { assert, it } from "@effect/vitest"
import * as Schemas from "@vebus/codec/schemas"
import * as Schema from "effect/Schema"
import { openEnum } from "../../src/bytes/OpenEnum.ts"

const Colour = openEnum({ 0: "red", 7: "green" })
const bytes = Array.from({ length: 256 }, (_, byte) => byte)

it("every byte has exactly one name, which goes back to it", () => {
  assert.strictEqual(new Set(bytes.map(Colour.decode)).size, 256)
  assert.deepStrictEqual(
    bytes.map((byte) => Colour.encode(Colour.decode(byte))),
    bytes
  )
  assert.deepStrictEqual(Colour.names, ["red", "green"])
  assert.strictEqual(Colour.decode(8), "unknown-8")
})

it("takes the low eight bits of a number, and 0 for a name that is none", () => {
  assert.strictEqual(Colour.decode(0x107), "green")
  // @ts-expect-error -- no byte is 300
  assert.strictEqual(Colour.encode("unknown-300"), 0)
  // @ts-expect-error -- one name per byte
  assert.strictEqual(Colour.encode("unknown-07"), 0)
})

it("its schema accepts these names and no others", () => {
  const isName = Schema.is(Schemas.named(Colour))
  assert.isTrue(bytes.map(Colour.decode).every((name) => isName(name)))
  for (const name of [
    "blue",
    "unknown-0",
    "unknown-7",
    "unknown-256",
    "unknown--1",
    "unknown-1.5",
    "unknown-",
    7
  ])
    assert.isFalse(isName(name), String(name))
})
