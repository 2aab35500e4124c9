/**
 * The entities that one unit can have, as rows: what shows a figure, and what commands one. Which of them a unit does have
 * is for `Discovery.ts` to say. Data, and the functions that make it of phases.
 *
 * The keys are stable: Home Assistant knows an entity by its key, and loses its history with it.
 * Reference: integrations.md 1, 4.2, 4.3.
 */
import { States, SwitchRegister } from "@vebus/codec"
import { phases as phasesOfControl } from "@vebus/runtime/ess"
import * as Template from "./Template.ts"

/** A sensor or a binary sensor: shows the figure at a path of the state document. */
export interface Figure {
  readonly key: string
  readonly platform: "sensor" | "binary_sensor"
  /** Without the name of the device, which Home Assistant puts before it. */
  readonly name: string
  /** Keys joined by points. */
  readonly path: string
  readonly form: Template.Form
  /** Further keys for Home Assistant. */
  readonly options: Readonly<Record<string, unknown>>
}

const measured = (deviceClass: string, unit: string, precision: number) => ({
  device_class: deviceClass,
  state_class: "measurement",
  unit_of_measurement: unit,
  suggested_display_precision: precision
})
const volts = measured("voltage", "V", 1)
const amperes = measured("current", "A", 1)
const watts = measured("power", "W", 0)
const hertz = measured("frequency", "Hz", 2)

const sensor = (
  key: string,
  name: string,
  path: string,
  options: Readonly<Record<string, unknown>>,
  form: Template.Form = Template.plain
): Figure => ({ key, platform: "sensor", name, path, form, options })

const oneOf = (
  key: string,
  name: string,
  path: string,
  options: ReadonlyArray<string>,
  more: Readonly<Record<string, unknown>> = {}
): Figure =>
  sensor(
    key,
    name,
    path,
    { device_class: "enum", options: [...options], ...more },
    { _tag: "OneOf", options }
  )

const lamp = (
  key: string,
  name: string,
  path: string,
  options: Readonly<Record<string, unknown>>
): Figure => ({
  key,
  platform: "binary_sensor",
  name,
  path: `leds.${path}`,
  form: Template.lit,
  options
})

const diagnostic = { entity_category: "diagnostic" } as const
const hidden = { ...diagnostic, enabled_by_default: false } as const
const problem = { device_class: "problem" } as const

const JOULES_PER_KWH = 3_600_000
const energy = (key: string, name: string, flow: string): Figure =>
  sensor(
    key,
    name,
    `energy.${flow}`,
    {
      device_class: "energy",
      state_class: "total_increasing",
      unit_of_measurement: "kWh",
      suggested_display_precision: 2
    },
    { _tag: "Divided", by: JOULES_PER_KWH, digits: 3 }
  )

const positions = ["on", "off", "charger-only", "inverter-only"] as const
const frontPositions = SwitchRegister.FrontSwitch.literals

/** The sides of the AC path: how their keys begin, their names, where their figures are. */
const sides = [
  { key: "ac_in", name: "AC input", path: "acInput" },
  { key: "ac_out", name: "AC output", path: "acOutput" }
] as const

/** One figure of each side and phase; the first phase has no suffix while it is the only one, and never one in its key. */
const phase = (number: number, count: number): ReadonlyArray<Figure> =>
  sides.flatMap((side) => {
    const key = (figure: string) => `${side.key}_${figure}${number === 1 ? "" : `_l${number}`}`
    const name = (figure: string) => `${side.name}${count === 1 ? "" : ` L${number}`} ${figure}`
    const path = (figure: string) => `${side.path}.L${number}.${figure}`
    return [
      sensor(key("voltage"), name("voltage"), path("voltage"), volts),
      sensor(key("current"), name("current"), path("current"), amperes),
      sensor(key("power"), name("power"), path("power"), watts),
      sensor(key("frequency"), name("frequency"), path("frequency"), hertz)
    ]
  })

