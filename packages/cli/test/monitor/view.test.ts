/**
 * The live view as a function: it keeps to the terminal, and says what is known and nothing else.
 */
import { assert, describe, it } from "@effect/vitest"
import type * as Reading from "@vebus/codec/reading"
import * as fc from "fast-check"
import type * as Line from "../../src/monitor/Line.ts"
import * as Palette from "../../src/monitor/Palette.ts"
import * as State from "../../src/monitor/State.ts"
import * as View from "../../src/monitor/View.ts"
import { NOW, states } from "./States.ts"
import { phase, unit, usual } from "./Usual.ts"

const show = (state: State.State, columns: number, rows: number, glyphs = Palette.unicode) =>
  View.view(state, { columns, rows, glyphs, isLive: true })
const texts = (lines: ReadonlyArray<Line.Line>): ReadonlyArray<string> =>
  lines.map((line) => Palette.painted(line, Palette.uncoloured))

const after = (reading: Reading.Reading, times = 3): State.State => {
  let state = State.initial("tcp://boat:8139", 1000, NOW)
  state = State.withLink(state, "connected", NOW)
  for (let n = 0; n < times; n++) {
    state = State.withUpdate(state, { reading, ageMillis: 400 }, state.now + 1000)
    const counts = { requests: 9 * n, repeats: n === 0 ? 0 : 1, failures: 0, reconnects: 0 }
    state = State.later(state, state.now, counts)
  }
  return state
}

describe("whatever there is to show", () => {
  const sizes = fc.oneof(
    fc.constantFrom([40, 20], [80, 24], [160, 50]),
    fc.tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 70 }))
  )

  for (const glyphs of [Palette.unicode, Palette.ascii]) {
    it(`no line is wider than the terminal, and there are no more than it has rows (${glyphs.lit})`, () =>
      fc.assert(
        fc.property(states, sizes, fc.boolean(), (all, [columns, rows], isLive) => {
          const size = { columns: columns!, rows: rows! }
          const lines = View.view(all.at(-1)!, { ...size, glyphs, isLive })
          assert.isAtMost(lines.length, size.rows)
          for (const text of texts(lines)) {
            assert.isAtMost(text.length, size.columns)
            assert.notMatch(text, /\p{Cc}|NaN|undefined|null|Infinity|-0(\.0*)? /u)
            if (glyphs === Palette.ascii) assert.match(text, /^[ -~]*$/)
          }
        })
      ))
  }

  it("the first line names the port, however small the terminal", () => {
    for (const [columns, rows] of [
      [40, 1],
      [80, 2],
      [160, 3]
    ] as const) {
      assert.match(texts(show(after(usual), columns, rows))[0]!, /^tcp:\/\/boat:8139/)
    }
  })
})

describe("a usual reading", () => {
  for (const [columns, rows] of [
    [40, 20],
    [80, 24],
    [160, 50]
  ] as const) {
    it(`is all there at ${columns} x ${rows}`, () => {
      const text = texts(show(after(usual), columns, rows)).join("\n")
      for (const part of [
        /connected since \d\d:\d\d:\d\d, 0\.4 s old/,
        /L1 230\.1 V +4\.3 A +1000 W/,
        /L1 230\.1 V +4\.3 A +500 W/,
        /50\.02 Hz/,
        /charging/,
        /absorption/,
        /27\.42 V +15\.7 A +43[01] W/,
        /82 %/,
        /● mains +○ inverter/,
        /[●○] overload blinks/,
        /Switch +on, no inverting/,
        /Limit +16\.0 A \(4\.9 to 50\.0 A\)/,
        /Link +\d+ requests\/min/,
        /Lost +\d+ % repeated, 0 % failed/,
        /AC in +.*█/
      ]) {
        assert.match(text, part)
      }
    })
  }

  it("flows the way its power goes", () => {
    const arrows = (reading: Reading.Reading): string => {
      const text = texts(show(after(reading), 80, 24))
        .slice(1, 6)
        .join("\n")
      return text.replaceAll(/[^►◄▲▼]/g, "")
    }
    assert.strictEqual(arrows(usual), "►►▼")
    const back = { ...usual, acInput: [phase(1, -300)], battery: { ...usual.battery!, power: -800 } }
    assert.strictEqual(arrows(back as unknown as Reading.Reading), "◄►▲")
    const nothing = { ...usual, acInput: [phase(1, 0.2)], acOutput: null, battery: null }
    assert.strictEqual(arrows(nothing as unknown as Reading.Reading), "")
  })

  it("shows three phases beside each other, with the powers that are told", () => {
    const three = [phase(1, 1000), phase(2, null), phase(3, null)]
    const text = texts(
      show(
        after({
          ...usual,
          acInput: three,
          acOutput: three,
          acInputPower: null,
          acOutputPower: 1500
        } as unknown as Reading.Reading),
        80,
        30
      )
    ).join("\n")
    assert.match(text, /L1 .* 1000 W ─►│.*│─► L1 .* 1000 W/)
    assert.match(text, /L3 .* +- W ──│.*│── L3 .* +- W/)
    assert.match(text, /AC in {2}50\.02 Hz {2}- W .*AC out {2}50\.02 Hz {2}1500 W/)
    assert.match(text, /^AC in +-$/m, "a sum that lacks a part is not charted")
  })
})

