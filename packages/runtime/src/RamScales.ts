/**
 * The scales of a device's RAM variables: each is asked for once, and remembered. Reference: protocol.md 4.5.4.
 */
import { Scale } from "@vebus/codec"
import * as Effect from "effect/Effect"
import type { LinkError } from "./Errors.ts"
import type { Ask } from "./Exchange.ts"
import * as Question from "./Question.ts"

/** A way to get the scales of one device. */
export const make = (ask: Ask<"read">) => {
  const scales = new Map<number, Scale.RamScale>()
  return (id: number): Effect.Effect<Scale.RamScale, LinkError> =>
    Effect.suspend(() => {
      const known = scales.get(id)
      if (known !== undefined) return Effect.succeed(known)
      return ask(Question.ramInfo(id)).pipe(
        Effect.map(({ value }) => Scale.ramScale(value.scaleWord, value.offsetWord)),
        Effect.catchReason("DeviceError", "Unsupported", () => Effect.succeed(Scale.ramScale(0, 0))),
        Effect.tap((scale) => Effect.sync(() => scales.set(id, scale)))
      )
    })
}
