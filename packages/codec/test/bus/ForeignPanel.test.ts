import { assert, it } from "@effect/vitest"
import { ForeignPanel } from "@vebus/codec"

const position = (head: number) => ForeignPanel.position({ head })

it("a foreign panel commands by its low nibble", () => {
  assert.deepStrictEqual([1, 2, 3, 4].map(position), ["charger-only", "inverter-only", "on", "off"])
  assert.deepStrictEqual([0xf3, 0x73].map(position), ["on", "on"])
})

it("with bit 3 set it speaks the older form, counted from 0", () => {
  const older = ["charger-only", "inverter-only", "on", "off"]
  assert.deepStrictEqual([8, 9, 10, 11].map(position), older)
  assert.deepStrictEqual([12, 13, 14, 15].map(position), older)
})

it("other positions are none or unknown", () =>
  assert.deepStrictEqual([0, 5, 7].map(position), ["none", "unknown-5", "unknown-7"]))
