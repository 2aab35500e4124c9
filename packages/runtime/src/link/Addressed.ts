/**
 * The address that a request is for. Numbers come from anywhere; one that no unit can have is refused before anything is
 * sent, since the adapter would take it and every request under it would go unanswered. Reference: protocol.md 3.2.
 */
import { ShortAddress } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Errors from "../Errors.ts"

/** The number as the address of a unit. Fails with `Unsendable` outside 0 to 31. */
export const to = (address: number): Effect.Effect<ShortAddress.ShortAddress, Errors.DeviceError> =>
  ShortAddress.is(address)
    ? Effect.succeed(address)
    : Errors.device(
        new Errors.Unsendable({
          request: `a request to unit ${address}`,
          cause: `expected an address from 0 to ${ShortAddress.MAX}`
        })
      )