describe("a system of several units", () => {
  const shown = (changed: object, columns = 80) =>
    texts(show(after({ ...usual, ...changed } as unknown as Reading.Reading), columns, 40)).join("\n")

  it("has a row for each, and names those that do not answer", () => {
    const silent = {
      ...unit(3, 1, 0, 0),
      status: "silent",
      inputPower: null,
      outputPower: null,
      battery: null
    }
    for (const columns of [40, 80, 160]) {
      const text = shown({ units: [unit(0, 1, 1000, 500), silent], acInputPower: null }, columns)
      assert.match(text, /Unit 0 +L1 1000 W in, 500 W out/)
      assert.match(text, /Unit 3 +L1 silent/)
      assert.match(text, /Trouble +address 3 is configured and/)
    }
  })
  it("shows the battery current of one unit, by its address, where that of all is not known", () => {
    const battery = { ...usual.battery!, current: null, power: null }
    assert.match(shown({ battery }), /Battery +27\.42 V {2}unit 0: 15\.7 A {2}- W/)
  })
})

describe("what is wrong", () => {
  const wrong = {
    leds: null,
    vebusError: { code: 3, name: "wrong number of devices" },
    alarms: { warnings: ["temperature", "low-battery"], alarms: ["low-battery"] }
  }
  it("stands on the screen, in the colour of alarms", () => {
    for (const columns of [40, 80, 160]) {
      const lines = show(after({ ...usual, ...wrong } as unknown as Reading.Reading), columns, 40)
      const alarms = lines.flatMap((line) =>
        line.filter(({ style }) => style === "alarm").map(({ text }) => text)
      )
      assert.isTrue(alarms.some((text) => text.startsWith("VE.Bus error 3: wrong number")))
      assert.isTrue(alarms.some((text) => text === "alarm: low battery"))
      assert.isTrue(alarms.some((text) => text === "warning: temperature"))
    }
  })
})

describe("the limit", () => {
  const limitOf = (changed: object) =>
    /Limit +(.*?) *$/m.exec(
      texts(show(after({ ...usual, ...changed } as unknown as Reading.Reading), 40, 40)).join("\n")
    )?.[1]
  it("is that of the active input, by name where there are several", () => {
    assert.strictEqual(limitOf({}), "16.0 A (4.9 to 50.0 A)")
    assert.strictEqual(limitOf({ inputs: 2, activeInput: 2 }), "16.0 A AC2 (4.9 to 50.0 A)")
  })
  it("is none on an inverter", () =>
    assert.strictEqual(limitOf({ inputs: 0, activeInput: null, currentLimit: null }), "no AC input"))
})

