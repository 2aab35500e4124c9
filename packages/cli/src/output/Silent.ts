/**
 * Units that are configured and do not answer. They hide nothing of the others: what answers is shown, they are named by
 * address, and a part that only they could have told is `null` with the reason. Reference: protocol.md 6.10.
 */
import type { Device, Errors } from "@vebus/runtime"
import { sentence } from "@vebus/runtime/silent"
import * as Effect from "effect/Effect"

export { sentence }

/** The addresses of the units that are configured and do not answer. */
export const addresses = (device: Device.Reads): Effect.Effect<ReadonlyArray<number>, Errors.LinkError> =>
  Effect.map(device.units, (units) =>
    units.filter(({ status }) => status === "silent").map(({ address }) => address)
  )

/** The same as the last lines of a text. */
export const lines = (silent: ReadonlyArray<number>): ReadonlyArray<string> => {
  const said = sentence(silent)
  return said === null ? [] : ["", said]
}

/** A part of the system, or why there is none. */
export type Part<A> =
  | { readonly value: A; readonly reason: null }
  | { readonly value: null; readonly reason: string }

/** A part that answered; or `null` with the reason, if a silent unit is one. Otherwise its failure is that of the link. */
export const part = <A>(
  asked: Effect.Effect<A, Errors.LinkError>,
  silent: ReadonlyArray<number>
): Effect.Effect<Part<A>, Errors.LinkError> => {
  const told = Effect.map(asked, (value): Part<A> => ({ value, reason: null }))
  const said = sentence(silent)
  return said === null
    ? told
    : Effect.catchReason(told, "DeviceError", "NoReply", ({ message }) =>
        Effect.succeed<Part<A>>({ value: null, reason: `${message}: ${said}` })
      )
}
