import { assert, it } from "@effect/vitest"
import { Leds } from "@vebus/codec"

const withStatus = (status: number | null): Leds.Reply => ({
  _tag: "LedsReply",
  on: 0,
  blink: 0,
  alarms: 0,
  status,
  unexplained: []
})

it("the VE.Bus error is in bits 0 to 4 of the status, and absent from old adapters", () => {
  assert.strictEqual(Leds.vebusError(withStatus(0xff)), 31)
  assert.strictEqual(Leds.vebusError(withStatus(0xe0)), 0)
  assert.strictEqual(Leds.vebusError(withStatus(0x11)), 17)
  assert.isNull(Leds.vebusError(withStatus(null)))
})

it("bit 7 says that the adapter is blocked", () => {
  assert.isTrue(Leds.isAdapterBlocked(withStatus(0x80)))
  assert.isFalse(Leds.isAdapterBlocked(withStatus(0x7f)))
  assert.isNull(Leds.isAdapterBlocked(withStatus(null)))
})
