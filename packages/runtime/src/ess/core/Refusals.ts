/**
 * Why grid control does not begin: all reasons at once, each with a sentence. Pure: whoever starts it looks up the facts.
 */
import type { Config } from "./Config.ts"
import * as Schedule from "./Schedule.ts"

/** The facts before the start. `null`: it could not be read. */
export interface Facts {
  /** Whether the unit has the ESS assistant. */
  readonly hasAssistant: boolean
  /** Another master or panel that was heard, in words; `null`: none. */
  readonly otherMaster: string | null
  /** How many units are configured, by the mask of F 7. */
  readonly units: number | null
  /** Whether the configuration says that the sum of the phases is billed, or which unit is meant. */
  readonly arePhasesStated: boolean
  /** Whether a probe, or a person, has found the sign of the meter right. */
  readonly isSignChecked: boolean
  /** The highest charge current, in amperes: setting 4. */
  readonly chargeAmperes: number | null
  /** In volts. */
  readonly batteryVolts: number | null
  /** The rated power of the unit, in watts; `null`: it does not report it. */
  readonly ratedWatts: number | null
  /** At which voltage the unit stops to invert: setting 11. */
  readonly lowShutdownVolts: number | null
  /** An alarm, a VE.Bus error or a lamp of a fault, in words; `null`: none. */
  readonly fault: string | null
  /** The position of the switch. */
  readonly switchPosition: string | null
  /** Whether a set-point would be stored in the EEPROM. */
  readonly isStored: boolean
  /** Whether a dry run was made for this configuration. */
  readonly isDryRunMade: boolean
  /** The clock, in milliseconds since 1970. */
  readonly epochMillis: number
}

/** The reasons not to begin. */
export const codes = [
  "no-assistant",
  "other-master",
  "phases-not-stated",
  "sign-not-checked",
  "period-too-long",
  "limit-too-high",
  "not-known",
  "floor-above-ceiling",
  "floor-below-shutdown",
  "fault",
  "not-on",
  "clock-not-set",
  "no-time-zone",
  "would-be-stored",
  "no-dry-run"
] as const

/** A reason not to begin, with what to do about it. */
export interface Refusal {
  readonly code: (typeof codes)[number]
  readonly message: string
}

const MAX_PERIOD_MILLIS = 10_000
/** How far a floor is above the voltage at which the unit itself stops. */
const SHUTDOWN_MARGIN_VOLTS = 0.5
/** A clock before 2025 was never set. */
const CLOCK_FROM = Date.UTC(2025, 0, 1)

const volts = (value: number): string => `${Number(value.toPrecision(4))} V`

/** All reasons not to begin; empty where it may. */
export const check = (config: Config, facts: Facts): ReadonlyArray<Refusal> => [
  ...unitRefusals(facts),
  ...limitRefusals(config, facts),
  ...batteryRefusals(config, facts),
  ...meterRefusals(config, facts),
  ...(facts.isDryRunMade
    ? []
    : [
        refusal(
          "no-dry-run",
          "no dry run was made with this configuration: run it with --dry-run first, and look at a minute of what it would do"
        )
      ])
]

const refusal = (code: Refusal["code"], message: string): Refusal => ({ code, message })
const when = (condition: boolean, code: Refusal["code"], message: string): ReadonlyArray<Refusal> =>
  condition ? [refusal(code, message)] : []

const unitRefusals = (facts: Facts): ReadonlyArray<Refusal> => [
  ...when(
    !facts.hasAssistant,
    "no-assistant",
    "no ESS assistant is installed on this unit: install it with Victron's tools"
  ),
  ...when(
    facts.otherMaster !== null,
    "other-master",
    `${facts.otherMaster} is on the bus and steers the unit: two controllers would fight`
  ),
  ...when(
    facts.units !== 1 && !facts.arePhasesStated,
    "phases-not-stated",
    facts.units === null
      ? "it is not known how many units there are: name the unit by its address"
      : `${facts.units} units are configured: say with its address which one is steered`
  ),
  ...when(facts.fault !== null, "fault", `the unit shows ${facts.fault}: find its cause first`),
  ...when(
    facts.switchPosition !== "on",
    "not-on",
    `the switch is ${facts.switchPosition === null ? "not known" : `"${facts.switchPosition}"`}, not "on": the unit could not charge and invert`
  ),
  ...when(facts.isStored, "would-be-stored", "each set-point would be stored in the EEPROM, which wears out")
]