describe("what is not known", () => {
  it("is charted as nothing, under the name of the whole", () => {
    const one = [phase(1, null)]
    const state = after({
      ...usual,
      acInput: one,
      acOutput: one,
      acInputPower: null,
      acOutputPower: null
    } as unknown as Reading.Reading)
    assert.match(texts(show(state, 80, 24)).join("\n"), /^AC in +-$/m)
  })

  it("is a dash, and no number at all before the first reading", () => {
    const state = State.initial("tcp://boat:8139", 1000, NOW)
    for (const columns of [40, 80, 160]) {
      const text = texts(show(state, columns, 50)).join("\n")
      assert.match(text, /connecting since .*no reading/)
      assert.match(text, /L1 +- V +- A +- W/)
      assert.notMatch(text, /[0-9] (V|A|W|%|Hz)\b/)
      assert.notMatch(text, /[●○]/)
    }
  })

  it("ages and says so while no reading comes", () => {
    const unplugged = State.withLink(after(usual), "unplugged", NOW + 43_000)
    const counts = { requests: 18, repeats: 1, failures: 0, reconnects: 0 }
    const lines = show(State.later(unplugged, NOW + 63_000, counts), 80, 24)
    const alarms = lines[0]!.filter(({ style }) => style === "alarm").map(({ text }) => text)
    assert.deepStrictEqual(alarms, ["unplugged", "60.4 s old"])
  })
})

describe("lamps", () => {
  const lampsOf = (leds: Partial<NonNullable<Reading.Reading["leds"]>>, now: number) => {
    const state = after({ ...usual, leds: { ...usual.leds!, overload: "off", ...leds } })
    return texts(show({ ...state, now }, 80, 24)).join("\n")
  }

  it("that blink are lit half of the time, those in anti-phase the other half", () => {
    const [first, second] = [NOW + 10_000, NOW + 10_500].map((now) =>
      lampsOf({ bulk: "blink", float: "blink-antiphase" }, now)
    )
    assert.match(first!, /● bulk blinks/)
    assert.match(first!, /○ float blinks/)
    assert.match(second!, /○ bulk blinks/)
    assert.match(second!, /● float blinks/)
  })

  it("mean something together", () => {
    assert.match(lampsOf({ inverter: "blink-antiphase" }, NOW + 9000), /VE\.Bus error/)
    assert.match(lampsOf({ inverter: "blink" }, NOW + 9000), /assisting/)
    assert.notMatch(lampsOf({}, NOW + 9000), /VE\.Bus error|assisting/)
  })
})

describe("messages", () => {
  const text = "vebus: lost tcp://boat:8139.\u001B[2J Trying to open it again"

  it("are shown for a minute, harmless, and not on the picture that stays", () => {
    const state = State.withNote(after(usual), text, NOW + 4000)
    assert.include(texts(show(state, 80, 24)).join("\n"), "Trying to open it again")
    const counts = { requests: 0, repeats: 0, failures: 0, reconnects: 0 }
    const later = State.later(state, NOW + 70_000, counts)
    assert.notInclude(texts(show(later, 80, 24)).join("\n"), "Trying")
    const last = View.view(state, { columns: 80, rows: 24, glyphs: Palette.unicode, isLive: false })
    assert.notMatch(texts(last).join("\n"), /Trying|q quits| old/)
    assert.match(texts(last)[0]!, /^tcp:\/\/boat:8139 +2026-05-01T12:00:00\.000Z$/)
  })
})

describe("an environment", () => {
  it("that is UTF-8 gets pictures, any other ASCII", () => {
    assert.strictEqual(Palette.glyphs({ LANG: "de_DE.UTF-8" }), Palette.unicode)
    assert.strictEqual(Palette.glyphs({ LANG: "C.utf8" }), Palette.unicode)
    assert.strictEqual(Palette.glyphs({ LC_ALL: "C", LANG: "de_DE.UTF-8" }), Palette.ascii)
    assert.strictEqual(Palette.glyphs({ LC_ALL: "", LC_CTYPE: "en_GB.utf8" }), Palette.unicode)
    assert.strictEqual(Palette.glyphs({}), Palette.ascii)
  })
})
