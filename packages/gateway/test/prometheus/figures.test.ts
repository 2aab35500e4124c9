/**
 * What is exported is what was read: nothing absent is 0, every number parses back, and each name stands for the quantity
 * and unit that a table says which was written by hand.
 */
import { assert, describe, it } from "@effect/vitest"
import type * as Reading from "@vebus/codec/reading"
import { EnergyCounters } from "@vebus/codec"
import { Prometheus, type SiteView } from "@vebus/gateway"
import fc from "fast-check"
import { read, type ReadFamily } from "./Strict.ts"
import { sites, unknown } from "./Views.ts"

const build = { version: "0.2.0", revision: null, runtime: "node 24.0.0" }
const options = { build, compat: "invertergui" } as const
const formats = ["text", "openmetrics"] as const

const exported = (views: ReadonlyArray<SiteView.SiteView>, format: (typeof formats)[number]) =>
  read(Prometheus.render(Prometheus.families(views, options), format), format)

/** The numbers of one name, by the labels behind the site. */
const told = (families: ReadonlyArray<ReadFamily>, name: string, site: string | null) =>
  Object.fromEntries(
    families
      .flatMap(({ samples }) => samples)
      .filter((sample) => sample.name === name && (site === null || sample.labels["site"] === site))
      .map(({ labels, value }) => [
        Object.entries(labels)
          .filter(([label]) => label !== "site")
          .map(([label, of]) => `${label}=${of}`)
          .join(),
        value
      ])
  )

type Value = number | null | undefined
type Told = Readonly<Record<string, Value>>

const phases =
  (side: "acInput" | "acOutput", key: "voltage" | "current" | "power") =>
  (reading: Reading.Reading): Told =>
    Object.fromEntries((reading[side] ?? []).map((phase) => [`phase=L${phase.phase}`, phase[key]]))

const units =
  (of: (unit: Reading.Unit) => Value) =>
  (reading: Reading.Reading): Told =>
    Object.fromEntries(
      (reading.units ?? []).map((unit) => [
        unit.phase === null ? `address=${unit.address}` : `address=${unit.address},phase=L${unit.phase}`,
        of(unit)
      ])
    )

const one =
  (of: (reading: Reading.Reading) => Value) =>
  (reading: Reading.Reading): Told => ({ "": of(reading) })

const first = (phasesOf: ReadonlyArray<Reading.AcPhase> | null): Value =>
  phasesOf?.find(({ frequency }) => frequency !== null)?.frequency

/** Each name with the figure that it stands for. All readings are in SI units already, so no factor stands here. */
const table: Readonly<Record<string, (reading: Reading.Reading) => Told>> = {
  vebus_battery_voltage_volts: one(({ battery }) => battery?.voltage),
  vebus_battery_current_amperes: one(({ battery }) => battery?.current),
  vebus_battery_power_watts: one(({ battery }) => battery?.power),
  vebus_battery_state_of_charge_ratio: one(({ battery }) => battery?.stateOfCharge),
  vebus_battery_temperature_celsius: one(({ battery }) => battery?.temperature),
  vebus_ac_input_voltage_volts: phases("acInput", "voltage"),
  vebus_ac_input_current_amperes: phases("acInput", "current"),
  vebus_ac_input_power_watts: phases("acInput", "power"),
  vebus_ac_input_total_power_watts: one(({ acInputPower }) => acInputPower),
  vebus_ac_input_frequency_hertz: one(({ acInput }) => first(acInput)),
  vebus_ac_output_voltage_volts: phases("acOutput", "voltage"),
  vebus_ac_output_current_amperes: phases("acOutput", "current"),
  vebus_ac_output_power_watts: phases("acOutput", "power"),
  vebus_ac_output_total_power_watts: one(({ acOutputPower }) => acOutputPower),
  vebus_ac_output_frequency_hertz: one(({ acOutput }) => first(acOutput)),
  vebus_ac_input_current_limit_amperes: one(({ currentLimit }) => currentLimit?.actual),
  vebus_ac_input_current_limit_min_amperes: one(({ currentLimit }) => currentLimit?.minimum),
  vebus_ac_input_current_limit_max_amperes: one(({ currentLimit }) => currentLimit?.maximum),
  vebus_ac_active_input: one(({ activeInput }) =>
    activeInput === null ? null : { 1: 0, 2: 1, 3: 2, 4: 3 }[activeInput]
  ),
  vebus_error_code: one(({ vebusError }) => vebusError?.code),
  vebus_unit_battery_voltage_volts: units(({ battery }) => battery?.voltage),
  vebus_unit_battery_current_amperes: units(({ battery }) => battery?.current),
  vebus_unit_battery_power_watts: units(({ battery }) => battery?.power),
  vebus_unit_ac_input_power_watts: units(({ inputPower }) => inputPower),
  vebus_unit_ac_output_power_watts: units(({ outputPower }) => outputPower),
  vebus_unit_inverter_power_watts: units(({ inverterPower }) => inverterPower)
}