/** The figures of the unit that carries those of the system. */
const system = (phases: number): ReadonlyArray<Figure> => [
  sensor("battery_voltage", "Battery voltage", "battery.voltage", {
    ...volts,
    suggested_display_precision: 2
  }),
  sensor("battery_current", "Battery current", "battery.current", amperes),
  sensor("battery_power", "Battery power", "battery.power", watts),
  sensor("battery_soc", "Battery state of charge", "battery.stateOfCharge", measured("battery", "%", 0), {
    _tag: "Divided",
    by: 0.01,
    digits: 1
  }),
  sensor(
    "battery_temperature",
    "Battery temperature",
    "battery.temperature",
    measured("temperature", "°C", 0)
  ),
  energy("battery_energy_in", "Battery energy charged", "batteryCharge"),
  energy("battery_energy_out", "Battery energy discharged", "batteryDischarge"),
  energy("ac_in_energy", "AC input energy", "acInputImport"),
  energy("ac_in_energy_returned", "AC input energy returned", "acInputExport"),
  energy("ac_out_energy", "AC output energy", "acOutputExport"),
  energy("ac_out_energy_returned", "AC output energy returned", "acOutputImport"),
  ...Array.from({ length: phases }, (_, index) => phase(index + 1, phases)).flat(),
  ...(phases > 1
    ? [
        sensor("ac_in_power_total", "AC input power", "acInputPower", watts),
        sensor("ac_out_power_total", "AC output power", "acOutputPower", watts)
      ]
    : []),
  oneOf("device_state", "State", "device.state", States.OperatingState.names),
  oneOf("charge_state", "Charge state", "device.chargeState", States.ChargeState.names),
  sensor(
    "active_input",
    "Active AC input",
    "activeInput",
    // One that nobody expects is an error there, so all that a unit could name are listed.
    { ...diagnostic, device_class: "enum", options: ["1", "2", "3", "4"] }
  ),
  oneOf("actual_mode", "Mode in force", "switch.actual", positions, diagnostic),
  oneOf("requested_mode", "Mode requested", "switch.requested", positions, diagnostic),
  oneOf("front_switch", "Switch on the unit", "switch.front", frontPositions, diagnostic),
  sensor("current_limit", "Input current limit in force", "currentLimit.actual", {
    ...amperes,
    ...diagnostic
  }),
  lamp("mains", "Mains", "mains", diagnostic),
  lamp("inverter", "Inverter", "inverter", diagnostic),
  lamp("bulk", "Bulk", "bulk", diagnostic),
  lamp("absorption", "Absorption", "absorption", diagnostic),
  lamp("float", "Float", "float", diagnostic),
  lamp("overload", "Overload", "overload", problem),
  lamp("low_battery", "Low battery", "lowBattery", problem),
  lamp("over_temperature", "Over-temperature", "temperature", problem),
  sensor("vebus_error", "VE.Bus error", "vebusError.name", diagnostic),
  oneOf("ess_state", "Grid control", "ess.state", phasesOfControl, diagnostic),
  sensor("grid_power", "Grid power", "ess.gridPower", watts)
]

/**
 * The figures that one unit of several measures by itself. The prefix keeps its share apart from the system's figures in the unit that
 * carries those.
 */
const share: ReadonlyArray<Figure> = [
  sensor("unit_battery_voltage", "Unit battery voltage", "unit.battery.voltage", {
    ...volts,
    suggested_display_precision: 2
  }),
  sensor("unit_battery_current", "Unit battery current", "unit.battery.current", amperes),
  sensor("unit_battery_power", "Unit battery power", "unit.battery.power", watts),
  sensor("unit_ac_in_power", "Unit AC input power", "unit.inputPower", watts),
  sensor("unit_ac_out_power", "Unit AC output power", "unit.outputPower", watts),
  oneOf("unit_state", "Unit state", "unit.state", States.OperatingState.names),
  oneOf("unit_charge_state", "Unit charge state", "unit.chargeState", States.ChargeState.names)
]

/** The figures of every unit. */
const every: ReadonlyArray<Figure> = [
  sensor("inverter_power", "Inverter/charger power", "unit.inverterPower", { ...watts, ...hidden }),
  sensor("last_update", "Last update", "ts", { device_class: "timestamp", ...hidden })
]

/** The figures that an inverter without an AC input cannot have, though its lamps are in the frame. */
const ofCharger =
  /^(?:ac_in_|battery_energy_in$|charge_state$|active_input$|current_limit$|mains$|bulk$|absorption$|float$)/

/** All that a unit can show, by its place in the system. */
export const figures = ({
  isHome,
  units,
  phases,
  isInverter
}: {
  readonly isHome: boolean
  readonly units: number
  readonly phases: number
  readonly isInverter: boolean
}): ReadonlyArray<Figure> => [
  ...(isHome ? system(phases).filter(({ key }) => !isInverter || !ofCharger.test(key)) : []),
  ...(units > 1 || !isHome ? share : []),
  ...every
]
