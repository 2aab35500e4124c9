/**
 * A reading: what a system is doing, with units, put together from the frames that came in. Every output (JSON, tables,
 * metrics) is made from it.
 *
 * Absent is not zero: what the unit does not have, did not answer, or answered too long ago is `null`. Signs are those
 * of integrations.md 1: battery charging, AC drawn from the input and AC to the loads are positive.
 * Reference: protocol.md 3.5, 5; decisions.md 7.
 */
import * as Schema from "effect/Schema"
import * as FrameSchema from "./bytes/FrameSchema.ts"
import type { Raw16 } from "./bytes/Words.ts"
import type { Valued } from "./device/Entry.ts"
import { Leds, leds as ledsOf } from "./device/LedMasks.ts"
import { Amperes, DegreesCelsius, Hertz, printable, Ratio, Volts, Watts } from "./device/Quantity.ts"
import * as RamVariable from "./device/RamVariable.ts"
import * as Scale from "./device/Scale.ts"
import { ChargeState, DeviceState } from "./device/States.ts"
import * as SwitchRegister from "./device/SwitchRegister.ts"
import type * as AcInfo from "./info/AcInfo.ts"
import type * as AcInputConfig from "./info/AcInputConfig.ts"
import type * as DcInfo from "./info/DcInfo.ts"
import type * as LedsFrame from "./mk2/Leds.ts"
import type * as DeviceStateFrame from "./winmon/DeviceState.ts"

/** The name and version of the JSON form. */
export const SCHEMA = "vebus.reading/1"

/** The battery; `current` and `power` are positive while it charges, `stateOfCharge` is 0 to 1. */
export const Battery = Schema.Struct({
  voltage: Schema.NullOr(Volts),
  current: Schema.NullOr(Amperes),
  power: Schema.NullOr(Watts),
  stateOfCharge: Schema.NullOr(Ratio),
  temperature: Schema.NullOr(DegreesCelsius)
})
export type Battery = typeof Battery.Type

/** One phase of the AC input or of the AC output. */
export const AcPhase = Schema.Struct({
  phase: Schema.Literals([1, 2, 3, 4]),
  voltage: Schema.NullOr(Volts),
  current: Schema.NullOr(Amperes),
  power: Schema.NullOr(Watts),
  frequency: Schema.NullOr(Hertz)
})
export type AcPhase = typeof AcPhase.Type

/** What a system says about itself at one time, in SI units. What it does not have or did not say is `null`. */
export const Reading = Schema.Struct({
  schema: Schema.Literal(SCHEMA),
  /** When the reading was put together, ISO 8601 in UTC. */
  time: Schema.String,
  /** The port as it was opened; `sim:` for a simulation. */
  port: Schema.String,
  /** The short address of the device that was asked. */
  address: Schema.Int,
  battery: Schema.NullOr(Battery),
  acInput: Schema.NullOr(Schema.Array(AcPhase)),
  acOutput: Schema.NullOr(Schema.Array(AcPhase)),
  device: Schema.NullOr(
    Schema.Struct({
      state: FrameSchema.named(DeviceState),
      chargeState: Schema.NullOr(FrameSchema.named(ChargeState))
    })
  ),
  leds: Schema.NullOr(Leds),
  switch: Schema.NullOr(
    Schema.Struct({
      requested: SwitchRegister.SwitchPosition,
      charge: Schema.Boolean,
      invert: Schema.Boolean
    })
  ),
  currentLimit: Schema.NullOr(Schema.Struct({ actual: Amperes, minimum: Amperes, maximum: Amperes }))
})
export type Reading = typeof Reading.Type

/** The RAM variables behind a reading: their scales are needed for the frames, the last three are read themselves. */
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
  inputPower: 15,
  outputPower: 16
} as const

/** The scale of each RAM variable that the device was asked for, by id. */
export type RamScales = ReadonlyMap<number, Scale.RamScale>

/** Something that arrived, and when, in milliseconds on a clock that does not go back. */
export interface Arrived<A> {
  readonly value: A
  readonly at: number
}

