/**
 * Energy counters, winmon 0x0F: ten rolling counters in units of 65,536 J.
 *
 *     0F                 request
 *     98 c0 ... c9       AC1 to inverter, AC2 to inverter, AC1 to out, AC2 to out, inverter to AC1, inverter to AC2,
 *                        out to AC1, out to AC2, inverter to out, out to inverter
 *
 * Reference: protocol.md 4.5.10.
 *
 * @example 0D FF 58 98 01 00 02 00 00 00 03 00 04 00 FA - 1, 0, 2, 0, 0, 0, 3, 0, 4, 0
 */
import * as L from "../bytes/Layout.ts"
import { answered } from "../link/Command.ts"
import * as Traits from "../link/Traits.ts"

/** The counters in the order of their bytes. */
export const counters = [
  "acIn1ToInverter",
  "acIn2ToInverter",
  "acIn1ToOutput",
  "acIn2ToOutput",
  "inverterToAcIn1",
  "inverterToAcIn2",
  "outputToAcIn1",
  "outputToAcIn2",
  "inverterToOutput",
  "outputToInverter"
] as const

/** Asks for the counters. */
export const Request = L.layout("EnergyCountersRequest", [0x0f], { spare: L.spare() })
export type Request = typeof Request.Type

/** The ten counts, 0 to 255 each, in the order of `counters`. */
export const Reply = L.layout("EnergyCountersReply", [0x98], {
  counts: L.bytes(counters.length, counters.length).each(
    (count, _, __, index) => `${counters[index]}: ${count} x 65536 J, rolls over at 256`
  ),
  spare: L.spare()
})
export type Reply = typeof Reply.Type

/** Changes nothing, and may be repeated at will. */
export const command = answered(Request, [Reply], Traits.read)

/** Asks for the counters. */
export const request: Request = Request.make()
