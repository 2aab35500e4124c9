/**
 * The families of readings: what a system says of itself, by site. What is the system's carries the label `site` alone
 * (and `phase`), what is one unit's carries its `address` too, from one unit on, so that a second one changes nothing.
 * A reading that is not fresh has no samples at all: Prometheus then ends the series by itself.
 *
 * Units are SI. Battery power is positive while charging, AC input while drawn, AC output towards the loads.
 * Reference: integrations.md 1, 2.
 */
import { Alarm, EnergyCounters, LedMasks, States } from "@vebus/codec"
import type * as Reading from "@vebus/codec/reading"
import { type Family, type Figure, type Labels, samples, states, type Unit } from "./Family.ts"
import type { SiteView } from "../SiteView.ts"

type Fresh = Reading.Reading

/** One family, and its figures for one site. */
interface Row {
  readonly name: string
  readonly unit: Unit | null
  readonly help: string
  readonly of: (site: SiteView, reading: Fresh) => ReadonlyArray<Figure>
}

const row =
  (unit: Unit | null) =>
  (
    name: string,
    help: string,
    of: (reading: Fresh, site: SiteView) => ReadonlyArray<Figure> | number | null
  ): Row => ({
    name,
    unit,
    help,
    of: (site, reading) => {
      const told = of(reading, site)
      return typeof told === "number" || told === null ? [[{}, told]] : told
    }
  })

const volts = row("volts")
const amperes = row("amperes")
const watts = row("watts")
const hertz = row("hertz")
const plain = row(null)

type Side = "acInput" | "acOutput"
type OfPhase = "voltage" | "current" | "power" | "currentDoubtful"

const byPhase =
  (side: Side, key: OfPhase) =>
  (reading: Fresh): ReadonlyArray<Figure> =>
    (reading[side] ?? []).map((phase) => [
      { phase: `L${phase.phase}` },
      key === "currentDoubtful" && phase.current === null ? null : phase[key]
    ])

/** All phases have one frequency: that of the first which reports it. */
const frequency =
  (side: Side) =>
  (reading: Fresh): number | null =>
    (reading[side] ?? []).map((phase) => phase.frequency).find((value) => value !== null) ?? null

type Unit_ = NonNullable<Fresh["units"]>[number]

const labelsOf = ({ address, phase }: Unit_): Labels => ({
  address: String(address),
  ...(phase === null ? {} : { phase: `L${phase}` })
})

const byUnit =
  (figure: (unit: Unit_) => number | null) =>
  (reading: Fresh): ReadonlyArray<Figure> =>
    (reading.units ?? []).map((unit) => [labelsOf(unit), figure(unit)])

/** Of each unit, or at least of the one that is selected. */
const statesOfUnits =
  (names: ReadonlyArray<string>, key: "state" | "chargeState") =>
  (reading: Fresh): ReadonlyArray<Figure> => {
    const units = reading.units ?? [{ address: reading.address, ...reading.device }]
    return units.flatMap(({ address, [key]: state }) =>
      states("state", names, state ?? null).map(([labels, value]): Figure => [
        { address: String(address), ...labels },
        value
      ])
    )
  }

const POSITIONS = ["off", "charger-only", "inverter-only", "on"]

/** The position that comes to what the unit does after merging all its switches. */
const inForce = ({ charge, invert }: NonNullable<Fresh["switch"]>): string =>
  POSITIONS[(charge ? 1 : 0) + (invert ? 2 : 0)]!

const LED_STATES = ["off", "on", "blink", "blink-antiphase"]
const kebab = (name: string): string =>
  name.replaceAll(/(?<=[a-z])(?=[A-Z])|(?<=\d)(?=[A-Z])/gu, "-").toLowerCase()

const standing = ({ alarms }: Fresh): ReadonlyArray<Figure> =>
  alarms === null
    ? []
    : (["warnings", "alarms"] as const).flatMap((level) =>
        Alarm.subjects.map((subject): Figure => [
          { alarm: subject, level: level.slice(0, -1) },
          alarms[level].includes(subject)
        ])
      )

