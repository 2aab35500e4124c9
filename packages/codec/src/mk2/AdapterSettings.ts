/**
 * Adapter settings, MK2 command `D`: the switch state, limit and flags that the adapter holds.
 *
 *     d[0]  position  switch position as in S
 *     d[1]  pot       old-format limit: potentiometer
 *     d[2]  scale     old-format limit: panel scale
 *     d[3]  xIds      the marker byte of S
 *     d[4]  flags     layout not documented
 *     d[5]  sfr       id, may be absent; meaning unknown
 *
 * Reference: protocol.md 3.7.
 *
 * @example 02 FF 44 BB - the request
 */
import * as L from "../bytes/Layout.ts"
import { answered } from "../link/Command.ts"
import * as FrameType from "../link/FrameType.ts"
import * as Traits from "../link/Traits.ts"
import { Position } from "./Switch.ts"

const head = [FrameType.MK2, 0x44]

/** Asks for the settings that the adapter holds. */
export const Request = L.layout("AdapterSettingsRequest", head, { spare: L.spare() })
export type Request = typeof Request.Type

/** The memory of the adapter; `sfr` is `null` when it is absent. */
export const Reply = L.forms(
  "AdapterSettingsReply",
  head,
  ...L.ending(
    {
      position: L.named(Position),
      pot: L.uint8,
      scale: L.uint8,
      xIds: L.uint8,
      flags: L.uint8.says("not explained")
    },
    [{ sfr: L.uint8.says("not explained") }],
    { spare: L.spare() }
  )
)
export type Reply = typeof Reply.Type

/** Changes nothing, and may be repeated at will. */
export const command = answered(Request, [Reply], Traits.read)

/** Asks for the adapter's settings. */
export const request: Request = Request.make()
