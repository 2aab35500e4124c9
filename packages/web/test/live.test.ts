/**
 * What the Live page says of a reading: flows and their words, troubles, lamps, the lines of the trend. All of it is pure.
 */
import { assert, describe, it } from "@effect/vitest"
import type * as Reading from "@vebus/codec/reading"
import { reading as readings } from "@vebus/testing/arbitraries"
import fc from "fast-check"
import * as Chart from "../src/live/Chart.ts"
import * as Flows from "../src/live/Flows.ts"
import * as Lamps from "../src/live/Lamps.ts"
import * as Troubles from "../src/live/Troubles.ts"
import type { Point } from "../src/store/Trend.ts"

const of = (parts: object): Reading.Reading =>
  ({
    acInput: [{ phase: 1, voltage: 230 }],
    acInputPower: 0,
    acOutputPower: 0,
    battery: { power: 0 },
    inputs: 1,
    alarms: null,
    leds: null,
    units: null,
    vebusError: null,
    ...parts
  }) as unknown as Reading.Reading

const flow = (end: Flows.End, parts: object): Flows.Flow =>
  Flows.of(of(parts)).find((each) => each.end === end)!

describe("flows", () => {
  it("go the way the power goes, and rest below 15 W", () => {
    assert.deepStrictEqual(
      [
        flow("input", { acInputPower: 500 }),
        flow("input", { acInputPower: -500 }),
        flow("output", { acOutputPower: 500 }),
        flow("output", { acOutputPower: -500 }),
        flow("battery", { battery: { power: 500 } }),
        flow("battery", { battery: { power: -500 } }),
        flow("battery", { battery: { power: -14.9 } })
      ].map(({ direction, word, watts }) => `${direction} ${word} ${watts}`),
      [
        "in drawn 500",
        "out fed out 500",
        "out to loads 500",
        "in from the output 500",
        "out charging 500",
        "in discharging 500",
        "rest resting 14.9"
      ]
    )
  })

  it("of a mains that is gone say so, of an inverter there is none from the input, absent ones are not known", () => {
    const gone = { acInput: [{ phase: 1, voltage: 3 }], acInputPower: 0 }
    assert.match(flow("input", gone).sentence, /mains absent/)
    assert.deepStrictEqual(
      Flows.of(of({ inputs: 0 })).map(({ end }) => end),
      ["output", "battery"]
    )
    for (const each of Flows.of(null)) assert.deepStrictEqual([each.direction, each.watts], ["unknown", null])
    assert.isNull(flow("input", { acInputPower: null }).watts)
  })

  it("of any reading have a sentence and a level, and never a number for what is absent", () => {
    fc.assert(
      fc.property(readings(), (reading) => {
        for (const { direction, watts, level, sentence } of Flows.of(reading)) {
          assert.isTrue(Number.isInteger(level) && level >= 0 && level <= 5)
          assert.strictEqual(
            watts === null && direction === "unknown",
            watts === null && direction !== "rest"
          )
          if (direction === "unknown") assert.notMatch(sentence, /\d/)
        }
        for (const { sentence, remedy } of Troubles.of(reading)) assert.isNotEmpty(sentence + remedy)
        assert.match(Lamps.meaning(reading), /\.$/)
      })
    )
  })
})

describe("troubles", () => {
  it("are the worst first; a warning whose alarm stands is not said twice", () => {
    const found = Troubles.of(
      of({
        alarms: { warnings: ["temperature", "overload"], alarms: ["overload"] },
        vebusError: { code: 3, name: "wrong number of devices" },
        units: [{ address: 2, status: "silent" }]
      })
    )
    assert.deepStrictEqual(
      found.map(({ isAlarm }) => isAlarm),
      [true, true, true, false]
    )
    assert.match(
      found.map(({ sentence }) => sentence).join("|"),
      /error 3: wrong.*more than the unit.*address 2.*getting too hot/
    )
  })
})

describe("the trend", () => {
  type Values = ReadonlyArray<readonly [second: number, watts: number | null]>
  const points = (...values: Values): ReadonlyArray<Point> =>
    values.map(([second, watts]) => ({
      ms: second * 1000,
      input: watts,
      output: null,
      battery: null,
      stateOfCharge: null
    }))
  const stretch = { now: 600_000, millis: 600_000 }

  it("breaks a line where values are missing: never a line over a gap", () => {
    const path = (...values: Values) => {
      const found = points(...values)
      return Chart.pathOf(found, "input", Chart.scaleOf(found), stretch).replaceAll(/[\d. -]+/g, "")
    }
    assert.strictEqual(path([1, 5], [2, 6], [3, 7]), "MLL")
    assert.strictEqual(path([1, 5], [2, null], [3, 7]), "MM")
    assert.strictEqual(path([1, 5], [7, 6], [8, 7]), "MML")
    assert.strictEqual(path([1, null]), "")
  })

  it("has room for every point, and zero in it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -300_000, max: 300_000 }).map((tenths) => tenths / 10)),
        (values) => {
          const { low, high, marks } = Chart.scaleOf(
            points(...values.map((watts, at) => [at, watts] as const))
          )
          assert.isTrue(low <= Math.min(0, ...values) && high >= Math.max(0, ...values) && low < high)
          assert.isTrue(marks.length >= 2 && marks.length <= 8, String(marks))
        }
      )
    )
  })

  it("has the value of the time that is pointed at, and none in a gap", () => {
    const found = points([590, 1], [591, 2], [600, 3])
    assert.strictEqual(Chart.pointAt(found, 1, stretch)!.input, 3)
    assert.strictEqual(Chart.pointAt(found, 1 - 9.2 / 600, stretch)!.input, 2)
    assert.isNull(Chart.pointAt(found, 0.5, stretch))
    assert.isNull(Chart.pointAt([], 0.5, stretch))
  })

  it("shows as many minutes as there are, ten at most", () => {
    assert.strictEqual(Chart.stretchOf([], 5000).millis, 60_000)
    assert.strictEqual(Chart.stretchOf(points([0, 1]), 61_000).millis, 120_000)
    assert.strictEqual(Chart.stretchOf(points([0, 1]), 6_100_000).millis, 600_000)
  })
})