const about = (site: SiteView): ReadonlyArray<Figure> =>
  (site.identity?.units ?? []).flatMap((unit): ReadonlyArray<Figure> =>
    unit.status === "silent"
      ? []
      : [
          [
            {
              address: String(unit.address),
              product: unit.product ?? `unknown-${unit.productId}`,
              firmware: String(unit.firmware),
              ...(unit.serialNumber === null ? {} : { serial: unit.serialNumber })
            },
            1
          ]
        ]
  )

const adapter = ({ identity }: SiteView): ReadonlyArray<Figure> =>
  identity === null
    ? []
    : [
        [
          {
            adapter: identity.adapter.kind ?? `unknown-${identity.adapter.type}`,
            firmware: String(identity.adapter.firmware)
          },
          1
        ]
      ]

const rows: ReadonlyArray<Row> = [
  volts("vebus_battery_voltage", "Battery voltage", ({ battery }) => battery?.voltage ?? null),
  amperes(
    "vebus_battery_current",
    "Battery current of all units together; positive while charging",
    ({ battery }) => battery?.current ?? null
  ),
  watts(
    "vebus_battery_power",
    "Battery power of all units together; positive while charging",
    ({ battery }) => battery?.power ?? null
  ),
  row("ratio")(
    "vebus_battery_state_of_charge",
    "State of charge of the battery, 0 to 1",
    ({ battery }) => battery?.stateOfCharge ?? null
  ),
  row("celsius")(
    "vebus_battery_temperature",
    "Temperature of the battery",
    ({ battery }) => battery?.temperature ?? null
  ),
  volts("vebus_ac_input_voltage", "Voltage of a phase of the AC input", byPhase("acInput", "voltage")),
  amperes(
    "vebus_ac_input_current",
    "Current of a phase of the AC input; positive while drawn",
    byPhase("acInput", "current")
  ),
  plain(
    "vebus_ac_input_current_doubtful",
    "1 while the current of a phase of the AC input may be wrong by a multiple",
    byPhase("acInput", "currentDoubtful")
  ),
  watts(
    "vebus_ac_input_power",
    "Power of a phase of the AC input, all its units together; positive while drawn",
    byPhase("acInput", "power")
  ),
  watts(
    "vebus_ac_input_total_power",
    "Power of all phases of the AC input; positive while drawn",
    ({ acInputPower }) => acInputPower
  ),
  hertz("vebus_ac_input_frequency", "Frequency of the AC input", frequency("acInput")),
  volts("vebus_ac_output_voltage", "Voltage of a phase of the AC output", byPhase("acOutput", "voltage")),
  amperes(
    "vebus_ac_output_current",
    "Current of a phase of the AC output; positive towards the loads",
    byPhase("acOutput", "current")
  ),
  plain(
    "vebus_ac_output_current_doubtful",
    "1 while the current of a phase of the AC output may be wrong by a multiple",
    byPhase("acOutput", "currentDoubtful")
  ),
  watts(
    "vebus_ac_output_power",
    "Power of a phase of the AC output, all its units together; positive towards the loads",
    byPhase("acOutput", "power")
  ),
  watts(
    "vebus_ac_output_total_power",
    "Power of all phases of the AC output; positive towards the loads",
    ({ acOutputPower }) => acOutputPower
  ),
  hertz("vebus_ac_output_frequency", "Frequency of the AC output", frequency("acOutput")),
  amperes(
    "vebus_ac_input_current_limit",
    "Input current limit in force",
    ({ currentLimit }) => currentLimit?.actual ?? null
  ),
  amperes(
    "vebus_ac_input_current_limit_min",
    "Lowest input current limit that the unit accepts",
    ({ currentLimit }) => currentLimit?.minimum ?? null
  ),
  amperes(
    "vebus_ac_input_current_limit_max",
    "Highest input current limit that the unit accepts",
    ({ currentLimit }) => currentLimit?.maximum ?? null
  ),
  plain(
    "vebus_ac_active_input",
    "The AC input that is in use: 0 is AC-in-1, 1 is AC-in-2; absent without one",
    ({ activeInput }) => (activeInput === null ? null : activeInput - 1)
  ),
  plain(
    "vebus_device_state",
    "State of a unit: 1 for the state it is in",
    statesOfUnits(States.OperatingState.names, "state")
  ),
  plain(
    "vebus_charge_state",
    "How a unit charges: 1 for the state it is in; absent while it does not charge",
    statesOfUnits(States.ChargeState.names, "chargeState")
  ),
  plain("vebus_switch_mode", "Remote switch as it was last set: 1 for its position", (reading) =>
    states("mode", POSITIONS, reading.switch?.requested ?? null)
  ),
  plain(
    "vebus_switch_actual",
    "What the unit does after merging all its switches: 1 for that position",
    (reading) => states("mode", POSITIONS, reading.switch === null ? null : inForce(reading.switch))
  ),
  plain("vebus_led", "LED: 1 for the state it is in", ({ leds }) =>
    leds === null
      ? []
      : LedMasks.lamps.flatMap((lamp) =>
          states("state", LED_STATES, leds[lamp]).map(([labels, value]): Figure => [
            { led: kebab(lamp), ...labels },
            value
          ])
        )
  ),
  plain("vebus_alarm", "1 while a warning or an alarm stands", standing),
  plain(
    "vebus_error_code",
    "VE.Bus error of the system; 0 is none",
    ({ vebusError }) => vebusError?.code ?? null
  ),
  volts(
    "vebus_unit_battery_voltage",
    "Battery voltage as one unit measures it",
    byUnit(({ battery }) => battery?.voltage ?? null)
  ),
  amperes(
    "vebus_unit_battery_current",
    "Battery current of one unit; positive while charging",
    byUnit(({ battery }) => battery?.current ?? null)
  ),
  watts(
    "vebus_unit_battery_power",
    "Battery power of one unit; positive while charging",
    byUnit(({ battery }) => battery?.power ?? null)
  ),
  watts(
    "vebus_unit_ac_input_power",
    "AC input power of one unit; positive while drawn",
    byUnit(({ inputPower }) => inputPower)
  ),
  watts(
    "vebus_unit_ac_output_power",
    "AC output power of one unit; positive towards the loads",
    byUnit(({ outputPower }) => outputPower)
  ),
  watts(
    "vebus_unit_inverter_power",
    "Power through the inverter/charger of one unit; positive while charging",
    byUnit(({ inverterPower }) => inverterPower)
  ),
  plain("vebus_device_info", "Product, firmware and serial number of a unit", (_, site) => about(site)),
  plain("vebus_adapter_info", "Kind and firmware of the adapter", (_, site) => adapter(site))
]

