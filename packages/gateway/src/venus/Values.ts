/**
 * One site as the values of `com.victronenergy.vebus`, by path: what a GX device would tell of it. Pure.
 *
 * A path that such a system has is always there; what is not known is `null`. A reading that is not fresh is not known.
 * Powers and currents have the signs of a GX: battery charging, AC drawn from the input, AC to the loads are positive.
 * Reference: integrations.md 1, 5.2 to 5.4.
 */
import { Alarm, EnergyCounters, LedMasks, Quantity, States } from "@vebus/codec"
import type * as Reading from "@vebus/codec/reading"
import type { Permissions } from "../commands/Permissions.ts"
import type * as SiteView from "../SiteView.ts"
import * as Supply from "../unit/Supply.ts"
import * as UnitState from "../unit/UnitState.ts"

/** A value of a path. */
export type Value = number | string | null

/** The facts about a site besides its view. */
export interface Options {
  /** The number that it goes by in topics. */
  readonly instance: number
  readonly version: string
  readonly permissions: Pick<Permissions, "switch" | "limit">
  readonly inForce: UnitState.InForce
}

/** Positions of the switch, as `/Mode` numbers them. */
export const modes = { 1: "charger-only", 2: "inverter-only", 3: "on", 4: "off" } as const

const numberOf = <A extends string>(names: Readonly<Record<number, A>>, name: A): number =>
  Number(Object.entries(names).find(([, each]) => each === name)![0])

/** `/Ac/ActiveIn/ActiveInput` without one. */
const NO_INPUT = 240
const EXTERNAL_CONTROL = 252
const ADAPTER_PRODUCT = 4464
const PHASES = [1, 2, 3] as const
const INPUTS = [1, 2] as const
const JOULES_PER_KWH = 3_600_000
const PERCENT = 100

const states: Readonly<Record<string, number>> = {
  down: 0,
  off: 0,
  startup: 0,
  "invert-full": 9,
  "invert-half": 9,
  "invert-aes": 1,
  "power-assist": 10,
  bypass: 8
}

/** While charging the state is how it charges. */
const charging: Readonly<Record<string, number>> = {
  init: 3,
  bulk: 3,
  absorption: 4,
  "repeated-absorption": 4,
  "forced-absorption": 4,
  float: 5,
  storage: 6,
  equalise: 7,
  "bulk-stopped": 2
}

/** How the system charges: a slave does what its master does. */
const chargeOf = ({ device, units }: Reading.Reading): string | null =>
  device?.chargeState ??
  (units ?? []).map(({ chargeState }) => chargeState).find((state) => state !== null) ??
  null

const stateOf = (reading: Reading.Reading | null, { essSetpoint }: UnitState.InForce): Value => {
  const state = reading === null ? null : Supply.stateOf(reading)
  if (reading === null || state === null) return null
  if (essSetpoint !== null) return EXTERNAL_CONTROL
  return state === "charge" ? (charging[chargeOf(reading) ?? ""] ?? null) : (states[state] ?? null)
}

const UNKNOWN_CHARGE = 9

const chargeStateOf = (reading: Reading.Reading | null): Value => {
  const state = reading === null || Supply.stateOf(reading) !== "charge" ? null : chargeOf(reading)
  if (state === null) return null
  const names: ReadonlyArray<string> = States.ChargeState.names
  const at = names.indexOf(state)
  return at < 0 ? UNKNOWN_CHARGE : at
}

/** Which AC input is in use: 0 is AC-in-1. */
const activeOf = (reading: Reading.Reading | null): Value => {
  const supply = reading === null ? null : Supply.of(reading)
  if (reading === null || supply === null) return null
  if (supply !== "mains" || reading.inputs === 0) return NO_INPUT
  return reading.activeInput === null ? null : reading.activeInput - 1
}

type Pair = readonly [path: string, value: Value]

const sideOf = (
  path: string,
  phases: Reading.Reading["acInput"],
  total: number | null | undefined
): ReadonlyArray<Pair> => [
  ...PHASES.flatMap((number): ReadonlyArray<Pair> => {
    const phase = phases?.find((each) => each.phase === number)
    return [
      [`${path}/L${number}/V`, phase?.voltage ?? null],
      [`${path}/L${number}/I`, phase?.current ?? null],
      [`${path}/L${number}/F`, phase?.frequency ?? null],
      [`${path}/L${number}/P`, phase?.power ?? null]
    ]
  }),
  [`${path}/P`, total ?? null]
]

const alarmPaths = {
  temperature: "HighTemperature",
  "low-battery": "LowBattery",
  overload: "Overload",
  ripple: "Ripple"
} as const

/** The lamps that say the same where an adapter reports no alarms: they blink as a warning. */
const alarmLamps = { temperature: "temperature", "low-battery": "lowBattery", overload: "overload" } as const

const OK = 0
const WARNING = 1
const ALARM = 2

const levelOf = (reading: Reading.Reading | null, subject: keyof typeof alarmPaths): Value => {
  if (reading === null) return null
  const { alarms, leds } = reading
  if (alarms !== null)
    return alarms.alarms.includes(subject) ? ALARM : alarms.warnings.includes(subject) ? WARNING : OK
  const lamp = subject === "ripple" ? null : (leds?.[alarmLamps[subject]] ?? null)
  return lamp === null ? null : lamp === "off" ? OK : lamp === "on" ? ALARM : WARNING
}

