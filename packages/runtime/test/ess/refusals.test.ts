/**
 * What grid control asks for before it begins.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Ess from "@vebus/runtime/ess"
import { Setups } from "@vebus/testing/ess"
import * as Schema from "effect/Schema"

const good: Ess.Refusals.Facts = {
  hasAssistant: true,
  otherMaster: null,
  units: 1,
  arePhasesStated: false,
  isSignChecked: true,
  chargeAmperes: 70,
  batteryVolts: 52,
  ratedWatts: 3000,
  lowShutdownVolts: 44,
  fault: null,
  switchPosition: "on",
  isStored: false,
  isDryRunMade: true,
  epochMillis: Date.UTC(2026, 10, 29)
}
const night = { from: "22:00", to: "06:00", mode: "charge" } as const
type Over = Parameters<typeof Setups.config>[0]

const cases: ReadonlyArray<readonly [code: string, facts: Partial<Ess.Refusals.Facts>, config?: Over]> = [
  ["no-assistant", { hasAssistant: false }],
  ["other-master", { otherMaster: "a panel" }],
  ["phases-not-stated", { units: 3 }],
  ["phases-not-stated", { units: null }],
  ["sign-not-checked", { isSignChecked: false }],
  ["period-too-long", {}, { meterPeriodMillis: 10_001 }],
  ["limit-too-high", { chargeAmperes: 30 }],
  ["limit-too-high", { ratedWatts: 2999 }],
  ["limit-too-high", {}, { fuseWatts: 2500 }],
  ["not-known", { chargeAmperes: null }],
  ["not-known", { lowShutdownVolts: null }],
  ["floor-above-ceiling", {}, { battery: { voltageFloor: 52, voltageCeiling: 52 } }],
  [
    "floor-above-ceiling",
    {},
    { battery: { voltageFloor: 46, voltageCeiling: 57, socFloor: 0.9, socCeiling: 0.8 } }
  ],
  ["floor-below-shutdown", { lowShutdownVolts: 45.6 }],
  ["fault", { fault: "an overload" }],
  ["not-on", { switchPosition: "charger-only" }],
  ["clock-not-set", { epochMillis: 0 }, { schedule: [night], timeZone: "Europe/Berlin" }],
  ["no-time-zone", {}, { schedule: [night] }],
  ["no-time-zone", {}, { schedule: [night], timeZone: "Europe/Nowhere" }],
  ["would-be-stored", { isStored: true }],
  ["no-dry-run", { isDryRunMade: false }]
]

describe("grid control", () => {
  it("begins where nothing speaks against it", () => {
    assert.deepStrictEqual(Ess.Refusals.check(Setups.config(), good), [])
  })

  it.each(cases.map(([code, facts, config]) => ({ code, facts, config })))(
    "does not begin: $code",
    ({ code, facts, config }) => {
      const refusals = Ess.Refusals.check(Setups.config(config), { ...good, ...facts })
      assert.isTrue(
        refusals.length > 0 && refusals.every((refusal) => refusal.code === code),
        JSON.stringify(refusals)
      )
      for (const { message } of refusals) assert.match(message, /^[a-zA-Z0-9].{20,}[^.]$/)
    }
  )

  it("has a case for each reason, and tells all that apply", () => {
    assert.deepStrictEqual(new Set(cases.map(([code]) => code)), new Set<string>(Ess.Refusals.codes))
    const all = Ess.Refusals.check(Setups.config(), { ...good, hasAssistant: false, fault: "an overload" })
    assert.deepStrictEqual(
      all.map(({ code }) => code),
      ["no-assistant", "fault"]
    )
  })

  it.each(["maxCharge", "maxDischarge", "fuseWatts", "battery"])("has no default for %s", (key) => {
    const { [key]: _, ...rest } = {
      maxCharge: 1,
      maxDischarge: 1,
      fuseWatts: 1,
      battery: { voltageFloor: 1, voltageCeiling: 2 }
    } as Record<string, unknown>
    assert.throws(() => Schema.decodeUnknownSync(Ess.Config.Config)(rest), new RegExp(key))
  })
})

describe("a schedule", () => {
  const config = Setups.config({
    timeZone: "Europe/Berlin",
    schedule: [
      { from: "22:00", to: "06:00", days: ["mon", "sun"], mode: "charge", preferred: 1000 },
      { from: "12:00", to: "12:30", mode: "hold" },
      { from: "00:00", to: "24:00", days: ["sat"], mode: "rest" }
    ]
  })
  const at = (time: string) => Ess.Schedule.at(config, Date.parse(time)).mode

  it("holds in its time zone, over midnight, and is auto in between", () => {
    // 29 November 2026 is a Sunday; Berlin is an hour ahead of UTC then.
    assert.strictEqual(at("2026-11-29T20:59:59Z"), "auto")
    assert.strictEqual(at("2026-11-29T21:00:00Z"), "charge")
    assert.strictEqual(at("2026-11-30T04:59:00Z"), "charge")
    assert.strictEqual(at("2026-11-30T05:00:00Z"), "auto")
    assert.strictEqual(at("2026-12-01T21:30:00Z"), "auto")
    assert.strictEqual(at("2026-11-30T11:15:00Z"), "hold")
    assert.strictEqual(at("2026-11-28T00:00:00Z"), "rest")
    assert.strictEqual(at("2026-11-28T22:59:00Z"), "rest")
    assert.strictEqual(at("2026-11-28T23:00:00Z"), "auto")
  })

  it("brings its preferred power along, and is nothing without a time zone", () => {
    assert.strictEqual(Ess.Schedule.at(config, Date.parse("2026-11-29T22:00:00Z")).preferred, 1000)
    assert.deepStrictEqual(Ess.Schedule.at({ ...config, timeZone: null }, 0), { mode: "auto" })
  })

  it("covers each minute of the nights when clocks are moved", () => {
    for (const day of ["2026-10-25", "2026-03-29"]) {
      for (let minute = 0; minute < 24 * 60; minute++) {
        const { mode } = Ess.Schedule.at(config, Date.parse(`${day}T00:00:00Z`) + minute * 60_000)
        assert.include(["auto", "charge", "hold"], mode)
      }
    }
  })
})