const nameOf = ({ name, unit }: Pick<Row, "name" | "unit">): string =>
  unit === null ? name : `${name}_${unit}`

/** The families of the readings of all sites that have a fresh one. */
export const families = (sites: ReadonlyArray<SiteView>): ReadonlyArray<Family> =>
  rows.map((entry) => ({
    name: nameOf(entry),
    type: "gauge",
    unit: entry.unit,
    help: entry.help,
    samples: sites.flatMap((site) =>
      site.fresh && site.reading !== null
        ? samples(entry.of(site, site.reading), "", { site: site.site })
        : []
    )
  }))

const flows = [
  ["vebus_battery_charge", "Energy into the battery", "batteryCharge"],
  ["vebus_battery_discharge", "Energy out of the battery", "batteryDischarge"],
  ["vebus_ac_input_import", "Energy drawn from the AC input", "acInputImport"],
  ["vebus_ac_input_export", "Energy fed back into the AC input", "acInputExport"],
  ["vebus_ac_output_export", "Energy to the loads", "acOutputExport"],
  ["vebus_ac_output_import", "Energy from the AC output, as of a solar inverter there", "acOutputImport"]
] as const

/** The families of the energy that was counted, as far as it was. */
export const energyFamilies = (sites: ReadonlyArray<SiteView>): ReadonlyArray<Family> => {
  const counter = (name: string, help: string, of: (site: SiteView) => ReadonlyArray<Figure>): Family => ({
    name: `${name}_joules`,
    type: "counter",
    unit: "joules",
    help,
    samples: sites.flatMap((site) => (site.fresh ? samples(of(site), "_total", { site: site.site }) : []))
  })
  return [
    ...flows.map(([name, help, flow]) =>
      counter(name, `${help}, since counting began`, ({ energy }) => [[{}, energy?.[flow] ?? null]])
    ),
    counter(
      "vebus_energy",
      "Energy by the way it took through the units, since counting began",
      ({ energy }) =>
        EnergyCounters.counters.map((way): Figure => [{ path: kebab(way) }, energy?.counters?.[way] ?? null])
    )
  ]
}
