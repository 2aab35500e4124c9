/**
 * The power that is wanted of the unit: one rule for all modes. As little as the preferred power is moved as keeps the grid
 * within its band; then the limits. Pure.
 *
 *     auto      band target..target, preferred 0        charge    band ..fuse, preferred the most
 *     hold      the same, never discharging             peak      band ..limit, preferred 0
 */
import type { Config } from "./Config.ts"
import type { Band, Mode, Reason } from "./Types.ts"

/** A mode, with what a schedule says besides. */
export interface Order {
  readonly mode: Mode
  /** Watts that are wanted while the band allows them; 0 unless said otherwise, all there is for `charge`. */
  readonly preferred?: number | null
  /** The band of the grid, in place of the configured one. */
  readonly band?: Band | null
  /** Watts that are to be drawn from the grid, in place of the configured target or band. */
  readonly target?: number | null
}

/** The most that the battery may take and give, in watts. */
export interface Limits {
  readonly charge: number
  readonly discharge: number
}

/** A wanted power in watts, and why it is not more. */
export interface Wanted {
  readonly watts: number
  readonly why: Reason
}

const clamp = (value: number, low: number, high: number): number => Math.max(Math.min(value, high), low)

const bandOf = ({ gridBand, gridTarget, fuseWatts }: Config, { mode, band, target }: Order): Band => {
  if (target !== undefined && target !== null && mode !== "charge") return { low: target, high: target }
  if (band !== undefined && band !== null) return band
  if (mode === "charge") return { low: null, high: gridBand?.high ?? fuseWatts }
  return gridBand ?? { low: gridTarget, high: gridTarget }
}

/** The watts that are to be drawn from the grid; `null`: a band, and not one figure. */
export const targetOf = (config: Config, order: Order): number | null => {
  const { low, high } = bandOf(config, order)
  return low === high ? low : null
}

/** The power that a house calls for. */
export const of = (config: Config, order: Order, house: number, limits: Limits): Wanted => {
  const band = bandOf(config, order)
  const preferred = order.preferred ?? (order.mode === "charge" ? config.maxCharge : 0)
  const wish = clamp(preferred, (band.low ?? -Infinity) - house, (band.high ?? Infinity) - house)
  const charge = order.mode === "hold-charge" ? 0 : limits.charge
  const discharge = order.mode === "hold" || order.mode === "charge" ? 0 : limits.discharge
  // What is charged comes through the fuse, too, and what is fed in goes back through it.
  const watts = clamp(
    wish,
    Math.max(-discharge, Math.min(-config.fuseWatts - house, 0)),
    Math.min(charge, Math.max(config.fuseWatts - house, 0))
  )
  if (watts === wish) return { watts, why: "follow" }
  const isBattery = wish > 0 ? limits.charge < config.maxCharge : limits.discharge < config.maxDischarge
  const isMode = wish > 0 ? order.mode === "hold-charge" : order.mode === "hold" || order.mode === "charge"
  if (isMode) return { watts, why: "mode" }
  return { watts, why: isBattery ? (wish > 0 ? "battery-ceiling" : "battery-floor") : "limit" }
}
