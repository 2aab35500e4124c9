/**
 * The address that the adapter has selected, as far as that is certain. Reference: protocol.md 3.2.
 */
import type { Frames } from "@vebus/codec"

/** Which unit winmon requests of one link reach. Used from the fibers of that link alone. */
export interface Selection {
  /** The address that the adapter acknowledged last; `null` while that is uncertain. */
  readonly address: () => number | null
  /** A request goes out. Until the adapter says which address it took, nobody can be sure whom a request reaches. */
  readonly sent: (request: Frames.Request) => void
  /** A frame came in. What the adapter says of an address that was not asked for last is late: both are uncertain. */
  readonly heard: (reply: Frames.Reply) => void
}

/** Nothing has been selected yet. */
export const make = (): Selection => {
  let selected: number | null = null
  let asked: number | null = null
  return {
    address: () => selected,
    sent: (request) => {
      if (request._tag !== "AddressRequest") return
      selected = null
      asked = request.address
    },
    heard: (reply) => {
      if (reply._tag !== "AddressReply" || reply.action !== "set") return
      selected = reply.address === asked ? asked : null
    }
  }
}