/** The latest of each thing that a reading is made of; `null` or missing: never arrived. */
export interface Parts {
  readonly dc: Arrived<DcInfo.Reply> | null
  /** By phase, L1 first. */
  readonly ac: ReadonlyArray<Arrived<AcInfo.Reply> | null>
  readonly ram: ReadonlyMap<number, Arrived<Raw16>>
  readonly state: Arrived<DeviceStateFrame.Reply> | null
  readonly leds: Arrived<LedsFrame.Reply> | null
  readonly config: Arrived<AcInputConfig.Reply> | null
  /** What the masters of the other phases were asked, L2 first; `null` or missing: not asked. */
  readonly masters: ReadonlyArray<Master | null>
  /** Stored value of setting 64, the battery capacity: while it is 0 the state of charge means nothing. */
  readonly batteryCapacity: number | null
}

/** The powers of one phase are those of its master, on that device's own scales. */
export interface Master {
  readonly ram: ReadonlyMap<number, Arrived<Raw16>>
  readonly scales: RamScales
}

/** Nothing arrived yet. */
export const noParts: Parts = {
  dc: null,
  ac: [],
  ram: new Map(),
  state: null,
  leds: null,
  config: null,
  masters: [],
  batteryCapacity: null
}

/** What a reading says besides its measurements, and which parts are too old for it. */
export interface Frame {
  readonly time: string
  readonly port: string
  readonly address: number
  /** Parts that arrived before this time do not count. */
  readonly notBefore: number
}

/** Puts a reading together. Parts older than `notBefore` are absent from it. */
export const assemble = (
  parts: Parts,
  scales: RamScales,
  { time, port, address, notBefore }: Frame
): Reading => {
  const fresh = <A>(part: Arrived<A> | null | undefined): A | null =>
    part === null || part === undefined || part.at < notBefore ? null : part.value
  const ram = (id: number): Raw16 | null => fresh(parts.ram.get(id))
  const dc = fresh(parts.dc)
  const ac = parts.ac.map(fresh)
  const state = fresh(parts.state)
  const leds = fresh(parts.leds)
  const config = fresh(parts.config)
  /** The power of a phase, which its master tells: L1 is that of the device that was asked. */
  const power = (id: number, phase: number): Watts | null => {
    const master = phase === 0 ? { ram: parts.ram, scales } : (parts.masters[phase - 1] ?? null)
    return master === null ? null : powerOf(id, fresh(master.ram.get(id)), master.scales)
  }
  return {
    schema: SCHEMA,
    time,
    port,
    address,
    battery: batteryOf(dc, stateOfCharge(ram(Ram.stateOfCharge), parts.batteryCapacity, scales), scales),
    acInput: ac.every((frame) => frame === null)
      ? null
      : ac.map((frame, index) => inputOf(frame, index, power(Ram.inputPower, index), scales)),
    acOutput: ac.every((frame) => frame === null)
      ? null
      : ac.map((frame, index) => outputOf(frame, index, dc, power(Ram.outputPower, index), scales)),
    device:
      state === null
        ? null
        : { state: state.state, chargeState: state.state === "charge" ? state.subState : null },
    leds: leds === null ? null : ledsOf(leds),
    switch: switchOf(config),
    currentLimit: config === null ? null : currentLimitOf(config)
  }
}

const stateOfCharge = (raw: Raw16 | null, capacity: number | null, scales: RamScales): Ratio | null =>
  raw === null || capacity === null || capacity === 0 ? null : Scale.ratio(scales.get(Ram.stateOfCharge), raw)

const batteryOf = (dc: DcInfo.Reply | null, soc: Ratio | null, scales: RamScales): Battery | null => {
  if (dc === null && soc === null) return null
  const { voltage, current, power } = dc === null ? noDc : dcOf(dc, scales)
  // Nobody knows the unit of RAM 21, so there is no temperature to tell.
  return { voltage, current, power, stateOfCharge: soc, temperature: null }
}

const noDc = { voltage: null, current: null, power: null }

