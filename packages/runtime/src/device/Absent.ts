/**
 * Asking for what may not be there. A question without an answer calls the link itself into question after five
 * transmissions; what not every system has is asked for less often than that. Reference: protocol.md 3.5, 7.
 */
import * as Effect from "effect/Effect"
import type { LinkError } from "../Errors.ts"
import * as Retry from "../link/Retry.ts"

/** Three transmissions: enough for a bad line, and too few to set the link right for. */
export const tentatively = { retry: Retry.times(2), mayBeAbsent: true } as const

/** `null` where nothing answers. */
export const orNullUnanswered = <A, R>(
  effect: Effect.Effect<A, LinkError, R>
): Effect.Effect<A | null, LinkError, R> =>
  Effect.catchReason(effect, "DeviceError", "NoReply", () => Effect.succeed(null))

/** `null` where the device says that it has no such thing. */
export const orNullUnsupported = <A, R>(
  effect: Effect.Effect<A, LinkError, R>
): Effect.Effect<A | null, LinkError, R> =>
  Effect.catchReasons(effect, "DeviceError", {
    Unsupported: () => Effect.succeed(null),
    Refused: () => Effect.succeed(null)
  })
