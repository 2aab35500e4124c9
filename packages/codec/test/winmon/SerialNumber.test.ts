import { assert, it } from "@effect/vitest"
import { SerialNumber } from "@vebus/codec"

const text = (...data: ReadonlyArray<number>) => SerialNumber.text({ data })

it("is text without the zeros that pad it", () => {
  assert.strictEqual(text(0x48, 0x51, 0x31, 0, 0), "HQ1")
  assert.strictEqual(text(0, 0), "")
  assert.strictEqual(text(), "")
})

it("shows what is no printable character as a question mark, in its place", () =>
  assert.strictEqual(text(0x48, 0, 0x1f, 0x20, 0x7e, 0x7f, 0xff), "H?? ~??"))
