/**
 * Sites for tests: any at all, and one that says nothing but what a test gives it.
 */
import type { Device } from "@vebus/runtime"
import { EnergyCounters } from "@vebus/codec"
import { type EnergyTotals, SiteView } from "@vebus/gateway"
import { reading } from "@vebus/testing/arbitraries"
import * as Ess from "@vebus/runtime/ess"
import type * as Metric from "effect/Metric"
import fc from "fast-check"

/** A site of which nothing is known. */
export const unknown = (site = "van"): SiteView.SiteView => ({
  site,
  link: "opening",
  since: 0,
  interval: 1000,
  reading: null,
  readAt: null,
  fresh: false,
  reason: "the link is opening",
  identity: null,
  energy: null,
  ess: null,
  metrics: []
})

const joules = fc.double({ min: 0, max: 1e15, noNaN: true })

/** Any totals. */
export const energy: fc.Arbitrary<EnergyTotals.EnergyTotals> = fc.record({
  since: fc.integer({ min: 0, max: 4e12 }),
  batteryCharge: fc.option(joules),
  batteryDischarge: fc.option(joules),
  acInputImport: fc.option(joules),
  acInputExport: fc.option(joules),
  acOutputExport: fc.option(joules),
  acOutputImport: fc.option(joules),
  counters: fc.option(
    fc.record(
      Object.fromEntries(EnergyCounters.counters.map((way) => [way, joules])) as Record<
        (typeof EnergyCounters.counters)[number],
        typeof joules
      >
    )
  )
})

/** Text from a device that nobody promised anything about. */
const foreign = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom('a"b\\c\nd', "", "\\n", "ä€"))

const identity: fc.Arbitrary<Device.Identity.Identity> = fc
  .uniqueArray(fc.integer({ min: 0, max: 31 }), { minLength: 1, maxLength: 3 })
  .chain((addresses) =>
    fc.record({
      port: fc.constant("sim:"),
      adapter: fc.record({
        kind: fc.option(fc.constantFrom("MK2", "MK3")),
        type: fc.integer({ min: 0, max: 9999 }),
        firmware: fc.integer({ min: 0, max: 999 }),
        version: fc.nat() as fc.Arbitrary<never>
      }),
      winmonMode: fc.constantFrom("short" as const, "long" as const),
      phases: fc.constantFrom(1 as const, 2 as const, 3 as const),
      units: fc.tuple(
        ...addresses.map((address) =>
          fc.record({
            address: fc.constant(address),
            status: fc.constant("present" as const),
            product: fc.option(foreign),
            productId: fc.integer({ min: 0, max: 0xffff }),
            firmware: fc.integer({ min: 0, max: 999 }),
            serialNumber: fc.option(foreign)
          })
        )
      ) as unknown as fc.Arbitrary<Device.Identity.Identity["units"]>
    })
  ) as unknown as fc.Arbitrary<Device.Identity.Identity>

const counter = (count: number, reason: string): Metric.Metric.Snapshot => ({
  id: "vebus_frames_rejected_total",
  type: "Counter",
  description: "Candidates for a frame that were none, by reason",
  attributes: { reason },
  state: { count, incremental: true }
})

const power = fc.option(fc.integer({ min: -20_000, max: 20_000 }))

/** How grid control may stand. */
const gridControl: fc.Arbitrary<SiteView.GridControl> = fc.record({
  phase: fc.constantFrom(...Ess.phases),
  message: fc.string(),
  mode: fc.constantFrom(...Ess.Mode.literals),
  target: power,
  setpoint: power,
  gridPower: power,
  unitPower: power,
  readings: fc.nat(),
  rejected: fc.dictionary(fc.constantFrom(...Ess.rejections), fc.nat()),
  setpoints: fc.nat()
})

/** A site, whatever it reads and whatever became of its link. */
const site = (name: string): fc.Arbitrary<SiteView.SiteView> =>
  fc
    .record({
      link: fc.constantFrom(...SiteView.linkStates),
      since: fc.integer({ min: 0, max: 4e12 }),
      interval: fc.integer({ min: 100, max: 600_000 }),
      reading: fc.option(reading(), { freq: 5 }),
      age: fc.integer({ min: 0, max: 20_000 }),
      isFresh: fc.boolean(),
      identity: fc.option(identity),
      energy: fc.option(energy),
      ess: fc.option(gridControl),
      metrics: fc
        .subarray(["checksum", "length", "short"])
        .chain((reasons) =>
          fc.tuple(...reasons.map((reason) => fc.nat().map((count) => counter(count, reason))))
        )
    })
    .map(({ age, isFresh, ...known }): SiteView.SiteView => {
      const fresh = isFresh && known.reading !== null
      const readAt = known.reading === null ? null : Date.parse(known.reading.time) + age
      return { site: name, ...known, readAt, fresh, reason: fresh ? null : "it is asleep" }
    })

/** Any sites, each with a name of its own. */
export const sites: fc.Arbitrary<ReadonlyArray<SiteView.SiteView>> = fc
  .uniqueArray(fc.stringMatching(/^[a-z0-9_-]{1,32}$/u), { minLength: 1, maxLength: 3 })
  .chain((names) => fc.tuple(...names.map(site)))
