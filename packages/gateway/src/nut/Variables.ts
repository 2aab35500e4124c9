/**
 * The variables of a UPS, each a function of what is known of its site. What the unit did not tell is not there: never 0, and
 * never an old value. Pure.
 *
 * One phase has `input.voltage`, several have `input.L1-N.voltage` and so on. Numbers are decimal, without an exponent.
 * Reference: integrations.md 1, 6.1.
 */
import { Product } from "@vebus/codec"
import type * as Reading from "@vebus/codec/reading"
import type { SiteView } from "../SiteView.ts"
import type { Battery } from "./Battery.ts"
import * as Status from "./Status.ts"

/** The facts about a UPS from the configuration. */
export interface Nominal {
  readonly low: Status.Low
  /** The power at which its load counts as 100 %, in watts; `null`: not configured. */
  readonly watts: number | null
}

/** All that variables are made of. */
export interface Known {
  readonly view: SiteView
  /** A fresh one. */
  readonly reading: Reading.Reading
  readonly status: string
  /** The facts about its battery from the settings of the unit. */
  readonly battery: Battery
  readonly nominal: Nominal
  readonly version: string
}

/** A variable with its value. */
export interface Variable {
  readonly name: string
  readonly value: string
}

type Value = number | string | null | undefined

interface Row {
  readonly name: string
  /** For people. */
  readonly about: string
  readonly isNumber: boolean
  readonly of: (known: Known) => Value
}

const text = (name: string, about: string, of: Row["of"]): Row => ({ name, about, isNumber: false, of })
const number = (name: string, about: string, of: Row["of"]): Row => ({ name, about, isNumber: true, of })

/** Decimals of a number, as many as a client can use. */
const DECIMALS = 3
const PERCENT = 100
const PHASES = [1, 2, 3, 4] as const

/** A number without an exponent, and without zeros that say nothing. */
export const decimal = (value: number): string =>
  value
    .toFixed(DECIMALS)
    .replace(/\.?0+$/, "")
    .replace(/^-0$/, "0")

const unitOf = ({ identity }: SiteView) => identity?.units.find((unit) => unit.status === "present") ?? null

const productOf = ({ view }: Known): string | null => unitOf(view)?.product ?? null

const nominalOf = ({ view }: Known): Product.Nominal | null => {
  const unit = unitOf(view)
  return unit === null ? null : Product.nominal(unit.productId)
}

type Side = "acInput" | "acOutput"

const phasesOf = ({ reading }: Known, side: Side): ReadonlyArray<Reading.AcPhase> => reading[side] ?? []

/** The only phase; `null` where there are several. */
const single = (known: Known, side: Side): Reading.AcPhase | null => {
  const phases = phasesOf(known, side)
  return phases.length === 1 ? phases[0]! : null
}

const frequencyOf = (known: Known, side: Side): Value =>
  phasesOf(known, side).find(({ frequency }) => frequency !== null)?.frequency

/** Which wire of several. */
const several = (known: Known, side: Side, phase: number): Reading.AcPhase | undefined => {
  const phases = phasesOf(known, side)
  return phases.length > 1 ? phases.find((each) => each.phase === phase) : undefined
}

const phaseRows = (side: Side, prefix: string, what: string): ReadonlyArray<Row> => [
  number(
    `${prefix}.phases`,
    `Number of phases of the ${what}`,
    (known) => phasesOf(known, side).length || null
  ),
  number(`${prefix}.voltage`, `Voltage of the ${what} (V)`, (known) => single(known, side)?.voltage),
  number(`${prefix}.current`, `Current of the ${what} (A)`, (known) => single(known, side)?.current),
  number(`${prefix}.frequency`, `Frequency of the ${what} (Hz)`, (known) => frequencyOf(known, side)),
  ...PHASES.flatMap((phase) => [
    number(
      `${prefix}.L${phase}-N.voltage`,
      `Voltage of L${phase} of the ${what} (V)`,
      (known) => several(known, side, phase)?.voltage
    ),
    number(
      `${prefix}.L${phase}.current`,
      `Current of L${phase} of the ${what} (A)`,
      (known) => several(known, side, phase)?.current
    ),
    number(
      `${prefix}.L${phase}.realpower`,
      `Power of L${phase} of the ${what} (W)`,
      (known) => several(known, side, phase)?.power
    )
  ])
]

const percent = (ratio: number | null | undefined): Value =>
  ratio === null || ratio === undefined ? null : ratio * PERCENT

const SECONDS = 3600

/** How long the battery lasts as it is discharged now, in whole seconds; only where all of that is known. */
const runtimeOf = ({ reading, battery: { capacity } }: Known): Value => {
  const { current = null, stateOfCharge = null } = reading.battery ?? {}
  return capacity === null || stateOfCharge === null || !Status.isDischarging(current)
    ? null
    : Math.round((capacity * stateOfCharge * SECONDS) / Math.abs(current!))
}

