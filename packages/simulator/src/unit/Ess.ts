/**
 * The ESS assistant: a host that writes a set-point again and again moves the power at the AC input.
 *
 *     base + 0   header
 *     base + 1   set-point, watts at the AC input, positive when fed in. It reads back as what the inverter gives
 *     base + 2   control: bit 0 no charging, which is pass-through; bit 1 no feeding in
 *
 * A host that falls silent leaves pass-through behind. Before a host has written anything an energy manager of the plant
 * is at work. Reference: protocol.md 6.8, 8.
 */
import { Scale } from "@vebus/codec"
import type { Manager } from "../world/Orders.ts"

/** The word that a host has written, and the time of its last write, in milliseconds. */
export interface State {
  readonly setpointRaw: number
  readonly writtenAt: number
}

/** The memory of a host after a restart. */
export const forgotten: State = { setpointRaw: 0, writtenAt: Number.NEGATIVE_INFINITY }

const DISABLE_CHARGE = 0x01
const DISABLE_FEED_IN = 0x02

/** Who moves the power at a time, with an assistant whose control word is given. */
export const manager = (state: State | null, control: number, timeoutMillis: number, at: number): Manager => {
  if ((control & DISABLE_CHARGE) !== 0) return "pass-through"
  if (state === null) return "plant"
  if (at - state.writtenAt > timeoutMillis) return "pass-through"
  return {
    inputWatts: 0 - Scale.numberOf(state.setpointRaw, true),
    feedsIn: (control & DISABLE_FEED_IN) === 0
  }
}
