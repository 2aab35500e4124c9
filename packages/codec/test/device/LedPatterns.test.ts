import { assert, describe, it } from "@effect/vitest"
import { LedMasks, LedPatterns } from "@vebus/codec"
import { data } from "./Data.ts"

interface Leds {
  readonly lamps: ReadonlyArray<string>
  readonly states: ReadonlyArray<{ readonly on: number; readonly blink: number; readonly name: string }>
  readonly noInformation: LedMasks.LedMasks
  readonly patterns: ReadonlyArray<{
    readonly name: string
    readonly label: string
    readonly lamps: Readonly<Record<string, string>>
  }>
  readonly unexplained: ReadonlyArray<LedMasks.LedMasks>
}

const documented = data<Leds>("leds")
const names = (masks: LedMasks.LedMasks, error: number | null) =>
  LedPatterns.meanings(masks, error).map(({ name }) => name)

describe("LED patterns", () => {
  it("lamps, their states and the masks without information are those of the data", () => {
    assert.deepStrictEqual([...LedMasks.lamps], [...documented.lamps])
    assert.isFalse(LedMasks.isAvailable(documented.noInformation))
    for (const { on, blink, name } of documented.states) {
      for (let bit = 0; bit < 8; bit++) {
        assert.strictEqual(LedMasks.lampState({ on: on << bit, blink: blink << bit }, bit), name)
      }
    }
  })

  it("each pattern of the data has its meaning", () => {
    assert.deepStrictEqual(
      LedPatterns.patterns.map(({ name, label }) => ({ name, label })),
      documented.patterns.map(({ name, label }) => ({ name, label }))
    )
    for (const { name, lamps: pattern } of documented.patterns) {
      const mask = (wanted: (state: string) => boolean) =>
        documented.lamps.reduce((sum, lamp, bit) => sum | (wanted(pattern[lamp] ?? "off") ? 1 << bit : 0), 0)
      const masks = {
        on: mask((state) => state === "blink-antiphase"),
        blink: mask((state) => state.startsWith("blink"))
      }
      assert.deepStrictEqual(names(masks, 0), [name])
    }
  })

  it("say nothing about lamps that do not blink, whatever is lit", () => {
    for (let on = 0; on < 256; on++) assert.deepStrictEqual(names({ on, blink: 0 }, 0), [])
  })

  it("say nothing without information, nor beside an error", () => {
    assert.deepStrictEqual(names(documented.noInformation, null), [])
    for (let blink = 0; blink < 256; blink++) assert.deepStrictEqual(names({ on: 0x10, blink }, 3), [])
    for (const masks of documented.unexplained) assert.deepStrictEqual(names(masks, 0), [])
  })

  it("hold for all 65,536 pairs of masks", () => {
    for (let on = 0; on < 256; on++) {
      for (let blink = 0; blink < 256; blink++) {
        const found = names({ on, blink }, null)
        const states = LedMasks.lampStates({ on, blink })
        if (
          states !== null &&
          found.join() !==
            LedPatterns.ofStates(states, null)
              .map(({ name }) => name)
              .join()
        )
          assert.fail(`${on} ${blink}: other meanings by the states of the lamps`)
        const antiphase = (on & blink & 0x10) !== 0
        const expected =
          on === 0x1f && blink === 0x1f
            ? []
            : antiphase
              ? ["vebus-error"]
              : [
                  (blink & 0x10) !== 0 ? "power-assist" : "",
                  [
                    "",
                    "",
                    "",
                    "voltage-sensor-error",
                    "",
                    "temperature-sensor-error",
                    "",
                    "charge-state-forced"
                  ][(blink >> 1) & 7]!
                ].filter((name) => name !== "")
        if (found.join() !== expected.join()) assert.deepStrictEqual(found, expected, `${on} ${blink}`)
      }
    }
  })
})