/** What a DC info frame says. Charging is positive; the two currents that make the sum are magnitudes. */
export const dcOf = (dc: DcInfo.Reply, scales: RamScales) => {
  const voltage = Scale.volts(scales.get(Ram.batteryVoltage), dc.batteryVoltageRaw)
  const inverterCurrent = Scale.dcAmperes(scales.get(Ram.batteryCurrent), dc.inverterCurrentRaw)
  const chargerCurrent = Scale.dcAmperes(scales.get(Ram.batteryCurrent), dc.chargerCurrentRaw)
  const current =
    chargerCurrent === null || inverterCurrent === null
      ? null
      : ((chargerCurrent - inverterCurrent) as Amperes)
  const power = voltage === null || current === null ? null : ((voltage * current + 0) as Watts)
  const frequency = Scale.inverterHertz(scales.get(Ram.inverterPeriod), dc.inverterPeriodRaw)
  return { voltage, inverterCurrent, chargerCurrent, current, power, frequency }
}

/** What an AC info frame says of its phase, the factors applied. Drawn from the input and to the loads are positive. */
export const acOf = (ac: AcInfo.Reply, scales: RamScales) => {
  const voltage = Scale.volts(scales.get(Ram.mainsVoltage), ac.mainsVoltageRaw)
  return {
    input: {
      voltage,
      current: Scale.acAmperes(scales.get(Ram.mainsCurrent), ac.mainsCurrentRaw, ac.backfeedFactor),
      frequency: Scale.mainsHertz(scales.get(Ram.mainsPeriod), ac.mainsPeriodRaw, voltage)
    },
    output: {
      voltage: Scale.volts(scales.get(Ram.outputVoltage), ac.outputVoltageRaw),
      current: Scale.acAmperes(scales.get(Ram.outputCurrent), ac.outputCurrentRaw, ac.inverterFactor)
    }
  }
}

const noAc = {
  input: { voltage: null, current: null, frequency: null },
  output: { voltage: null, current: null }
}

/** RAM variables that count what is fed out as positive: input power, filtered and not. */
const fedOut: ReadonlyArray<number> = [Ram.inputPower, 18]

/** The value of a RAM variable, with the signs of all our outputs: power drawn from the input is positive. */
export const ramOf = (id: number, scale: Scale.RamScale, raw: Raw16): Valued<number | boolean | null> => {
  const told = RamVariable.value(id, scale, raw)
  return fedOut.includes(id) && typeof told.value === "number" ? { ...told, value: 0 - told.value } : told
}

const phaseOf = (index: number): AcPhase["phase"] => (index + 1) as AcPhase["phase"]

const powerOf = (id: number, raw: Raw16 | null, scales: RamScales): Watts | null => {
  const scale = scales.get(id)
  return raw !== null && scale?._tag === "Linear" ? (ramOf(id, scale, raw).value as Watts) : null
}

const inputOf = (
  frame: AcInfo.Reply | null,
  index: number,
  power: Watts | null,
  scales: RamScales
): AcPhase => {
  const { voltage, current, frequency } = (frame === null ? noAc : acOf(frame, scales)).input
  return { phase: phaseOf(index), voltage, current, power, frequency }
}

const outputOf = (
  frame: AcInfo.Reply | null,
  index: number,
  dc: DcInfo.Reply | null,
  power: Watts | null,
  scales: RamScales
): AcPhase => {
  const { voltage, current } = (frame === null ? noAc : acOf(frame, scales)).output
  const frequency = dc === null ? null : dcOf(dc, scales).frequency
  return { phase: phaseOf(index), voltage, current, power, frequency }
}

/** The switch as an AC input configuration tells it, or `null` where it does not. */
export const switchOf = (config: AcInputConfig.Reply | null): Reading["switch"] =>
  config === null || config.switchRegister === null
    ? null
    : {
        requested: SwitchRegister.requested(config.switchRegister),
        charge: SwitchRegister.chargeEnabled(config.switchRegister),
        invert: SwitchRegister.invertEnabled(config.switchRegister)
      }

/** The input current limit, and between what it can be set. */
export const currentLimitOf = (config: AcInputConfig.Reply) => ({
  actual: Scale.limitAmperes(config.actualLimitRaw),
  minimum: Scale.limitAmperes(config.minimumLimitRaw),
  maximum: Scale.limitAmperes(config.maximumLimitRaw)
})

/** The reading as one line of JSON, its numbers with at most six significant digits. */
export const toJson = (reading: Reading): string =>
  JSON.stringify(reading, (_, value: unknown) => (typeof value === "number" ? printable(value) : value))