const loadOf = ({ reading: { acOutputPower }, nominal: { watts } }: Known): Value =>
  acOutputPower === null || watts === null ? null : (PERCENT * acOutputPower) / watts

/** All variables that there can be, in the order of their names. */
export const rows: ReadonlyArray<Row> = [
  number(
    "battery.capacity",
    "Capacity of the battery, as it was set in the unit (Ah)",
    ({ battery }) => battery.capacity
  ),
  number("battery.charge", "State of charge of the battery (%)", ({ reading }) =>
    percent(reading.battery?.stateOfCharge)
  ),
  number("battery.charge.low", "State of charge below which the battery is low (%)", ({ nominal }) =>
    percent(nominal.low.stateOfCharge)
  ),
  number(
    "battery.current",
    "Current of the battery, positive while charging (A)",
    ({ reading }) => reading.battery?.current
  ),
  number("battery.runtime", "How long the battery lasts as it is discharged now (s)", runtimeOf),
  number(
    "battery.temperature",
    "Temperature of the battery (C)",
    ({ reading }) => reading.battery?.temperature
  ),
  number("battery.voltage", "Voltage of the battery (V)", ({ reading }) => reading.battery?.voltage),
  number(
    "battery.voltage.low",
    "Voltage below which the battery is low, or else at which the inverter stops (V)",
    ({ nominal, battery }) => nominal.low.voltage ?? battery.stop
  ),
  number(
    "battery.voltage.nominal",
    "Voltage that the product is made for (V)",
    (known) => nominalOf(known)?.volts
  ),
  text("device.mfr", "Manufacturer of the device", () => MANUFACTURER),
  text("device.model", "Model of the device", productOf),
  text("device.serial", "Serial number of the device", ({ view }) => unitOf(view)?.serialNumber),
  text("device.type", "Type of the device", () => "ups"),
  text("driver.name", "Name of the driver", () => "vebus"),
  text("driver.version", "Version of the driver", ({ version }) => version),
  number(
    "input.current.nominal",
    "Input current limit in force (A)",
    ({ reading }) => reading.currentLimit?.actual
  ),
  number("input.realpower", "Power from the AC input (W)", ({ reading }) => reading.acInputPower),
  ...phaseRows("acInput", "input", "AC input"),
  ...phaseRows("acOutput", "output", "AC output"),
  text("ups.alarm", "Alarms of the UPS", ({ reading }) => Status.alarmOf(reading)),
  text("ups.firmware", "Firmware of the UPS", ({ view }) => unitOf(view)?.firmware),
  number("ups.load", "Load of the UPS (%)", loadOf),
  text("ups.mfr", "Manufacturer of the UPS", () => MANUFACTURER),
  text("ups.model", "Model of the UPS", productOf),
  number(
    "ups.power.nominal",
    "Power that the product is made for (VA)",
    (known) => nominalOf(known)?.voltAmperes
  ),
  number("ups.realpower", "Power to the loads (W)", ({ reading }) => reading.acOutputPower),
  number("ups.realpower.nominal", "Power that the load is measured by (W)", ({ nominal }) => nominal.watts),
  text("ups.status", "Status of the UPS", ({ status }) => status)
].toSorted((one, other) => (one.name < other.name ? -1 : 1))

const MANUFACTURER = "Victron Energy"

const byName = new Map(rows.map((row) => [row.name, row]))

/** Nothing is as much, and from 1e21 on numbers have an exponent. */
const IMPOSSIBLE = 1e12

const valueOf = ({ of, isNumber }: Row, known: Known): string | null => {
  const value = of(known)
  if (value === null || value === undefined || value === "") return null
  if (typeof value === "string") return value
  if (!(Math.abs(value) < IMPOSSIBLE)) return null
  return isNumber ? decimal(value) : String(value)
}

/** All variables that there are now. */
export const all = (known: Known): ReadonlyArray<Variable> =>
  rows.flatMap((row) => {
    const value = valueOf(row, known)
    return value === null ? [] : [{ name: row.name, value }]
  })

/** The value of one variable; `null`: there is none. */
export const one = (name: string, known: Known): string | null => {
  const row = byName.get(name)
  return row === undefined ? null : valueOf(row, known)
}

/** The description of a variable; `null`: there is none of that name. */
export const about = (name: string): string | null => byName.get(name)?.about ?? null

/** The longest text that a variable has, in characters. */
const LONGEST = 128

/** The type of a variable, as the protocol calls it; `null`: there is none of that name. */
export const typeOf = (name: string): string | null => {
  const row = byName.get(name)
  return row === undefined ? null : row.isNumber ? "NUMBER" : `STRING:${LONGEST}`
}