const limitRefusals = (config: Config, facts: Facts): ReadonlyArray<Refusal> => {
  const { maxCharge, maxDischarge, fuseWatts } = config
  const chargeable =
    facts.chargeAmperes === null || facts.batteryVolts === null
      ? null
      : Math.round(facts.chargeAmperes * facts.batteryVolts)
  return [
    ...when(
      chargeable === null,
      "not-known",
      "the unit does not tell its charge current (setting 4) or its battery voltage, so the limits cannot be checked"
    ),
    ...when(
      chargeable !== null && maxCharge > chargeable,
      "limit-too-high",
      `maxCharge is ${maxCharge} W, and the unit charges with ${chargeable} W at most (setting 4 times the battery voltage)`
    ),
    ...[maxCharge, maxDischarge].flatMap((watts, index) => {
      const name = index === 0 ? "maxCharge" : "maxDischarge"
      return [
        ...when(
          facts.ratedWatts !== null && watts > facts.ratedWatts,
          "limit-too-high",
          `${name} is ${watts} W, and the unit is built for ${facts.ratedWatts} W`
        ),
        ...when(
          watts > fuseWatts,
          "limit-too-high",
          `${name} is ${watts} W, and the fuse bears ${fuseWatts} W`
        )
      ]
    })
  ]
}

const batteryRefusals = ({ battery }: Config, { lowShutdownVolts }: Facts): ReadonlyArray<Refusal> => {
  const { voltageFloor, voltageCeiling, socFloor, socCeiling } = battery
  return [
    ...when(
      voltageFloor >= voltageCeiling,
      "floor-above-ceiling",
      `voltageFloor is ${volts(voltageFloor)}, not below voltageCeiling, which is ${volts(voltageCeiling)}`
    ),
    ...when(
      socFloor !== null && socCeiling !== null && socFloor >= socCeiling,
      "floor-above-ceiling",
      `socFloor is ${socFloor}, not below socCeiling, which is ${socCeiling}`
    ),
    ...when(
      lowShutdownVolts === null,
      "not-known",
      "the unit does not tell at which voltage it stops (setting 11), so voltageFloor cannot be checked"
    ),
    ...when(
      lowShutdownVolts !== null && voltageFloor < lowShutdownVolts + SHUTDOWN_MARGIN_VOLTS,
      "floor-below-shutdown",
      `voltageFloor is ${volts(voltageFloor)}: it must be ${volts((lowShutdownVolts ?? 0) + SHUTDOWN_MARGIN_VOLTS)} at least, half a volt above where the unit stops (setting 11)`
    )
  ]
}

const meterRefusals = (config: Config, facts: Facts): ReadonlyArray<Refusal> => [
  ...when(
    !facts.isSignChecked && !config.signChecked,
    "sign-not-checked",
    'nobody has checked that the meter counts import as positive: let "vebus ess probe" look, or switch a load on and see the reading rise; then set signChecked'
  ),
  ...when(
    config.meterPeriodMillis > MAX_PERIOD_MILLIS,
    "period-too-long",
    `a reading every ${config.meterPeriodMillis / 1000} s is too slow to follow: 10 s at most`
  ),
  ...when(
    config.schedule.length > 0 && facts.epochMillis < CLOCK_FROM,
    "clock-not-set",
    "a schedule is configured, and the clock of this machine was never set"
  ),
  ...when(
    config.schedule.length > 0 && (config.timeZone === null || !Schedule.isTimeZone(config.timeZone)),
    "no-time-zone",
    `a schedule is configured, and ${config.timeZone === null ? "timeZone does not say for which time zone, like Europe/Berlin" : `"${config.timeZone}" is no time zone, like Europe/Berlin`}`
  )
]
