/**
 * The charger: how far it has got, and the voltage it aims at.
 *
 *     bulk                 full current up to the absorption voltage; given up after ten hours (bulk stopped)
 *     absorption           that voltage for a time, or until the current has died away
 *     float                the float voltage
 *     storage              a lower one after a day, if so set
 *     repeated absorption  now and then, out of the last two
 *
 * A battery that has been drawn on starts over. A demanded state ends wherever the charger then stands.
 * Reference: protocol.md 4.5.3, 6.9; settings 2 to 4, 7 to 10; flags 4, 11.
 */
import type { Battery } from "./Battery.ts"
import type { Orders, Rules } from "./Orders.ts"
import { TICK_SECONDS } from "./Site.ts"

/** How far the charger has got, by the names of protocol.md 4.5.3. */
export type Stage = "bulk" | "absorption" | "float" | "storage" | "repeated-absorption" | "bulk-stopped"

export interface State {
  readonly stage: Stage
  /** Since when it has been in this stage. */
  readonly seconds: number
  /** How long the last bulk took. */
  readonly bulkSeconds: number
  /** Since when the battery has had no absorption. */
  readonly restSeconds: number
  /** The highest state of charge since absorption ended. */
  readonly reachedCharge: number
}

const HOUR = 3600
/** Bulk protection. */
const MAX_BULK_SECONDS = 10 * HOUR
const FLOAT_SECONDS = 24 * HOUR
/** The adaptive curve makes absorption so many times as long as bulk was, within limits. */
const ADAPTIVE_FACTOR = 20
const LEAST_ABSORPTION_SECONDS = HOUR
/** Share of the capacity in amperes below which absorption has done its work. */
const TAIL = 0.005
/** How far the state of charge falls before the battery is charged anew. */
const REBULK = 0.08
/** How near the absorption voltage counts as there: power flows in whole watts. */
const VOLTAGE_STEP = 0.005
/** A battery as full as this takes no more, whatever its voltage. */
const FULL = 0.999
const STORAGE_SHARE = 0.96
const EQUALISE_SHARE = 1.06
const REFERENCE_CELSIUS = 25

export const initial: State = { stage: "bulk", seconds: 0, bulkSeconds: 0, restSeconds: 0, reachedCharge: 0 }

/** The voltage that the charger aims at. */
export const targetVolts = ({ stage }: State, { forced, rules }: Orders, celsius: number): number =>
  voltsOf(forced ?? stage, rules) - rules.voltsPerDegree * (celsius - REFERENCE_CELSIUS)

const voltsOf = (stage: Stage | NonNullable<Orders["forced"]>, rules: Rules): number => {
  switch (stage) {
    case "float":
      return rules.floatVolts
    case "storage":
      return rules.floatVolts * STORAGE_SHARE
    case "equalise":
      return rules.absorptionVolts * EQUALISE_SHARE
    case "bulk":
    case "absorption":
    case "repeated-absorption":
    case "forced-absorption":
      return rules.absorptionVolts
    case "bulk-stopped":
      return 0
  }
}

/** The battery as the charger sees it. */
export interface Seen {
  readonly volts: number
  /** Positive when charging. */
  readonly amperes: number
  readonly stateOfCharge: number
  readonly celsius: number
  /** Whether the charger had mains to work with. */
  readonly isPowered: boolean
}

/** The charger a quarter of a second later. */
export const next = (charger: State, orders: Orders, battery: Battery, seen: Seen): State => {
  const stage = nextStage(charger, orders, battery, seen)
  const absorbs = stage === "absorption" || stage === "repeated-absorption"
  return {
    stage,
    seconds: stage === charger.stage ? charger.seconds + TICK_SECONDS : 0,
    bulkSeconds:
      stage !== "bulk" ? charger.bulkSeconds : charger.stage === "bulk" ? charger.seconds + TICK_SECONDS : 0,
    restSeconds: absorbs ? 0 : charger.restSeconds + TICK_SECONDS,
    reachedCharge: rests(stage) ? Math.max(charger.reachedCharge, seen.stateOfCharge) : 0
  }
}

/** Whether the charger has done its work in a stage. */
const rests = (stage: Stage): boolean => stage === "float" || stage === "storage"

const nextStage = (charger: State, { forced, rules }: Orders, battery: Battery, seen: Seen): Stage => {
  const { stage, seconds } = charger
  if (forced !== null) return forced === "float" ? "float" : "absorption"
  const isDrawnOn = rests(stage)
    ? seen.stateOfCharge < charger.reachedCharge - REBULK
    : seen.amperes < 0 && seen.stateOfCharge < 1
  if (isDrawnOn) return "bulk"
  // Without mains a charge that was given up begins anew.
  if (!seen.isPowered) return stage === "bulk-stopped" ? "bulk" : stage
  const warmer = seen.celsius - REFERENCE_CELSIUS
  const reached =
    seen.stateOfCharge >= FULL ||
    seen.volts >= rules.absorptionVolts - rules.voltsPerDegree * warmer - VOLTAGE_STEP
  const hasTail = seen.amperes <= TAIL * battery.ampereHours
  switch (stage) {
    case "bulk":
      if (reached) return "absorption"
      return seconds >= MAX_BULK_SECONDS && !rules.bulkUnlimited ? "bulk-stopped" : "bulk"
    case "absorption":
      return seconds >= absorptionSeconds(charger, rules) || (reached && hasTail) ? "float" : "absorption"
    case "repeated-absorption":
      return seconds >= rules.repeatedSeconds ? "float" : "repeated-absorption"
    case "float":
      if (charger.restSeconds >= rules.repeatedEverySeconds) return "repeated-absorption"
      return seconds >= FLOAT_SECONDS && rules.stores ? "storage" : "float"
    case "storage":
      return charger.restSeconds >= rules.repeatedEverySeconds ? "repeated-absorption" : "storage"
    case "bulk-stopped":
      return "bulk-stopped"
  }
}

const absorptionSeconds = ({ bulkSeconds }: State, rules: Rules): number =>
  rules.adaptive
    ? Math.min(Math.max(ADAPTIVE_FACTOR * bulkSeconds, LEAST_ABSORPTION_SECONDS), rules.absorptionSeconds)
    : rules.absorptionSeconds
