/**
 * Version, MK2 command `V`: the adapter's version and heartbeat. Sent in answer to a request, and unasked when the
 * line has been idle for about a second; it may come between any request and its reply.
 *
 *     d[0..3]  version  u32: type x 1000 + firmware (1130 = MK2, 1170 = MK3)
 *     d[4]     mode     00-1F: the address selected with A; 42 'B': none yet; 57 'W': another mode
 *
 * A mode that is not the address set earlier means that the adapter restarted. Reference: protocol.md 1.3, 3.3.
 *
 * @example 07 FF 56 24 DB 11 00 42 52 - MK3 with firmware 212, no address selected
 */
import * as L from "../bytes/Layout.ts"
import { answered } from "../link/Command.ts"
import * as FrameType from "../link/FrameType.ts"
import * as Traits from "../link/Traits.ts"

/** The command letter `V`. */
export const LETTER = 0x56
/** The mode byte of an adapter on which no address has been selected. */
export const NO_ADDRESS = 0x42

const modeText = (mode: number): string =>
  mode <= 0x1f ? `device ${mode} selected` : mode === NO_ADDRESS ? "no device selected" : "another mode"

/** Asks for the version. */
export const Request = L.layout("VersionRequest", [FrameType.MK2, LETTER], { spare: L.spare() })
export type Request = typeof Request.Type

/** Version number and mode byte of the adapter. */
export const Reply = L.layout("VersionReply", [FrameType.MK2, LETTER], {
  version: L.uint32.says((version, _, phrases) => `${version}: ${phrases.adapter(version)}`),
  mode: L.uint8.says(modeText),
  spare: L.spare()
}).titled(({ version }, phrases) => `version reply: ${phrases.adapter(version)}`)
export type Reply = typeof Reply.Type

/** Changes nothing, and may be repeated at will. */
export const command = answered(Request, [Reply], Traits.read)

/** Asks for the version. */
export const request: Request = Request.make()

/** The address selected with `A`, 0 to 31, or `null` when none is. */
export const selectedAddress = (reply: Reply): number | null => (reply.mode <= 0x1f ? reply.mode : null)

/** Version number div 1000: 1130 is an MK2, 1170 an MK3. */
export const adapterType = ({ version }: Pick<Reply, "version">): number => Math.trunc(version / 1000)

/** Version number mod 1000. */
export const firmware = (reply: Reply): number => reply.version % 1000
