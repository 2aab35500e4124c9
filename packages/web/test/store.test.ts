/**
 * The state of the page is a pure function of what its source told.
 */
import { assert, describe, it } from "@effect/vitest"
import type * as Reading from "@vebus/codec/reading"
import type { History } from "../src/Ask.ts"
import type { Capabilities, SourceEvent } from "../src/Source.ts"
import * as State from "../src/store/State.ts"
import * as Trend from "../src/store/Trend.ts"

const none: Capabilities = { history: false, frames: false, settings: "none", stage: false }
const reading = (power: number): Reading.Reading =>
  ({ acInputPower: power, acOutputPower: null, battery: null }) as unknown as Reading.Reading

/** Events with the times at which they were told. */
const after = (...events: ReadonlyArray<readonly [now: number, event: SourceEvent]>): State.State =>
  events.reduce((state, [now, event]) => State.reduce(state, event, now), State.initial(none, 0))

const link = (state: State.State["link"], reason: string | null = null): SourceEvent => ({
  type: "link",
  state,
  reason
})
const read = (power: number, ageMillis = 0): SourceEvent => ({
  type: "reading",
  reading: reading(power),
  ageMillis
})

describe("the state", () => {
  it("has no reading of now before the first, after ten seconds, and without a link", () => {
    assert.isFalse(State.isLive(after([0, link("connected")]), 0))
    const state = after([0, link("connected")], [1000, read(5)])
    assert.isTrue(State.isLive(state, 11_000))
    assert.isFalse(State.isLive(state, 11_001))
    assert.isFalse(State.isLive(State.reduce(state, link("unplugged", "gone"), 2000), 2000))
  })

  it("counts the age of a reading from when it was made", () => {
    assert.strictEqual(State.age(after([10_000, read(5, 4000)]), 11_000), 5000)
  })

  it("says since when the link is in its state", () => {
    const state = after([5, link("unplugged", "a")], [9, link("unplugged", "b")])
    assert.deepStrictEqual([state.linkSince, state.reason], [5, "b"])
  })

  it("keeps ten minutes of the trend, in the order of time, absent values as absent", () => {
    const state = after(...Array.from({ length: 700 }, (_, second) => [second * 1000, read(second)] as const))
    assert.strictEqual(state.trend.length, 600)
    assert.strictEqual(state.trend.at(-1)!.input, 699)
    assert.isNull(state.trend.at(-1)!.output)
    const late = State.reduce(state, read(1, 1500), 699_000)
    assert.deepStrictEqual(
      late.trend.map(({ ms }) => ms),
      late.trend.map(({ ms }) => ms).toSorted((a, b) => a - b)
    )
  })

  it("keeps 500 frames, and counts all", () => {
    const state = after(
      ...Array.from(
        { length: 501 },
        (_, at) => [at, { type: "frame", ms: at, dir: "rx", hex: "00" }] as const
      )
    )
    assert.deepStrictEqual(
      [state.frames.length, state.frames[0]!.ms, state.frames[0]!.key, state.frameCount],
      [500, 1, 1, 501]
    )
  })

  it("keeps the last reading that told something, with its age, while others tell nothing", () => {
    const nothing = { acInputPower: null, acOutputPower: null, battery: null, device: null, leds: null }
    const state = after(
      [0, link("connected")],
      [1000, read(5)],
      [2000, { type: "reading", reading: nothing as unknown as Reading.Reading, ageMillis: 0 }]
    )
    assert.strictEqual(state.reading?.acInputPower, 5)
    assert.strictEqual(State.age(state, 3000), 2000)
    assert.isNull(state.trend.at(-1)!.input)
  })

  it("keeps what was told before the name of the first site was", () => {
    const state = after([0, link("connected")], [1, read(5)], [2, { type: "sites", sites: [], site: "demo" }])
    assert.deepStrictEqual([state.site, state.link, state.readAt], ["demo", "connected", 1])
  })

  it("forgets what it knew of a site when another is shown", () => {
    const sites: SourceEvent = { type: "sites", sites: [], site: "boat" }
    const state = after([0, sites], [0, link("connected")], [1, read(5)])
    assert.isNotNull(State.reduce(state, sites, 2).reading)
    const other = State.reduce(state, { ...sites, site: "van" }, 2)
    assert.deepStrictEqual([other.reading, other.trend, other.link], [null, [], "opening"])
  })
})

describe("the trend of a source that keeps a history", () => {
  const START = Date.parse("2026-01-31T12:00:00Z")
  const history = (stepSeconds: number, seconds: ReadonlyArray<number>): History => ({
    schema: "vebus.history/1",
    site: "van",
    from: new Date(START).toISOString(),
    to: new Date(START + 60_000).toISOString(),
    stepSeconds,
    time: seconds.map((second) => new Date(START + second * 1000).toISOString()),
    columns: [
      { field: "acInputPower", unit: "W", low: seconds, mean: seconds, high: seconds },
      { field: "battery.stateOfCharge", unit: "ratio", low: [0.5], mean: [0.5, null], high: [0.5] }
    ],
    events: [],
    eventsLeftOut: 0
  })

  it("begins before the page was opened, on its clock, and has no reading twice", () => {
    const told = { type: "past", history: history(1, [0, 1, 2, 3]), aheadMillis: 500 } as const
    const state = after([START + 2900, read(20)], [START + 3900, read(30)], [START + 4000, told])
    assert.deepStrictEqual(
      state.trend.map(({ ms, input, output, stateOfCharge }) => [ms - START, input, output, stateOfCharge]),
      [
        [1000, 0, null, 0.5],
        [2900, 20, null, null],
        [3900, 30, null, null]
      ]
    )
    // Nothing of it is what is so now.
    const past = after([START + 4000, link("connected")], [START + 4000, told])
    assert.isFalse(State.isLive(past, START + 4000))
    assert.lengthOf(past.trend, 4)
  })

  it("stays as it is where rows are too long to be joined by lines", () => {
    assert.isEmpty(Trend.pointsOf(history(60, [0, 60]), 0))
  })
})