const unitOfName = (name: string): string | null =>
  ["volts", "amperes", "watts", "hertz", "celsius", "ratio", "joules", "seconds", "bytes"].find((unit) =>
    name.endsWith(`_${unit}`)
  ) ?? null

/** As text can hold it: there is one zero. */
const present = (figures: Told): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(figures).flatMap(([key, value]) =>
      value === null || value === undefined ? [] : [[key, value + 0]]
    )
  )

describe("the exposition of any sites", () => {
  it.each(formats)("is %s that a strict reader takes", (format) =>
    fc.assert(
      fc.property(sites, (views) => {
        for (const { name, type, unit } of exported(views, format)) {
          const plain = name.replace(/_total$/u, "")
          if (format === "openmetrics" && name.startsWith("vebus_"))
            assert.strictEqual(unit, unitOfName(plain))
          assert.strictEqual(name.endsWith("_total"), format === "text" && type === "counter")
        }
      })
    )
  )

  it("has the same names, labels and numbers in both formats", () =>
    fc.assert(
      fc.property(sites, (views) => {
        const [text, openmetrics] = formats.map((format) =>
          exported(views, format).flatMap(({ samples }) => samples)
        )
        assert.deepStrictEqual(text, openmetrics)
      })
    ))

  it("says of each figure what was read, and nothing of one that is absent", () => {
    let absent = 0
    fc.assert(
      fc.property(sites, (views) => {
        const families = exported(views, "text")
        for (const view of views) {
          for (const [name, of] of Object.entries(table)) {
            const figures = view.fresh && view.reading !== null ? of(view.reading) : {}
            assert.deepStrictEqual(told(families, name, view.site), present(figures), name)
            absent += Object.values(figures).filter((value) => value === null).length
          }
        }
      })
    )
    assert.isAbove(absent, 100)
  })

  it("says how grid control stands where a site has it, and nothing of it where not", () =>
    fc.assert(
      fc.property(sites, (views) => {
        const families = exported(views, "text")
        for (const { site, ess } of views) {
          const of = (name: string) => told(families, `vebus_ess_${name}`, site)
          assert.deepStrictEqual(of("grid_watts"), present({ "": ess?.gridPower }))
          assert.deepStrictEqual(of("setpoint_watts"), present({ "": ess?.setpoint }))
          assert.deepStrictEqual(of("target_watts"), present({ "": ess?.target }))
          assert.deepStrictEqual(of("setpoints_total"), present({ "": ess?.setpoints }))
          const states = Object.entries(of("state")).filter(([, value]) => value === 1)
          assert.deepStrictEqual(
            states.map(([labels]) => labels),
            ess === null ? [] : [`state=${ess.phase}`]
          )
          const rejected = Object.values(of("readings_rejected_total")).reduce((sum, count) => sum + count, 0)
          assert.strictEqual(
            rejected,
            Object.values(ess?.rejected ?? {}).reduce((sum, count) => sum + count, 0)
          )
        }
      })
    ))

  it("has no family of readings that no table knows", () => {
    const names = Prometheus.families([unknown()], { build }).map(({ name }) => name)
    const figures = names.filter(
      (name) => unitOfName(name) !== null && !/_joules$|_timestamp_seconds$|^vebus_ess_/u.test(name)
    )
    assert.deepStrictEqual(
      figures.filter((name) => !(name in table)),
      []
    )
  })

  it("says no figure of a site that is not fresh", () =>
    fc.assert(
      fc.property(sites, (views) => {
        const stale = new Set(views.filter(({ fresh }) => !fresh).map(({ site }) => site))
        const shown = exported(views, "text")
          .flatMap(({ samples }) => samples)
          .filter(({ labels }) => stale.has(labels["site"] ?? ""))
          .map(({ name }) => name)
        // Grid control knows by itself whether its figures are of now.
        const health = /^vebus_(?:ess_.*|up|link_state|last_update_timestamp_seconds|frames_rejected_total)$/u
        assert.deepStrictEqual(
          shown.filter((name) => !health.test(name)),
          []
        )
      })
    ))

  it("has one state of each set in force, and the others at 0", () =>
    fc.assert(
      fc.property(sites, (views) => {
        const families = exported(views, "text")
        for (const { name, samples } of families) {
          const label = { vebus_switch_mode: "mode", vebus_switch_actual: "mode" }[name] ?? "state"
          if (!/^vebus_(?:link_state|device_state|charge_state|led|switch_.*)$/u.test(name)) continue
          const sets = new Map<string, number>()
          for (const { labels, value } of samples) {
            const { [label]: state, ...rest } = labels
            assert.isDefined(state)
            const key = JSON.stringify(rest)
            sets.set(key, (sets.get(key) ?? 0) + value)
          }
          assert.deepStrictEqual(new Set(sets.values()), new Set([1]), name)
        }
      })
    ))

  it("counts energy in joules, by flow and by way", () =>
    fc.assert(
      fc.property(sites, (views) => {
        const families = exported(views, "text")
        for (const { site, fresh, energy } of views) {
          const of = (value: Value): Told => (fresh && energy !== null ? { "": value } : {})
          const flows: ReadonlyArray<readonly [string, Value]> = [
            ["vebus_battery_charge_joules_total", energy?.batteryCharge],
            ["vebus_battery_discharge_joules_total", energy?.batteryDischarge],
            ["vebus_ac_input_import_joules_total", energy?.acInputImport],
            ["vebus_ac_input_export_joules_total", energy?.acInputExport],
            ["vebus_ac_output_export_joules_total", energy?.acOutputExport],
            ["vebus_ac_output_import_joules_total", energy?.acOutputImport]
          ]
          for (const [name, value] of flows)
            assert.deepStrictEqual(told(families, name, site), present(of(value)), name)
          const ways = told(families, "vebus_energy_joules_total", site)
          assert.lengthOf(
            Object.keys(ways),
            fresh && energy !== null && energy.counters !== null ? EnergyCounters.counters.length : 0
          )
          if (fresh && energy !== null && energy.counters !== null) {
            assert.strictEqual(ways["path=ac-in1-to-inverter"], energy.counters.acIn1ToInverter + 0)
            assert.strictEqual(ways["path=output-to-ac-in2"], energy.counters.outputToAcIn2 + 0)
          }
        }
      })
    ))
})

