/**
 * The limits that the battery sets: less near its floor and ceiling, nothing beyond them until it has come back. Voltages
 * are means of ten seconds. What is allowed falls at once and rises slowly, so that a voltage that sags and recovers with
 * the current does not switch it on and off. Pure.
 */
import type { Config } from "./Config.ts"
import type { UnitSample } from "./Types.ts"

/** The state of the battery. */
export interface State {
  /** A mean of ten seconds, in volts; `null`: never told. */
  readonly volts: number | null
  readonly voltsAt: number
  /** 0 to 1; `null`: not told. */
  readonly stateOfCharge: number | null
  readonly stateOfChargeAt: number
  readonly charge: Side
  readonly discharge: Side
}

/** The limit of one direction. */
interface Side {
  /** The share of the limit that is allowed, 0 to 1. */
  readonly share: number
  /** Since when nothing is, because the battery went beyond; `null`: it did not. */
  readonly beyondSince: number | null
}

const free: Side = { share: 1, beyondSince: null }

/** Nothing known. */
export const initial: State = {
  volts: null,
  voltsAt: -Infinity,
  stateOfCharge: null,
  stateOfChargeAt: -Infinity,
  charge: free,
  discharge: free
}

const MEAN_MILLIS = 10_000
/** Over which last part of the charge, and of the voltage, what is allowed goes down. */
const SOC_TAPER = 0.05
const VOLTS_TAPER = 0.5
/** How far the battery must come back. */
const SOC_BACK = 0.05
const VOLTS_BACK = 1
/** How long nothing is allowed at least: twice in ten minutes is the most that it may change. */
const BEYOND_MILLIS = 300_000
/** How fast what is allowed rises again, as a share for each second. */
const RISE_PER_SECOND = 1 / 60

type Limits = Config["battery"]

/** How far the battery is from a floor or below a ceiling, as it matters: 0 at the end, 1 where all is allowed. */
const roomOf = (
  volts: number | null,
  soc: number | null
): { readonly share: number; readonly isBeyond: boolean; readonly isBack: boolean } => {
  const rooms = [
    ...(volts === null ? [] : [{ room: volts, taper: VOLTS_TAPER, back: VOLTS_BACK }]),
    ...(soc === null ? [] : [{ room: soc, taper: SOC_TAPER, back: SOC_BACK }])
  ]
  return {
    share: Math.min(1, ...rooms.map(({ room, taper }) => Math.max(room / taper, 0))),
    isBeyond: rooms.some(({ room }) => room <= 0),
    isBack: rooms.every(({ room, back }) => room >= back)
  }
}

const sideOf = (side: Side, room: ReturnType<typeof roomOf>, elapsedMillis: number, now: number): Side => {
  if (side.beyondSince !== null) {
    const isOver = room.isBack && now - side.beyondSince >= BEYOND_MILLIS
    return isOver ? { share: 0, beyondSince: null } : side
  }
  if (room.isBeyond) return { share: 0, beyondSince: now }
  const rise = (Math.max(elapsedMillis, 0) / 1000) * RISE_PER_SECOND
  return { share: Math.min(room.share, side.share + rise), beyondSince: null }
}

/** Takes in what a sample says of the battery. */
export const next = (state: State, sample: UnitSample, limits: Limits): State => {
  const { at } = sample
  const told = sample.batteryVolts
  const isTold = told !== undefined && told !== null && Number.isFinite(told)
  const isFirst = state.volts === null
  const elapsed = isFirst ? 0 : at - state.voltsAt
  const volts = !isTold
    ? state.volts
    : isFirst
      ? told
      : state.volts + (told - state.volts) * Math.min(Math.max(elapsed, 0) / MEAN_MILLIS, 1)
  const soc = sample.stateOfCharge
  const isCharged = soc !== undefined && soc !== null && Number.isFinite(soc)
  const stateOfCharge = isCharged ? soc : state.stateOfCharge
  const above = (floor: number | null) =>
    floor === null || stateOfCharge === null ? null : stateOfCharge - floor
  const below = (ceiling: number | null) =>
    ceiling === null || stateOfCharge === null ? null : ceiling - stateOfCharge
  const aboveFloor = roomOf(volts === null ? null : volts - limits.voltageFloor, above(limits.socFloor))
  const belowCeiling = roomOf(volts === null ? null : limits.voltageCeiling - volts, below(limits.socCeiling))
  return {
    volts,
    voltsAt: isTold ? at : state.voltsAt,
    stateOfCharge,
    stateOfChargeAt: isCharged ? at : state.stateOfChargeAt,
    discharge: sideOf(state.discharge, aboveFloor, elapsed, at),
    charge: sideOf(state.charge, belowCeiling, elapsed, at)
  }
}

/** Whether the battery is known well enough to be used. A state of charge that was never told is not asked for. */
export const isKnown = (state: State, now: number, { maxAgeMillis, socFloor, socCeiling }: Limits): boolean =>
  state.volts !== null &&
  now - state.voltsAt <= maxAgeMillis &&
  ((socFloor === null && socCeiling === null) ||
    state.stateOfCharge === null ||
    now - state.stateOfChargeAt <= maxAgeMillis)

/** The most that may be charged and discharged now, in watts. */
export const limitsOf = (
  { charge, discharge }: State,
  { maxCharge, maxDischarge }: Pick<Config, "maxCharge" | "maxDischarge">
): { readonly charge: number; readonly discharge: number } => ({
  charge: maxCharge * charge.share,
  discharge: maxDischarge * discharge.share
})
