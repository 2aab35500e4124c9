/**
 * The status of a UPS: what it says shuts machines down, so one odd reading changes nothing.
 */
import { assert, describe, it } from "@effect/vitest"
import { NutStatus as Status } from "@vebus/gateway"
import { reading as anyReading } from "@vebus/testing/arbitraries"
import fc from "fast-check"
import { mains, nominal, outage, showing, type Shown } from "./Upses.ts"

const { low } = nominal

/** What is told after each of these readings, from one to the next so many milliseconds. */
const told = (readings: ReadonlyArray<Shown>, interval = 1000): ReadonlyArray<string | null> => {
  let state = Status.initial
  return readings.map((shown, index) => {
    const reading = showing(shown)
    state = Status.step(state, reading, low, index * interval)
    return Status.wordsOf(state, reading, false)
  })
}

const times = <A>(count: number, value: A): ReadonlyArray<A> => Array.from({ length: count }, () => value)
const last = (readings: ReadonlyArray<Shown>, interval?: number) => told(readings, interval).at(-1)

describe("where the power comes from", () => {
  for (const [name, shown, words] of [
    ["bypass", { state: "bypass" }, "OL"],
    ["charge", { state: "charge" }, "OL"],
    ["power-assist", { state: "power-assist" }, "OL"],
    ["the mains LED alone", { leds: { mains: "on" } }, "OL"],
    ["invert-full", { state: "invert-full" }, "OB"],
    ["invert-half", { state: "invert-half" }, "OB"],
    ["invert-aes", { state: "invert-aes" }, "OB"],
    ["inverting, without a word about LEDs", { state: "invert-full", leds: null }, "OB"],
    ["inverting while the mains LED blinks", { state: "invert-full", leds: { mains: "blink" } }, "OB"],
    ["inverting with the mains LED on", { state: "invert-full", leds: { mains: "on" } }, "OL"],
    ["off", { state: "off" }, "OFF"],
    ["down", { state: "down" }, "OFF"],
    ["startup", { state: "startup" }, null],
    ["a state that nobody knows", { state: "unknown-77" }, null],
    ["nothing", {}, null]
  ] as ReadonlyArray<readonly [string, Shown, string | null]>) {
    it(`${name}: ${words ?? "is not told"}`, () => {
      assert.strictEqual(last(times(3, shown)), words)
    })
  }

  it("of a slave is that of the unit that is none", () => {
    const reading = {
      ...showing({ state: "slave" }),
      units: [
        { address: 0, state: "slave" },
        { address: 3, state: "invert-full" }
      ] as never
    }
    assert.strictEqual(Status.lineOf(reading), "OB")
  })

  it("is told by the first reading, and changes when two in a row agree for a second", () => {
    assert.deepStrictEqual(told([{ ...mains, amperes: null }, outage, outage]), [
      "OL",
      "OL DISCHRG",
      "OB DISCHRG"
    ])
    assert.strictEqual(last([outage, outage, mains, mains]), "OL CHRG")
  })

  it("does not flicker with one odd reading, nor with every second one, nor with several within a second", () => {
    const flicker = Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? mains : outage))
    for (const readings of [
      [mains, mains, outage, mains, mains],
      [mains, ...flicker],
      [mains, mains, { state: "startup" } as const, outage, { state: null } as const, outage, mains]
    ])
      assert.deepStrictEqual(
        told(readings).filter((words) => words?.includes("OB")),
        []
      )
    assert.notInclude(last([mains, mains, outage, outage, outage, outage], 200), "OB")
    assert.include(last([mains, mains, ...times(6, outage)], 200), "OB")
  })

  it("waits for the second reading where readings are rare", () => {
    assert.deepStrictEqual(
      told([mains, outage, outage], 60_000).map((words) => words!.split(" ")[0]),
      ["OL", "OL", "OB"]
    )
  })
})

