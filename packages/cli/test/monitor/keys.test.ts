/**
 * The keys of the full screen as a function: what each makes of what is shown.
 */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import * as Keys from "../../src/monitor/Keys.ts"
import * as OneUnit from "../../src/monitor/OneUnit.ts"
import * as Palette from "../../src/monitor/Palette.ts"
import * as State from "../../src/monitor/State.ts"
import * as View from "../../src/monitor/View.ts"
import { NOW, states } from "./States.ts"
import { reading, unit } from "./Usual.ts"

const text = (state: State.State, isLive = true): string =>
  View.view(state, { columns: 80, rows: 40, glyphs: Palette.unicode, isLive })
    .map((line) => Palette.painted(line, Palette.uncoloured))
    .join("\n")

const after = (changed: object = {}): State.State =>
  State.withUpdate(
    State.initial("sim:", 1000, NOW),
    { reading: reading(changed), ageMillis: 400 },
    NOW + 1000
  )

const press = (state: State.State, keys: string): State.State => keys.split("").reduce(Keys.pressed, state)

describe("keys", () => {
  it("? tells all of them, and takes the help away again", () => {
    const help = text(press(after(), "?"))
    for (const { typed, meaning } of Keys.all) assert.include(help, `${typed[0]}  ${meaning}`)
    assert.notInclude(help, "Battery")
    assert.strictEqual(text(press(after(), "??")), text(after()))
  })

  it("p holds the picture, which grows old, while readings go on behind it", () => {
    const paused = press(after(), "p")
    const later = State.withUpdate(
      paused,
      { reading: reading({ acInputPower: 777, acInput: [] }), ageMillis: 0 },
      NOW + 9000
    )
    assert.match(text(later), /paused, 8\.4 s old/)
    assert.strictEqual(
      text(later).split("\n").slice(1).join("\n"),
      text(paused).split("\n").slice(1).join("\n")
    )
    assert.notInclude(text(press(later, "p")), "paused")
    assert.strictEqual(press(later, "p").latest, later.latest)
    assert.strictEqual(press(later, "p").powers.length, 2)
    assert.notInclude(text(later, false), "paused")
  })

  it("+ and - lengthen and shorten the interval, within limits", () => {
    assert.strictEqual(press(after(), "+").intervalMillis, 2000)
    assert.strictEqual(press(after(), "=").intervalMillis, 2000)
    assert.strictEqual(press(after(), "-").intervalMillis, 500)
    assert.strictEqual(press(after(), "+".repeat(50)).intervalMillis, 600_000)
    assert.strictEqual(press(after(), "-".repeat(50)).intervalMillis, 100)
    // One that was chosen with --interval lies between two.
    const chosen = { ...after(), intervalMillis: 1500 }
    assert.deepStrictEqual(
      [press(chosen, "+"), press(chosen, "-")].map((to) => to.intervalMillis),
      [2000, 1000]
    )
    assert.match(text(press(after(), "-")), /every 500 ms/)
  })

  it("h goes through the windows of the charts, whose past is kept", () => {
    const spans = ["", "h", "hh", "hhh"].map(
      (keys) => /the last (\d+ min)/.exec(text(press(after(), keys)))?.[1]
    )
    assert.deepStrictEqual(spans, ["5 min", "20 min", "60 min", "5 min"])
    const hour = State.withUpdate(after(), { reading: reading(), ageMillis: 0 }, NOW + 3_000_000)
    assert.strictEqual(hour.powers.length, 2)
  })

  it("u goes through the units of a system, and back to all of it", () => {
    const units = [unit(0, 1, 1000, 500), unit(3, 1, 600, 200)]
    const system = after({ units })
    assert.deepStrictEqual(
      ["", "u", "uu", "uuu"].map((keys) => press(system, keys).unit),
      [null, 0, 3, null]
    )
    const second = text(press(system, "uu"))
    assert.match(second, /^\S+ unit 3 /)
    assert.match(second, /L1 230\.1 V +- A +600 W ─►│.*│─► L1 230\.1 V +- A +200 W/)
    assert.strictEqual(press(after(), "u").unit, null)
  })

  it("that are none of these do nothing, as q does to what is shown", () => {
    for (const key of ["x", "\r", "é", "q"]) assert.deepStrictEqual(press(after(), key), after())
  })

  it("never show more than the terminal has, in whatever order", () =>
    fc.assert(
      fc.property(
        states,
        fc.string({ unit: fc.constantFrom("?", "p", "+", "-", "h", "u", "q") }),
        fc.integer({ min: 1, max: 130 }),
        fc.integer({ min: 1, max: 40 }),
        (all, keys, columns, rows) => {
          const lines = View.view(press(all.at(-1)!, keys), {
            columns,
            rows,
            glyphs: Palette.unicode,
            isLive: true
          })
          assert.isAtMost(lines.length, rows)
          for (const line of lines) assert.isAtMost(Palette.painted(line, Palette.uncoloured).length, columns)
        }
      )
    ))
})

describe("one unit of a system", () => {
  it("has what it reports itself, and of its phase what all units on it share", () => {
    const silent = {
      ...unit(3, 1, 0, 0),
      status: "silent",
      battery: null,
      inputPower: null,
      outputPower: null
    }
    const shown = OneUnit.of(reading({ units: [unit(0, 1, 1000, 500), silent] }), 3)
    assert.deepStrictEqual([shown.battery, shown.acInputPower, shown.acInput?.[0]?.power], [null, null, null])
    assert.strictEqual(shown.acInput?.[0]?.voltage, 230.06)
    assert.strictEqual(shown.acInput?.[0]?.current, null)
  })

  it("that is gone is the whole system", () => {
    const whole = reading()
    assert.strictEqual(OneUnit.of(whole, 7), whole)
  })
})