/** `acIn1ToOutput` is `AcIn1ToAcOut` there; only what an inverter makes of energy from its output keeps the short word. */
const wayOf = (way: (typeof EnergyCounters.counters)[number]): string =>
  way === "outputToInverter"
    ? "OutToInverter"
    : `${way[0]!.toUpperCase()}${way.slice(1)}`.replace("Output", "AcOut")

const LAMP_STATES = ["off", "on", "blink", "blink-antiphase"]

const measured = (
  view: SiteView.SiteView,
  reading: Reading.Reading | null,
  { inForce }: Options
): ReadonlyArray<Pair> => {
  const limit = reading?.currentLimit?.actual ?? null
  const active = activeOf(reading)
  const accepted = active === null ? null : Number(active !== NO_INPUT)
  return [
    ...sideOf("Ac/ActiveIn", reading?.acInput ?? null, reading?.acInputPower),
    ...sideOf("Ac/Out", reading?.acOutput ?? null, reading?.acOutputPower),
    ["Ac/ActiveIn/ActiveInput", active],
    ["Ac/ActiveIn/Connected", accepted],
    ["Ac/ActiveIn/CurrentLimit", limit],
    ...INPUTS.map((input): Pair => [
      `Ac/In/${input}/CurrentLimit`,
      reading?.activeInput === input ? limit : null
    ]),
    ["Ac/NumberOfPhases", reading?.acOutput?.length ?? null],
    ["Ac/NumberOfAcInputs", reading?.inputs ?? null],
    ["Dc/0/Voltage", reading?.battery?.voltage ?? null],
    ["Dc/0/Current", reading?.battery?.current ?? null],
    ["Dc/0/Power", reading?.battery?.power ?? null],
    ["Dc/0/Temperature", reading?.battery?.temperature ?? null],
    ["Soc", reading?.battery?.stateOfCharge == null ? null : reading.battery.stateOfCharge * PERCENT],
    ["State", stateOf(reading, inForce)],
    ["VebusChargeState", chargeStateOf(reading)],
    ["VebusError", reading?.vebusError?.code ?? null],
    ["Mode", reading?.switch == null ? null : numberOf(modes, reading.switch.requested)],
    ...Alarm.subjects.map((subject): Pair => [`Alarms/${alarmPaths[subject]}`, levelOf(reading, subject)]),
    ...LedMasks.lamps.map((lamp): Pair => {
      const state = reading?.leds?.[lamp]
      return [
        `Leds/${lamp[0]!.toUpperCase()}${lamp.slice(1)}`,
        state == null ? null : LAMP_STATES.indexOf(state)
      ]
    }),
    ["Hub4/L1/AcPowerSetpoint", inForce.essSetpoint],
    ["Hub4/DisableCharge", inForce.chargeEnabled === null ? null : Number(!inForce.chargeEnabled)],
    ...EnergyCounters.counters.map((way): Pair => {
      const joules = view.energy?.counters?.[way] ?? null
      return [`Energy/${wayOf(way)}`, joules === null ? null : joules / JOULES_PER_KWH]
    })
  ]
}

/** Who it is: known from the time on that somebody answered. */
const named = (
  { site, identity, reading, fresh }: SiteView.SiteView,
  { instance, version, permissions }: Options
): ReadonlyArray<Pair> => {
  const unit = identity?.units.find(({ status }) => status === "present")
  const limited = Number(permissions.limit !== null)
  return [
    ["DeviceInstance", instance],
    ["Connected", Number(fresh)],
    ["CustomName", site],
    ["ProductId", unit?.productId ?? null],
    ["ProductName", unit?.product ?? null],
    ["FirmwareVersion", unit?.firmware ?? null],
    ["Mgmt/ProcessName", "vebus gateway"],
    ["Mgmt/ProcessVersion", version],
    ["Mgmt/Connection", reading?.port ?? null],
    ["ModeIsAdjustable", Number(permissions.switch)],
    ...INPUTS.map((input): Pair => [
      `Ac/In/${input}/CurrentLimitIsAdjustable`,
      reading?.activeInput === input ? limited : 0
    ]),
    ["Interfaces/Mk2/ProductId", identity === null ? null : ADAPTER_PRODUCT],
    ["Interfaces/Mk2/ProductName", identity?.adapter.kind ?? null],
    ["Interfaces/Mk2/Version", identity?.adapter.version ?? null],
    ["Interfaces/Mk2/Connection", reading?.port ?? null]
  ]
}

/** All values of a site, by path without the first `/`. */
export const of = (view: SiteView.SiteView, options: Options): ReadonlyMap<string, Value> =>
  new Map([
    ...named(view, options),
    ...measured(
      view,
      view.fresh ? view.reading : null,
      view.fresh ? options : { ...options, inForce: UnitState.unknown }
    )
  ])

/** A value as it is published. */
export const json = (value: Value): string =>
  JSON.stringify({
    value: typeof value === "number" && !Number.isInteger(value) ? Quantity.printable(value) : value
  })
