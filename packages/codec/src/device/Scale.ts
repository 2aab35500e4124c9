/**
 * Scaling: the only place where a raw word becomes a quantity, and back. Everything here is total.
 *
 *     RAM variable    S = 0 or -32768       not supported
 *                     O = -32768            boolean: bit |S| - 1 of the word; |S| > 16 not supported
 *                     otherwise             value = k (r + O), r signed if S < 0
 *                                           k = |S| below 4000, else 1 / (8000 - |S|)
 *     setting         S = 0                 not supported
 *                     otherwise             value = k (r + O), k = S if S > 0, else 1 / -S
 *
 * The offset is added before scaling. Where k is 1/n the integer n divides, never a rounded 1/n.
 * Reference: protocol.md 5.
 *
 * @example S = 7F9C, O = 0 (`8E 9C 7F 00 00`): 0.01 unsigned, so 1441 is 14.41
 */
import * as Result from "effect/Result"
import { type Raw16, type Raw24, type Raw8 } from "../bytes/Words.ts"
import type { Amperes, Hertz, Joules, Ratio, Volts, Watts } from "./Quantity.ts"

/** The device does not have what the info was asked for. */
export interface Unsupported {
  readonly _tag: "Unsupported"
}
/** One bit of the word. */
export interface Bit {
  readonly _tag: "Bit"
  readonly bit: number
}
/** `(raw + offset) x multiplier / divisor`; one of the two factors is 1. */
export interface Linear {
  readonly _tag: "Linear"
  readonly multiplier: number
  readonly divisor: number
  readonly offset: number
  readonly signed: boolean
}
/** How a RAM variable is to be read: not at all, as one bit, or as a number. */
export type RamScale = Unsupported | Bit | Linear
/** How a setting is to be read: not at all, or as a number. */
export type SettingScale = Unsupported | Linear

const UNSUPPORTED: Unsupported = { _tag: "Unsupported" }
/** The offset word that marks a boolean, and the scale word whose magnitude leaves nothing to divide by. */
const MARK = -0x8000
/** Magnitudes from here on are divisors. */
const DIVISORS = 0x4000

/** The scale from the two words of a RAM variable info, each as it comes: signed, or as an unsigned number of 16 bits. */
export const ramScale = (scaleWord: number, offsetWord: number): RamScale => {
  const scale = numberOf(scaleWord, true)
  const offset = numberOf(offsetWord, true)
  const magnitude = Math.abs(scale)
  if (scale === 0 || scale === MARK) return UNSUPPORTED
  if (offset === MARK) return magnitude > 16 ? UNSUPPORTED : { _tag: "Bit", bit: magnitude - 1 }
  const multiplies = magnitude < DIVISORS
  return {
    _tag: "Linear",
    multiplier: multiplies ? magnitude : 1,
    divisor: multiplies ? 1 : 0x8000 - magnitude,
    offset,
    signed: scale < 0
  }
}

/**
 * The scale of a setting, from the two words of its info, each as it comes: signed, or as an unsigned number of 16 bits.
 * `signed` is for settings whose minimum lies above their maximum as u16.
 */
export const settingScale = (scaleWord: number, offsetWord: number, signed = false): SettingScale => {
  const scale = numberOf(scaleWord, true)
  return scale === 0
    ? UNSUPPORTED
    : {
        _tag: "Linear",
        multiplier: Math.max(scale, 1),
        divisor: Math.max(-scale, 1),
        offset: numberOf(offsetWord, true),
        signed
      }
}

/** The same scale, read as signed whatever the info says: AC currents (protocol.md 3.5.2). */
export const forceSigned = <S extends RamScale>(scale: S): S =>
  scale._tag === "Linear" ? { ...scale, signed: true } : scale

/** The word as a number, signed or not. */
export const numberOf = (raw: number, signed: boolean): number => (signed ? (raw << 16) >> 16 : raw & 0xffff)

/** The value of a number of raw steps. */
const valueOf = (scale: Linear, steps: number): number =>
  ((steps + scale.offset) * scale.multiplier) / scale.divisor + 0

/** The value of a word on a linear scale. */
export const toValue = (scale: Linear, raw: Raw16): number => valueOf(scale, numberOf(raw, scale.signed))

/** The value of a bit of a word. */
export const toBoolean = (scale: Bit, raw: Raw16): boolean => ((raw >> scale.bit) & 1) === 1

