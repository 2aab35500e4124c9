/**
 * Energy of a site, counted up for years: in joules, from the counters of its units where they show them, else from power
 * over time. What is counted is never more than what flowed as far as anybody saw it: nothing is counted while a figure
 * is absent or too old, and nothing twice.
 *
 *     battery              power over time: the units have no counters on the DC side
 *     AC input, AC output  the ten counters of the units; before the first answer, and for units without counters, power
 *                          over time
 *     counters             the ten ways that energy takes through the units; `null` before the units showed them
 *
 * Between two readings power is taken to change evenly; where its direction changes each direction gets its part.
 * Reference: protocol.md 4.5.10; integrations.md 1.
 */
import { EnergyCounters, type EnergyTotals as Counted } from "@vebus/codec"
import type * as Reading from "@vebus/codec/reading"
import type { Device } from "@vebus/runtime"
import * as Schema from "effect/Schema"

const Joules = Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0))

/** Joules by the way that energy took through the units. */
export const Ways = Schema.Struct(
  Object.fromEntries(EnergyCounters.counters.map((way) => [way, Joules])) as Record<
    Counted.Counter,
    typeof Joules
  >
)
export type Ways = typeof Ways.Type

/** Energy in joules since counting began; `null`: no unit ever reported that figure. */
export const EnergyTotals = Schema.Struct({
  /** When counting began, milliseconds since 1970. */
  since: Schema.Finite,
  /** Into the battery. */
  batteryCharge: Schema.NullOr(Joules),
  /** Out of the battery. */
  batteryDischarge: Schema.NullOr(Joules),
  /** Drawn from the AC input. */
  acInputImport: Schema.NullOr(Joules),
  /** Fed back into the AC input. */
  acInputExport: Schema.NullOr(Joules),
  /** To the loads. */
  acOutputExport: Schema.NullOr(Joules),
  /** From the AC output, as of a solar inverter there. */
  acOutputImport: Schema.NullOr(Joules),
  counters: Schema.NullOr(Ways)
})
export type EnergyTotals = typeof EnergyTotals.Type

/** Totals of a site that was never counted. */
export const none = (since: number): EnergyTotals => ({
  since,
  batteryCharge: null,
  batteryDischarge: null,
  acInputImport: null,
  acInputExport: null,
  acOutputExport: null,
  acOutputImport: null,
  counters: null
})

/** A way of energy that people ask for. */
export type Flow = Exclude<keyof EnergyTotals, "since" | "counters">
type Side = "battery" | "acInput" | "acOutput"

/** The flows of each power: where it is positive, and where it is negative. */
const flows: Readonly<Record<Side, readonly [positive: Flow, negative: Flow]>> = {
  battery: ["batteryCharge", "batteryDischarge"],
  acInput: ["acInputImport", "acInputExport"],
  acOutput: ["acOutputExport", "acOutputImport"]
}

/** All flows. */
export const allFlows: ReadonlyArray<Flow> = Object.values(flows).flat()

/** The ways of the counters that make up each flow. */
const waysOf: Partial<Record<Flow, ReadonlyArray<Counted.Counter>>> = {
  acInputImport: ["acIn1ToInverter", "acIn2ToInverter", "acIn1ToOutput", "acIn2ToOutput"],
  acInputExport: ["inverterToAcIn1", "inverterToAcIn2", "outputToAcIn1", "outputToAcIn2"],
  acOutputExport: ["acIn1ToOutput", "acIn2ToOutput", "inverterToOutput"],
  acOutputImport: ["outputToAcIn1", "outputToAcIn2", "outputToInverter"]
}

const powerOf: Readonly<Record<Side, (reading: Reading.Reading) => number | null>> = {
  battery: ({ battery }) => battery?.power ?? null,
  acInput: ({ acInputPower }) => acInputPower,
  acOutput: ({ acOutputPower }) => acOutputPower
}

/** When something was, in milliseconds: on the clock that does not go back, and on that of the wall. */
export interface Moment {
  readonly at: number
  readonly time: number
}

/** The totals, and what the next reading continues from. */
export interface State {
  readonly totals: EnergyTotals
  /** When the last reading was, and its powers. */
  readonly last: (Moment & Readonly<Record<Side, number | null>>) | null
  /** The counters of the units in this run, in joules; `null`: they have not shown their counters. */
  readonly shown: Ways | null
}

/** Continues from totals; what passed meanwhile is not counted. */
export const from = (totals: EnergyTotals): State => ({ totals, last: null, shown: null })

const MILLIS = 1000

/** The joules of both directions between two powers. */
const between = (
  before: number,
  after: number,
  millis: number
): readonly [positive: number, negative: number] => {
  const seconds = millis / MILLIS
  const triangle = (watts: number, share: number): number => (Math.max(0, watts) * share * seconds) / 2
  if (before * after >= 0) {
    return [triangle(before, 1) + triangle(after, 1), triangle(-before, 1) + triangle(-after, 1)]
  }
  const turn = Math.abs(before) / (Math.abs(before) + Math.abs(after))
  return [
    triangle(before, turn) + triangle(after, 1 - turn),
    triangle(-before, turn) + triangle(-after, 1 - turn)
  ]
}

const plus = (total: number | null, joules: number): number => (total ?? 0) + joules

/** Adds what flowed since the reading before, where that is no longer ago than a reading stays fresh. */
export const onReading = (
  state: State,
  reading: Reading.Reading,
  now: Moment,
  staleMillis: number
): State => {
  const { last, shown } = state
  const powers = {
    battery: powerOf.battery(reading),
    acInput: powerOf.acInput(reading),
    acOutput: powerOf.acOutput(reading)
  }
  const millis = last === null ? 0 : now.at - last.at
  // While a machine sleeps its monotonic clock may stand still, and nobody saw what flowed.
  const isGap = last === null || millis < 0 || Math.max(millis, now.time - last.time) > staleMillis
  const totals = { ...state.totals }
  for (const side of ["battery", "acInput", "acOutput"] as const) {
    const [before, after] = [last?.[side] ?? null, powers[side]]
    if (after === null || (side !== "battery" && shown !== null)) continue
    const [positive, negative] = isGap || before === null ? [0, 0] : between(before, after, millis)
    const [to, back] = flows[side]
    totals[to] = plus(totals[to], positive)
    totals[back] = plus(totals[back], negative)
  }
  return { totals, last: { ...now, ...powers }, shown }
}

/** The state once the link is lost: energy that flows from now on is not counted. Counters go on with what their units show next. */
export const onGap = (state: State): State => ({ ...state, last: null })

/** A watch of the counters begins, from nothing. */
export const onWatch = (state: State): State => ({ ...state, shown: null })

/** Adds what the units have counted since the look before. `total`: since the watch began, or `null` where none shows its counters. */
export const onCounters = (state: State, total: Device.Energy.Joules | null): State => {
  if (total === null) return state
  const { totals, shown } = state
  const passed = (way: Counted.Counter): number => Math.max(0, total[way] - (shown?.[way] ?? 0))
  const ways = Object.fromEntries(
    EnergyCounters.counters.map((way) => [way, plus(totals.counters?.[way] ?? null, passed(way))])
  ) as Ways
  const sums = Object.fromEntries(
    Object.entries(waysOf).map(([flow, of]) => [
      flow,
      plus(
        totals[flow as Flow],
        of.reduce((sum, way) => sum + passed(way), 0)
      )
    ])
  )
  return { ...state, totals: { ...totals, ...sums, counters: ways }, shown: { ...total } }
}
