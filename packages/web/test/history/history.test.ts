/**
 * History: what is absent is a hole, what is not known a gap, and a sum says of how much time it is.
 */
import { assert, describe, it } from "@effect/vitest"
import type * as Reading from "@vebus/codec/reading"
import type { History } from "../../src/Ask.ts"
import * as Csv from "../../src/history/Csv.ts"
import * as Days from "../../src/energy/Days.ts"
import * as Rows from "../../src/history/Rows.ts"
import * as Memory from "../../src/sources/Memory.ts"

const START = Date.parse("2026-01-31T12:00:00Z")

/** A history whose rows are minutes; `undefined`: there is no such row. */
const history = (
  columns: Readonly<Record<string, ReadonlyArray<number | null | undefined>>>,
  minutes = Math.max(...Object.values(columns).map(({ length }) => length))
): History => {
  const [first = []] = Object.values(columns)
  const kept = [...first.keys()].filter((row) => first[row] !== undefined)
  const values = (list: ReadonlyArray<number | null | undefined>) => kept.map((row) => list[row] ?? null)
  return {
    schema: "vebus.history/1",
    site: "van",
    from: new Date(START).toISOString(),
    to: new Date(START + minutes * 60_000).toISOString(),
    stepSeconds: 60,
    time: kept.map((row) => new Date(START + row * 60_000).toISOString()),
    columns: Object.entries(columns).map(([field, list]) => ({
      field,
      unit: "W",
      low: values(list),
      mean: values(list),
      high: values(list)
    })),
    events: [],
    eventsLeftOut: 0
  }
}

describe("a picture", () => {
  it("has no line over a value that is absent, nor over a time of which nothing is kept", () => {
    const parts = Rows.parts(
      history({ acInputPower: [1, 2, null, 4, undefined, undefined, 7] }),
      "acInputPower"
    )
    assert.deepStrictEqual(
      parts.map((part) => part.map(({ mean }) => mean)),
      [[1, 2], [4], [7]]
    )
  })

  it("shows a gap where rows are missing, also at the end, and none before the first row", () => {
    const found = Rows.gaps(history({ acInputPower: [undefined, 1, undefined, undefined, 4] }, 20))
    assert.deepStrictEqual(
      found.map(({ from, to }) => [(from - START) / 60_000, (to - START) / 60_000]),
      [
        [2, 4],
        [5, 20]
      ]
    )
    assert.isEmpty(Rows.gaps(history({ acInputPower: [1, 2, 3] })))
  })

  it("tells when the mains went and came, once each", () => {
    const events = Rows.mainsEvents(history({ [Rows.MAINS]: [230, 231, 0, 0, null, 0, 229, 230] }))
    assert.deepStrictEqual(
      events.map(({ ms, text }) => [(ms - START) / 60_000, text]),
      [
        [2, "mains lost"],
        [6, "mains back"]
      ]
    )
  })

  it("says why it ends where that was told, and that nothing is known where it was not", () => {
    const answer = history({ acInputPower: [1, undefined, undefined, undefined, 5, undefined, undefined, 8] })
    const told = (minute: number, kind: string, active: boolean, message: string) => ({
      time: new Date(START + minute * 60_000).toISOString(),
      kind,
      active,
      message
    })
    const events = [
      told(1.2, "link", false, "lost /dev/ttyUSB0"),
      told(4, "link", true, "the unit answers"),
      told(4.5, "state", true, "charging, bulk"),
      told(4.6, "warning", true, "warning: overload"),
      told(4.7, "outcome", false, "limit is not allowed")
    ]
    const found = { ...answer, events }
    assert.deepStrictEqual(
      Rows.unexplained(found).map(({ from }) => (from - START) / 60_000),
      [5]
    )
    assert.deepStrictEqual(
      Rows.toldEvents(found).map(({ kind }) => kind),
      ["link", "link", "state", "alarm", "change"]
    )
  })

  it("shows a state of charge in percent", () => {
    const answer = history({ "battery.stateOfCharge": [0.5] })
    assert.strictEqual(Rows.meanAt(answer, "battery.stateOfCharge", 0), 50)
    assert.strictEqual(Rows.parts(answer, "battery.stateOfCharge")[0]![0]!.mean, 50)
  })

  it("finds the row of a time, and none in a gap", () => {
    const answer = history({ acInputPower: [1, undefined, undefined, 4] })
    assert.strictEqual(Rows.rowAt(answer, START + 30_000), 0)
    assert.isNull(Rows.rowAt(answer, START + 150_000))
    assert.isNull(Rows.rowAt(answer, START - 1))
  })

  const axes: ReadonlyArray<readonly [low: number, high: number, ticks: ReadonlyArray<number>]> = [
    [0, 1000, [0, 250, 500, 750, 1000]],
    [-2300, 3100, [-4000, -2000, 0, 2000, 4000]],
    [52.1, 52.1, [51.8, 52, 52.2, 52.4]],
    [0, 0, [-50, -25, 0, 25, 50]]
  ]
  for (const [low, high, ticks] of axes) {
    it(`has an axis of round numbers from ${low} to ${high}`, () => {
      assert.deepStrictEqual(Rows.axis(low, high, low > 50 ? 0.5 : 100), ticks)
    })
  }
})

