import { assert, it } from "@effect/vitest"
import { LedMasks } from "@vebus/codec"

const states = ["off", "on", "blink", "blink-antiphase"]

it("every pair of masks but 1F 1F tells the state of each lamp by its bit", () => {
  for (let on = 0; on < 256; on++) {
    for (let blink = 0; blink < 256; blink++) {
      const leds = LedMasks.lampStates({ on, blink })
      if (on === 0x1f && blink === 0x1f) {
        assert.isNull(leds)
        continue
      }
      const expected = LedMasks.lamps.map((_, bit) => states[((on >> bit) & 1) + 2 * ((blink >> bit) & 1)])
      assert.strictEqual(LedMasks.lamps.map((lamp) => leds?.[lamp]).join(), expected.join())
    }
  }
})

it("the lamps stand in the order of their bits", () =>
  assert.strictEqual(
    LedMasks.lamps.join(" "),
    "mains absorption bulk float inverter overload lowBattery temperature"
  ))