describe("a low battery", () => {
  const lamp: Shown = { ...outage, leds: { inverter: "on", lowBattery: "blink" } }

  it("is none on mains, whatever its lamp says", () => {
    assert.notInclude(
      last(times(100, { ...mains, leds: { mains: "on", lowBattery: "on" }, volts: 40, charge: 0 })),
      "LB"
    )
  })

  it("is told by its lamp in two readings in a row, not by one", () => {
    assert.notInclude(last([outage, outage, lamp]), "LB")
    assert.include(last([outage, outage, lamp, lamp]), "LB")
  })

  it("is not told by a lamp that flickers, nor by one that is lit now and then", () => {
    const flicker = Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? lamp : outage))
    assert.deepStrictEqual(
      told([outage, outage, ...flicker]).filter((words) => words!.includes("LB")),
      []
    )
    const gaps = times(50, [lamp, { ...outage, leds: null }]).flat()
    assert.deepStrictEqual(
      told([outage, outage, ...gaps]).filter((words) => words!.includes("LB")),
      []
    )
  })

  it("is told by a state of charge below the one that is configured; one that is not known tells nothing", () => {
    const at = (charge: number | null): Shown => ({ ...outage, charge })
    assert.include(last(times(3, at(0.19))), "LB")
    assert.notInclude(last(times(30, at(0.2))), "LB")
    assert.notInclude(last(times(30, at(null))), "LB")
  })

  it("is told by a low voltage after half a minute without a break, not when a load pulls it down for a moment", () => {
    const sagging: Shown = { ...outage, volts: 46 }
    assert.notInclude(last(times(30, sagging)), "LB")
    assert.include(last(times(31, sagging)), "LB")
    assert.notInclude(last([...times(29, sagging), outage, ...times(29, sagging)]), "LB")
    assert.notInclude(last([...times(29, sagging), { ...outage, volts: null }, ...times(29, sagging)]), "LB")
    assert.notInclude(last(times(100, { ...outage, volts: null })), "LB")
  })

  it("is over when nothing has said so for half a minute, and at once with the mains", () => {
    const begun = [outage, lamp, lamp]
    assert.include(last([...begun, ...times(25, outage)]), "LB")
    assert.notInclude(last([...begun, ...times(40, outage)]), "LB")
    assert.include(last([...begun, ...times(100, { ...outage, leds: null, volts: null })]), "LB")
    assert.strictEqual(last([...begun, mains, mains]), "OL CHRG")
  })
})

describe("the other words", () => {
  it("say whether the battery charges, and nothing within a dead band or where its current is not known", () => {
    for (const [amperes, words] of [
      [1.5, "OL CHRG"],
      [-1.5, "OL DISCHRG"],
      [1, "OL"],
      [-1, "OL"],
      [null, "OL"]
    ] as const)
      assert.strictEqual(last([{ ...mains, amperes }]), words)
  })

  it("say what stands on the front of the unit", () => {
    const shown: Shown = { ...outage, amperes: null, leds: { overload: "on", temperature: "blink" } }
    assert.strictEqual(last([shown]), "ALARM OB OVER")
    assert.strictEqual(Status.alarmOf(showing(shown)), "overload, temperature")
    const failing = { ...showing({}), vebusError: { code: 3, name: "not all devices" } }
    assert.strictEqual(Status.alarmOf(failing), "VE.Bus error 3: not all devices")
    assert.isNull(Status.alarmOf(showing(mains)))
  })

  it("begin with FSD where a shutdown is forced", () => {
    const reading = showing({ ...outage, amperes: null })
    assert.strictEqual(Status.wordsOf(Status.step(Status.initial, reading, low, 0), reading, true), "FSD OB")
  })

  it("are known ones, whatever is read", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anyReading(), fc.integer({ min: 0, max: 5000 })), { maxLength: 20 }),
        (readings) => {
          let state = Status.initial
          let now = 0
          for (const [reading, pause] of readings) {
            now += pause
            state = Status.step(state, reading, low, now)
            const words = Status.wordsOf(state, reading, false)
            if (words !== null) assert.match(words, /^(ALARM )?(OL|OB|OFF|OB LB)( CHRG| DISCHRG)?( OVER)?$/)
          }
        }
      )
    )
  })
})
