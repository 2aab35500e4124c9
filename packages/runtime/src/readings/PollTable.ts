/**
 * The poll table: what is asked, how often, and of whom. Readings and energy take their rows from here.
 *
 *     leds       L            lamps, alarms, error     system   each cycle
 *     dc         F 0          battery                  system   each cycle
 *     phase      F 1 to F 4   input and output         phase    each cycle, those that exist; F 2 once whatever F 1 says
 *     words      30           RAM variables            unit     each cycle; from three units on every second one
 *     state      0E           what it is doing         unit     every two seconds, of one unit in three at a time
 *     config     F 5          inputs, limit, switch    system   every five seconds
 *     counters   0F           energy                   unit     every minute, only where energy is counted
 *
 * Which units there are is asked for with F 7 and 05 (`RollCall.ts`).
 * Reference: protocol.md 6.2, 6.10.
 */
import type { AcInfo, AcInputConfig, DcInfo, DeviceState, EnergyCounters, Leds } from "@vebus/codec"
import * as Question from "../link/Question.ts"
import * as Retry from "../link/Retry.ts"

/** Something that is asked again and again. */
export interface Row<A> {
  readonly question: Question.Question<A>
  /** Who answers: the system as a whole, a phase, or each unit. */
  readonly of: "system" | "phase" | "unit"
  /** Milliseconds from one answer to the next; 0: each cycle. */
  readonly everyMillis: number
  /** When to send it again. It waits behind changes whatever that is. */
  readonly retry: Retry.Retry
}

/** A cycle must not stall on one lost reply: the next one asks again anyway. */
const once = Retry.times(1)
/** So few transmissions leave the link alone, and with it what was counted: the next look sees the rest. */
const twice = Retry.times(2)

const EACH_CYCLE = 0

/** The lamps, alarms and the VE.Bus error. */
export const leds: Row<Leds.Reply> = {
  question: Question.leds,
  of: "system",
  everyMillis: EACH_CYCLE,
  retry: once
}

/** The battery. */
export const dc: Row<DcInfo.Reply> = {
  question: Question.dcInfo,
  of: "system",
  everyMillis: EACH_CYCLE,
  retry: once
}

/** Input and output of one phase. */
export const phase = (number: 1 | 2 | 3 | 4): Row<AcInfo.Reply> => ({
  question: Question.acInfo(number),
  of: "phase",
  everyMillis: EACH_CYCLE,
  retry: once
})

/** The words of the units, asked for in batches. Reading one unit takes 0.2 s. */
export const words = {
  of: "unit",
  everyMillis: EACH_CYCLE,
  /** From so many units on they are read less often. */
  manyUnits: 3,
  everyMillisOfMany: 2000,
  retry: once
} as const

/** The operating state of a unit. */
export const state: Row<DeviceState.Reply> & {
  /** So many units share a turn. */
  readonly sharedBy: number
  /** Of so many units all have each turn: their cycle takes seconds anyway. */
  readonly allFrom: number
} = {
  question: Question.deviceState,
  of: "unit",
  everyMillis: 2000,
  retry: once,
  sharedBy: 3,
  allFrom: 7
}

/** The AC inputs, the current limit and the switch. */
export const config: Row<AcInputConfig.Reply> = {
  question: Question.acInputConfig,
  of: "system",
  everyMillis: 5000,
  retry: once
}

/** The rolling energy counters. */
export const counters: Row<EnergyCounters.Reply> & {
  /** The longest time between two looks: counters roll over after a quarter of an hour at 18 kW. */
  readonly maximumMillis: number
} = {
  question: Question.energyCounters,
  of: "unit",
  everyMillis: 60_000,
  retry: twice,
  maximumMillis: 600_000
}
