/**
 * Energy is never more than what flowed: over power that changes evenly, readings that are missing or lack a figure, links
 * that are lost, counters that show up late, and programs that end and begin again.
 */
import { assert, describe, it } from "@effect/vitest"
import { EnergyCounters, type Quantity } from "@vebus/codec"
import type * as Reading from "@vebus/codec/reading"
import { EnergyTotals } from "@vebus/gateway"
import { reading } from "@vebus/testing/arbitraries"
import fc from "fast-check"

const STALE = 10_000
const SECOND = 1000
const flows = [
  "batteryCharge",
  "batteryDischarge",
  "acInputImport",
  "acInputExport",
  "acOutputExport",
  "acOutputImport"
] as const

/** A reading with these powers. */
const powers = (battery: number | null, input: number | null, output: number | null) =>
  ({
    battery: { voltage: null, current: null, power: battery, stateOfCharge: null, temperature: null },
    acInputPower: input as Quantity.Watts | null,
    acOutputPower: output as Quantity.Watts | null
  }) as Reading.Reading

const moment = (at: number): EnergyTotals.Moment => ({ at, time: 1_700_000_000_000 + at })

const begun = EnergyTotals.from(EnergyTotals.none(0))

/** What comes of readings, each with its time in milliseconds. */
const after = (
  readings: ReadonlyArray<readonly [at: number, reading: Reading.Reading]>,
  state = begun
): EnergyTotals.State =>
  readings.reduce((before, [at, of]) => EnergyTotals.onReading(before, of, moment(at), STALE), state)

const counted = (joules: Partial<EnergyTotals.Ways>) =>
  ({
    ...Object.fromEntries(EnergyCounters.counters.map((way) => [way, 0])),
    ...joules
  }) as Parameters<typeof EnergyTotals.onCounters>[1]

describe("energy from power over time", () => {
  it("goes to the direction that it flowed in, and turns where power does", () => {
    const { totals } = after([
      [0, powers(100, -50, 10)],
      [SECOND, powers(-300, -50, 10)],
      [2 * SECOND, powers(-300, null, 30)]
    ])
    assert.deepStrictEqual(totals, {
      since: 0,
      batteryCharge: 12.5,
      batteryDischarge: 112.5 + 300,
      acInputImport: 0,
      acInputExport: 50,
      acOutputExport: 10 + 20,
      acOutputImport: 0,
      counters: null
    })
  })

  it("is absent of a figure that nobody ever read", () => {
    const { totals } = after([
      [0, powers(100, null, null)],
      [SECOND, powers(100, null, null)]
    ])
    assert.strictEqual(totals.batteryCharge, 100)
    assert.isNull(totals.acInputImport)
    assert.isNull(totals.acOutputExport)
  })

  it.each([
    ["a reading that comes too late", [[0, 100] as const, [STALE + 1, 100] as const], 0],
    ["one at the last moment", [[0, 100] as const, [STALE, 100] as const], 1000],
    [
      "one without the figure in between",
      [[0, 100] as const, [SECOND, null] as const, [2 * SECOND, 100] as const],
      0
    ],
    ["a clock that went back", [[SECOND, 100] as const, [0, 100] as const], 0]
  ])("%s counts what it should", (_, story, joules) => {
    const { totals } = after(story.map(([at, watts]) => [at, powers(watts, null, null)] as const))
    assert.strictEqual(totals.batteryCharge, joules)
  })

  it("a machine that slept counts nothing of that time", () => {
    const before = EnergyTotals.onReading(begun, powers(100, 100, 100), { at: 0, time: 0 }, STALE)
    const { totals } = EnergyTotals.onReading(
      before,
      powers(100, 100, 100),
      { at: SECOND, time: 3_600_000 },
      STALE
    )
    assert.strictEqual(totals.batteryCharge, 0)
  })

  it("a link that was lost counts nothing until two readings are there again", () => {
    const before = EnergyTotals.onGap(after([[0, powers(100, 0, 0)]]))
    const [one, two] = [
      after([[SECOND, powers(100, 0, 0)]], before),
      after(
        [
          [SECOND, powers(100, 0, 0)],
          [2 * SECOND, powers(100, 0, 0)]
        ],
        before
      )
    ]
    assert.strictEqual(one.totals.batteryCharge, 0)
    assert.strictEqual(two.totals.batteryCharge, 100)
  })

  it("is all that flowed where every knot was read, and never more where some were lost", () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            watts: fc.integer({ min: -20_000, max: 20_000 }),
            millis: fc.integer({ min: 1, max: STALE }),
            fate: fc.constantFrom("read", "read", "read", "read", "absent", "unplugged", "restarted")
          }),
          { minLength: 2, maxLength: 40 }
        ),
        (knots) => {
          let [at, state, isWhole] = [0, begun, true]
          const truth = { positive: 0, negative: 0 }
          for (const [index, { watts, millis, fate }] of knots.entries()) {
            if (index > 0) {
              at += millis
              // In ten thousand slices, by another way than the one under test.
              const [from, to] = [knots[index - 1]!.watts, watts]
              const slices = 10_000
              for (let slice = 0; slice < slices; slice++) {
                const now = from + ((to - from) * (slice + 0.5)) / slices
                truth[now > 0 ? "positive" : "negative"] += (Math.abs(now) * millis) / SECOND / slices
              }
            }
            if (fate !== "read") isWhole = false
            if (fate === "unplugged") state = EnergyTotals.onGap(state)
            if (fate === "restarted") state = EnergyTotals.from(structuredClone(state.totals))
            const before = state.totals
            state = EnergyTotals.onReading(
              state,
              powers(fate === "absent" ? null : watts, null, null),
              moment(at),
              STALE
            )
            for (const flow of flows) assert.isAtLeast(state.totals[flow] ?? 0, before[flow] ?? 0)
          }
          const tolerance = 1e-3 * (1 + truth.positive + truth.negative)
          const { batteryCharge, batteryDischarge } = state.totals
          assert.isAtMost(batteryCharge ?? 0, truth.positive + tolerance)
          assert.isAtMost(batteryDischarge ?? 0, truth.negative + tolerance)
          if (isWhole) {
            assert.closeTo(batteryCharge!, truth.positive, tolerance)
            assert.closeTo(batteryDischarge!, truth.negative, tolerance)
          }
        }
      ),
      { numRuns: 30 }
    ))

  it("any readings whatever give finite totals that only grow", () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: -SECOND, max: 2 * STALE }), reading())), (steps) => {
        let [at, state] = [0, begun]
        for (const [millis, of] of steps) {
          at += millis
          const before = state.totals
          state = EnergyTotals.onReading(state, of, moment(at), STALE)
          for (const flow of flows) assert.isAtLeast(state.totals[flow] ?? 0, before[flow] ?? 0)
        }
      })
    ))
})