describe("the names of invertergui", () => {
  /** With its signs: what leaves the battery is positive. AC is apparent power of L1. */
  const names: Readonly<Record<string, (reading: Reading.Reading) => Value>> = {
    battery_voltage_v: ({ battery }) => battery?.voltage,
    battery_charge_percentage: ({ battery }) =>
      typeof battery?.stateOfCharge === "number" ? battery.stateOfCharge * 100 : null,
    battery_current_a: ({ battery }) => (typeof battery?.current === "number" ? 0 - battery.current : null),
    battery_power_w: ({ battery }) =>
      typeof battery?.voltage === "number" && typeof battery.current === "number"
        ? battery.voltage * (0 - battery.current)
        : null,
    mains_current_in_a: ({ acInput }) => acInput?.[0]?.current,
    mains_voltage_in_v: ({ acInput }) => acInput?.[0]?.voltage,
    mains_freq_in_hz: ({ acInput }) => acInput?.[0]?.frequency,
    mains_current_out_a: ({ acOutput }) => acOutput?.[0]?.current,
    mains_voltage_out_v: ({ acOutput }) => acOutput?.[0]?.voltage,
    mains_freq_out_hz: ({ acOutput }) => acOutput?.[0]?.frequency,
    mains_power_in_va: ({ acInput }) =>
      typeof acInput?.[0]?.voltage === "number" && typeof acInput[0].current === "number"
        ? acInput[0].voltage * acInput[0].current
        : null,
    mains_power_out_va: ({ acOutput }) =>
      typeof acOutput?.[0]?.voltage === "number" && typeof acOutput[0].current === "number"
        ? acOutput[0].voltage * acOutput[0].current
        : null
  }

  it("are its twelve, with its signs and, for one site, without labels", () =>
    fc.assert(
      fc.property(sites, (views) => {
        const families = exported(views, "text")
        for (const { site, fresh, reading } of views) {
          for (const [name, of] of Object.entries(names)) {
            const value = fresh && reading !== null ? of(reading) : null
            const finite = typeof value === "number" && Number.isFinite(value) ? value : null
            const shown = told(families, name, views.length === 1 ? null : site)
            assert.deepStrictEqual(shown, present({ "": finite }), name)
          }
        }
      })
    ))

  it("are not shown unless somebody asks for them", () =>
    fc.assert(
      fc.property(sites, (views) => {
        for (const { name } of Prometheus.families(views, { build })) assert.match(name, /^vebus_/u)
      })
    ))
})