describe("the axis of a state of charge", () => {
  it("ends at 100 %", () => {
    assert.deepStrictEqual(Rows.axis(99, 100, 10, 100), [90, 92.5, 95, 97.5, 100])
    assert.deepStrictEqual(Rows.axis(40, 100, 10, 100), [40, 60, 80, 100])
  })
})

describe("energy of a day", () => {
  it("is a sum over the time that was seen, by direction; what nobody saw is absent", () => {
    const minutes = Array.from({ length: 60 }, (_, minute) => (minute < 30 ? 1000 : -600))
    const [day, ...others] = Days.days(
      history({ acInputPower: minutes, "battery.power": minutes.map(() => null) })
    )
    assert.isEmpty(others)
    assert.closeTo(day!.input.in!, 0.5, 1e-9)
    assert.closeTo(day!.input.out!, 0.3, 1e-9)
    assert.closeTo(day!.hours, 1, 1e-9)
    assert.deepStrictEqual([day!.loads, day!.battery], [null, { in: null, out: null }])
  })

  it("begins at local midnight, the newest day first", () => {
    const days = Days.days(history({ acInputPower: Array.from({ length: 3000 }, () => 60) }))
    assert.isAbove(days.length, 2)
    assert.deepStrictEqual(
      days.map(({ ms }) => ms),
      days.map(({ ms }) => ms).toSorted((a, b) => b - a)
    )
    for (const { ms } of days) assert.strictEqual(new Date(ms).getHours(), 0)
  })

  it("of yesterday is not that of today, where midnight passed before the next answer", () => {
    const [day] = Days.days(history({ acInputPower: [60] }))
    assert.strictEqual(Days.today([day!], day!.ms + 1), day)
    assert.isUndefined(Days.today([day!], new Date(day!.ms).setHours(24, 0, 0, 0)))
    assert.isUndefined(Days.today([], day!.ms))
  })
})

describe("CSV", () => {
  it("has mean, lowest and highest of each field, and nothing where there is nothing", () => {
    assert.strictEqual(
      Csv.text(history({ acInputPower: [1, null] })),
      "time,acInputPower,acInputPower.low,acInputPower.high\n2026-01-31T12:00:00.000Z,1,1,1\n2026-01-31T12:01:00.000Z,,,\n"
    )
  })
})

describe("what was read since the page was opened", () => {
  const reading = (acInputPower: number | null): Reading.Reading =>
    ({ acInputPower, acOutputPower: null, battery: null, acInput: null, acOutput: null }) as Reading.Reading

  it("is answered in rows, with gaps where nothing was read", () => {
    let memory = Memory.nothing
    for (let second = 0; second < 600; second++) {
      if (second < 100 || second >= 400)
        memory = Memory.add(memory, reading(second % 2 === 0 ? 0 : 100), START + second * 1000)
    }
    const answer = Memory.answer(memory, "demo", {
      from: START,
      to: START + 600_000,
      points: 60,
      fields: ["acInputPower", "acOutputPower"]
    })
    assert.strictEqual(answer.stepSeconds, 10)
    assert.strictEqual(answer.time.length, 10 + 20)
    const [input, output] = answer.columns
    assert.deepStrictEqual([input!.low[0], input!.mean[0], input!.high[0]], [0, 50, 100])
    assert.isNull(output!.mean[0])
    assert.deepStrictEqual(
      Rows.gaps(answer).map(({ from, to }) => [(from - START) / 1000, (to - START) / 1000]),
      [[100, 400]]
    )
  })

  it("tells what happened since: notices, a link that was lost and is back, once each", () => {
    let memory = Memory.nothing
    const link = (state: "connected" | "opening" | "unplugged", reason: string | null = null) =>
      ({ type: "link", state, reason }) as const
    const told = [
      link("opening", "the port is opened"),
      link("connected"),
      { type: "notice", ms: START + 1500, kind: "alarm", message: "alarm: overload", active: true } as const,
      link("unplugged", "the plug is pulled"),
      link("opening", "the port is opened"),
      link("connected")
    ]
    for (const [second, event] of told.entries()) memory = Memory.hear(memory, event, START + second * 1000)
    const answer = Memory.answer(memory, "demo", { from: START, to: START + 600_000, points: 60 })
    assert.deepStrictEqual(
      answer.events.map(({ time, message }) => [(Date.parse(time) - START) / 1000, message]),
      [
        [1, "the unit answers"],
        [1.5, "alarm: overload"],
        [3, "the plug is pulled"],
        [5, "the unit answers"]
      ]
    )
  })

  it("stays within an hour of seconds and a month of minutes", () => {
    let memory = Memory.nothing
    for (let second = 0; second < 4000; second++)
      memory = Memory.add(memory, reading(second), START + second * 1000)
    assert.strictEqual(memory.seconds.length, 3600)
    assert.strictEqual(memory.minutes.length, 67)
    const day = Memory.answer(memory, "demo", { from: START, to: START + 86_400_000, points: 300 })
    assert.isAtMost(day.time.length, 300)
    assert.strictEqual(day.columns.find(({ field }) => field === "acInputPower")!.high.at(-1), 3999)
  })
})
