/**
 * Bus lines, MK2 command `H`: the two lines of the VE.Bus that an MK3 can pull to ground. An MK2 does not answer.
 *
 *     d[0]  lines  bit 0: panel detect; bit 1: standby; bit 2: unknown, set after power-up (05)
 *
 * A request without data gets, one with data sets. Reference: protocol.md 3.8.
 *
 * @example 02 FF 48 B7 - get
 * @example 03 FF 48 05 B1 - the power-up default
 */
import * as L from "../bytes/Layout.ts"
import { answered } from "../link/Command.ts"
import * as FrameType from "../link/FrameType.ts"
import * as Traits from "../link/Traits.ts"

const head = [FrameType.MK2, 0x48]

/** Bits of the lines. */
export const PANEL_DETECT = 0x01
/** Pulls the standby line. */
export const STANDBY = 0x02
/** The lines of an MK3 after its start. */
export const POWER_UP = 0x05

const names = { [PANEL_DETECT]: "panel detect", [STANDBY]: "standby" }
const lines = L.uint8.says((mask, _, phrases) => phrases.bits(mask, names))

/** `lines` is `null` in a get. */
export const Request = L.forms("BusLinesRequest", head, ...L.ending({}, [{ lines }], { spare: L.spare() }))
export type Request = typeof Request.Type

/** The lines as they are now. */
export const Reply = L.layout("BusLinesReply", head, { lines, spare: L.spare() })
export type Reply = typeof Reply.Type

/** A get reads, a set changes the bus. */
export const command = answered(Request, [Reply], ({ lines }) => (lines === null ? Traits.read : Traits.set))

/** Asks for the lines. */
export const get: Request = Request.make()

/** Sets all lines at once. */
export const set = (lines: number): Request => Request.make({ lines })