describe("energy from the counters of the units", () => {
  const watched = EnergyTotals.onWatch(begun)

  it("adds up the ways of each flow, once", () => {
    const first = EnergyTotals.onCounters(watched, counted({}))
    const second = EnergyTotals.onCounters(
      first,
      counted({ acIn1ToOutput: 10, inverterToOutput: 5, outputToAcIn2: 3 })
    )
    const third = EnergyTotals.onCounters(
      second,
      counted({ acIn1ToOutput: 10, inverterToOutput: 7, outputToAcIn2: 3 })
    )
    assert.deepInclude(third.totals, {
      acInputImport: 10,
      acInputExport: 3,
      acOutputExport: 17,
      acOutputImport: 3
    })
    assert.deepInclude(third.totals.counters!, { acIn1ToOutput: 10, inverterToOutput: 7, acIn2ToOutput: 0 })
  })

  it("ends counting from power of what they count, and not of the battery", () => {
    const before = after([
      [0, powers(100, 100, 100)],
      [SECOND, powers(100, 100, 100)]
    ])
    const shown = EnergyTotals.onCounters(EnergyTotals.onWatch(before), counted({}))
    const { totals } = after(
      [
        [2 * SECOND, powers(100, 100, 100)],
        [3 * SECOND, powers(100, 100, 100)]
      ],
      shown
    )
    assert.deepInclude(totals, { batteryCharge: 300, acInputImport: 100, acOutputExport: 100 })
  })

  it("counts a new watch from its own beginning, and never backwards", () => {
    const state = EnergyTotals.onCounters(watched, counted({ inverterToOutput: 50 }))
    const again = EnergyTotals.onCounters(EnergyTotals.onWatch(state), counted({ inverterToOutput: 20 }))
    const fewer = EnergyTotals.onCounters(again, counted({ inverterToOutput: 10 }))
    const silent = EnergyTotals.onCounters(fewer, null)
    for (const { totals } of [again, fewer, silent]) assert.strictEqual(totals.acOutputExport, 70)
  })
})
