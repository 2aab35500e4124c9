/**
 * The names of devices and adapters. Reference: protocol.md 3.3, 4.5.1.
 */
import * as Products from "./Products.ts"

export { type AdapterName, adapterName } from "./Adapter.ts"

const devices: Readonly<Record<number, string>> = Products.products

/** The name of a device by its product id (`SoftwareVersion.productId`), or `null` when nobody knows it. */
export const deviceName = (productId: number): string | null => devices[productId] ?? null

/** The nominal values in the name of a product; `null`: it has none. */
export interface Nominal {
  /** Of its battery. */
  readonly volts: number | null
  /** Of its inverter, in volt-amperes. */
  readonly voltAmperes: number | null
  /** Of the transfer switch of its AC inputs, the largest. */
  readonly transferAmperes: number | null
}

/** `12/3000`, `24V/2000`, or a voltage alone: `12V low power`. */
const VOLTS_AND_POWER = /(?:^|\s)(12|24|36|48)(?:V|\/)(?:\/?(\d{3,5}))?/
/** Behind the charger's current: `-16`, `-50/30`, `-2x100`, `-50(30)`. */
const TRANSFER = /-(?:2x)?(\d{1,3})(?:\/(\d{1,3}))?(?=[\s(-]|$)/

const unknown: Nominal = { volts: null, voltAmperes: null, transferAmperes: null }

/** The nominal values in the name of a product; all of them `null` for an unknown product. */
export const nominal = (productId: number): Nominal => {
  const name = deviceName(productId)
  if (name === null) return unknown
  const [, volts, power] = VOLTS_AND_POWER.exec(name) ?? []
  const [, first, second] = TRANSFER.exec(name) ?? []
  return {
    volts: volts === undefined ? null : Number(volts),
    voltAmperes: power === undefined ? null : Number(power),
    transferAmperes: first === undefined ? null : Math.max(Number(first), Number(second ?? 0))
  }
}