/** The word with one bit changed: the others have meanings of their own (protocol.md 5.1). */
export const withBit = ({ bit }: Bit, raw: Raw16, on: boolean): Raw16 =>
  (on ? raw | (1 << bit) : raw & ~(1 << bit)) as Raw16

/** Why a value has no raw word. `minimum` and `maximum` are what the scale can express. */
export type ScaleFailure =
  | Unsupported
  | {
      readonly _tag: "OutOfRange"
      readonly value: number
      readonly minimum: number
      readonly maximum: number
    }

/** The nearest word for a value, ties to even. Fails outside what the word can hold. */
export const toRaw = (scale: RamScale, value: number): Result.Result<Raw16, ScaleFailure> => {
  if (scale._tag !== "Linear") return Result.fail(UNSUPPORTED)
  const steps = roundHalfEven((value * scale.divisor) / scale.multiplier - scale.offset)
  const [lowest, highest] = scale.signed ? [-0x8000, 0x7fff] : [0, 0xffff]
  return steps >= lowest && steps <= highest
    ? Result.succeed((steps & 0xffff) as Raw16)
    : Result.fail({
        _tag: "OutOfRange",
        value,
        minimum: valueOf(scale, lowest),
        maximum: valueOf(scale, highest)
      })
}

const roundHalfEven = (value: number): number => {
  const floor = Math.floor(value)
  const rest = value - floor
  return rest < 0.5 ? floor : rest > 0.5 ? floor + 1 : floor + (Math.abs(floor) % 2)
}

const linear = (scale: RamScale | undefined, raw: Raw16): number | null =>
  scale?._tag === "Linear" ? toValue(scale, raw) : null

/** Volts of a word, or `null` when the device has no scale for it. */
export const volts = (scale: RamScale | undefined, raw: Raw16): Volts | null =>
  linear(scale, raw) as Volts | null
/** Amperes of a word, or `null` when the device has no scale for it. */
export const amperes = (scale: RamScale | undefined, raw: Raw16): Amperes | null =>
  linear(scale, raw) as Amperes | null
/** Watts of a word, or `null` when the device has no scale for it. */
export const watts = (scale: RamScale | undefined, raw: Raw16): Watts | null =>
  linear(scale, raw) as Watts | null
/** A ratio (state of charge), or `null` when the device has no scale for it. */
export const ratio = (scale: RamScale | undefined, raw: Raw16): Ratio | null =>
  linear(scale, raw) as Ratio | null

/**
 * Amperes of an AC current in an AC info frame: signed whatever the info says, times the factor of the frame.
 */
export const acAmperes = (scale: RamScale | undefined, raw: Raw16, factor: number): Amperes | null =>
  scale?._tag === "Linear" ? ((toValue(forceSigned(scale), raw) * factor + 0) as Amperes) : null

/** Amperes of a 24-bit DC current, by the factor of RAM 5 without its sign (protocol.md 5.4). */
export const dcAmperes = (scale: RamScale | undefined, raw: Raw24): Amperes | null =>
  scale?._tag === "Linear" ? (valueOf(scale, raw) as Amperes) : null

/** Hertz of a period: 10 / value. A period of zero or less has no frequency. */
const hertz = (scale: RamScale | undefined, raw: number): Hertz | null => {
  if (scale?._tag !== "Linear") return null
  const period = valueOf(scale, raw)
  return period > 0 ? ((10 / period) as Hertz) : null
}

/** The inverter's frequency from its period byte, on the scale of RAM 7. */
export const inverterHertz = (scale: RamScale | undefined, raw: Raw8): Hertz | null => hertz(scale, raw)

/** Below this voltage the mains period is what was left in the register (protocol.md 5.3). */
export const LIVE_MAINS_VOLTS = 50

/**
 * The mains frequency from its period byte, on the scale of RAM 8. A period of 00 or FF, and any period without
 * mains voltage, has no frequency.
 */
export const mainsHertz = (scale: RamScale | undefined, raw: Raw8, mains: Volts | null): Hertz | null =>
  raw === 0 || raw === 0xff || mains === null || mains < LIVE_MAINS_VOLTS ? null : hertz(scale, raw)

/** Amperes of a current limit in S and 0x41 frames: 0.1 A. */
export const limitAmperes = (raw: Raw16): Amperes => (raw / 10) as Amperes

/** Joules of a number of energy counts: 65,536 J each. */
export const countsToJoules = (counts: number): Joules => (counts * 0x1_0000) as Joules
