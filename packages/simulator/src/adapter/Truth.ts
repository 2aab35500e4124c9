/**
 * The truth behind an answer: what was so in the simulation at the instant the answer was made. A record is plain JSON
 * data, one a line in a truth file, and is what a program's readings are compared with. Reference: decisions.md 8.
 */
import { type Frames, Hex, States } from "@vebus/codec"
import * as Answers from "./Answers.ts"
import * as AcInfo from "../unit/info/AcInfo.ts"
import * as AcInputConfig from "./info/AcInputConfig.ts"
import * as DcInfo from "../unit/info/DcInfo.ts"
import * as Device from "../unit/Device.ts"
import * as Model from "../profile/Model.ts"
import * as Mains from "../world/Mains.ts"
import * as System from "./System.ts"
import * as Figures from "./Figures.ts"

/** The true values at the time of one answer. */
export interface Truth {
  /** When the answer was made, in milliseconds since the start of the simulation. */
  readonly ms: number
  /** The unit that was asked, or the master of the system. */
  readonly address: number
  /** The whole request frame. */
  readonly request: string
  /** The unsigned word of every RAM variable that the unit has, by id. */
  readonly raw: Readonly<Record<string, number>>
  /** Of the system, as the adapter reports them. */
  readonly leds: { readonly on: number; readonly blink: number }
  /** The alarm bits of protocol.md 3.4, of all units that answer. */
  readonly alarms: number
  /** 0 for none. */
  readonly vebusError: number
  /** Main state and charge sub-state, as numbered in protocol.md 4.5.3. */
  readonly state: { readonly state: number; readonly subState: number }
  /** Input current limit in 0.1 A. */
  readonly limit: { readonly actual: number; readonly minimum: number; readonly maximum: number }
  readonly switchRegister: number
  /** Stored word of setting 64, the battery capacity, or `null` when the unit lacks it. */
  readonly capacityRaw: number | null
  readonly dc: {
    readonly voltageRaw: number
    readonly inverterCurrentRaw: number
    readonly chargerCurrentRaw: number
    readonly periodRaw: number
  }
  /** By phase, L1 first. */
  readonly ac: ReadonlyArray<{
    readonly phase: number
    readonly mainsVoltageRaw: number
    readonly mainsCurrentRaw: number
    readonly outputVoltageRaw: number
    readonly outputCurrentRaw: number
    readonly mainsPeriodRaw: number
  }>
  /** The powers of the whole system, with units that are not heard. */
  readonly system: Figures.Figures
  /** Values that no answer has, or not so exactly. */
  readonly plant: Plant
}

/** The plant as it is, with units in the names. */
export interface Plant {
  /** Whether there is an AC source, and whether the units have accepted it. */
  readonly mains: boolean
  readonly mainsAccepted: boolean
  /** The demand of the loads, over all phases. */
  readonly loadWatts: number
  /** From 0 to 1, whatever the unit reports. */
  readonly stateOfCharge: number
  readonly batteryCelsius: number
  readonly unitCelsius: number
}

/** The truth about a system that has just done what a frame asked. */
export const make = (
  system: System.State,
  { request, frame }: { readonly request: Frames.Request; readonly frame: Uint8Array },
  { at, startedAt }: { readonly at: number; readonly startedAt: number }
): Truth => {
  const address = Answers.addressOf(system, request)
  const device = system.devices.find((other) => other.address === address) ?? system.devices[0]
  const told = Device.told(device)
  const dc = DcInfo.reply(system.devices)
  const config = AcInputConfig.reply(system, at)
  return {
    ms: microseconds(at - startedAt),
    address: device.address,
    request: Hex.toHex(frame),
    raw: device.ram,
    leds: System.leds(system, at),
    alarms: System.alarms(system, at),
    vebusError: System.vebusError(system),
    state: {
      state: States.OperatingState.encode(told.state),
      subState: States.ChargeState.encode(told.subState)
    },
    limit: {
      actual: config.actualLimitRaw,
      minimum: config.minimumLimitRaw,
      maximum: config.maximumLimitRaw
    },
    switchRegister: System.switchRegister(system),
    capacityRaw: device.stored[Model.Setting.batteryCapacity] ?? null,
    dc: {
      voltageRaw: dc.batteryVoltageRaw,
      inverterCurrentRaw: dc.inverterCurrentRaw,
      chargerCurrentRaw: dc.chargerCurrentRaw,
      periodRaw: dc.inverterPeriodRaw
    },
    ac: phases(system),
    system: Figures.make(system),
    plant: plantOf(system)
  }
}

/** Milliseconds to three digits: what follows are traces of the byte time. */
const microseconds = (millis: number): number => Math.round(millis * 1000) / 1000

/** The plant of a system. */
export const plantOf = ({ plant }: System.State): Plant => ({
  mains: plant.mains.source.on,
  mainsAccepted: Mains.isAccepted(plant.mains),
  loadWatts: plant.loads.reduce((sum, { loadWatts }) => sum + loadWatts, 0),
  stateOfCharge: plant.stateOfCharge,
  batteryCelsius: plant.protection.batteryCelsius,
  unitCelsius: plant.protection.unitCelsius
})

const phases = (system: System.State): Truth["ac"] => {
  const count = System.phaseCount(system)
  return ([1, 2, 3, 4] as const).flatMap((phase) => {
    const master = System.phaseMaster(system, phase)
    if (master === null) return []
    const ac = AcInfo.reply(master, phase, count, System.unitsOf(system, master))
    return {
      phase,
      mainsVoltageRaw: ac.mainsVoltageRaw,
      mainsCurrentRaw: ac.mainsCurrentRaw,
      outputVoltageRaw: ac.outputVoltageRaw,
      outputCurrentRaw: ac.outputCurrentRaw,
      mainsPeriodRaw: ac.mainsPeriodRaw
    }
  })
}
