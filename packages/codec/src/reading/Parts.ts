/**
 * The parts of a reading: the latest frames and words of a system, each with the time at which it arrived.
 *
 *     of the system      F 0 (battery), F 5 (inputs, limit, switch), L (lamps, alarms, error)
 *     of a phase         F 1 to F 4
 *     of one unit        its RAM variables and its state, on its own scales
 *
 * Reference: protocol.md 6.10.
 */
import type { Raw16 } from "../bytes/Words.ts"
import type * as Scale from "../device/Scale.ts"
import type * as AcInfo from "../info/AcInfo.ts"
import type * as AcInputConfig from "../info/AcInputConfig.ts"
import type * as DcInfo from "../info/DcInfo.ts"
import type * as LedsFrame from "../mk2/Leds.ts"
import type * as DeviceState from "../winmon/DeviceState.ts"

/** The RAM variables behind a reading: some lend their scales to frames, the others are read from each unit. */
export const Ram = {
  mainsVoltage: 0,
  mainsCurrent: 1,
  outputVoltage: 2,
  outputCurrent: 3,
  batteryVoltage: 4,
  batteryCurrent: 5,
  inverterPeriod: 7,
  mainsPeriod: 8,
  stateOfCharge: 13,
  inverterPower: 14,
  inputPower: 15,
  outputPower: 16
} as const

/** The scale of each RAM variable that a unit was asked for, by id. */
export type RamScales = ReadonlyMap<number, Scale.RamScale>

/** A value that arrived, and when, in milliseconds on a clock that does not go back. */
export interface Arrived<A> {
  readonly value: A
  readonly at: number
}

/** A unit that answers, or one that is configured and does not. */
export type UnitStatus = "present" | "silent"

/** The answers of one unit. */
export interface UnitParts {
  /** Its short address, 0 to 31. */
  readonly address: number
  readonly status: UnitStatus
  readonly scales: RamScales
  /** The words of one reply. */
  readonly ram: ReadonlyMap<number, Arrived<Raw16>>
  /**
   * The polling cycle in which the words arrived. A sum is made of words of one cycle only; units that share no cycle
   * have no sum.
   */
  readonly cycle: number
  readonly state: Arrived<DeviceState.Reply> | null
  /** Stored value of its setting 64, the battery capacity: while it is 0 the state of charge means nothing. */
  readonly batteryCapacity: number | null
  /** Whether the words of its powers can be believed: those of some slaves cannot (protocol.md 4.5.1). */
  readonly measuresPower: boolean
  /** Of the battery that the product is made for; `null`: nobody knows, and its voltage is not judged. */
  readonly nominalVolts: number | null
}

/** The latest of each part; `null` or missing: never arrived. */
export interface Parts {
  readonly dc: Arrived<DcInfo.Reply> | null
  /** By phase, L1 first. */
  readonly ac: ReadonlyArray<Arrived<AcInfo.Reply> | null>
  readonly leds: Arrived<LedsFrame.Reply> | null
  readonly config: Arrived<AcInputConfig.Reply> | null
  /** All units that are configured, by address. */
  readonly units: ReadonlyArray<UnitParts>
}

/** Nothing arrived yet. */
export const noParts: Parts = { dc: null, ac: [], leds: null, config: null, units: [] }

/** A unit of which nothing arrived yet. */
export const unitParts = (address: number, scales: RamScales = new Map()): UnitParts => ({
  address,
  status: "present",
  scales,
  ram: new Map(),
  cycle: 0,
  state: null,
  batteryCapacity: null,
  measuresPower: true,
  nominalVolts: null
})
