/**
 * The scales of a device's RAM variables: each is asked for once. Reference: protocol.md 4.5.4.
 */
import { Scale } from "@vebus/codec"
import * as Effect from "effect/Effect"
import type { LinkError } from "./Errors.ts"
import type { Ask } from "./Exchange.ts"
import type { InfoCache } from "./device/InfoCache.ts"
import * as Question from "./Question.ts"

/** A way to get the scales of one device. */
export const make =
  (ask: Ask<"read">, { ram }: InfoCache) =>
  (id: number): Effect.Effect<Scale.RamScale, LinkError> =>
    Effect.map(ram(id, askWords(ask, id)), ({ scaleWord, offsetWord }) =>
      Scale.ramScale(scaleWord, offsetWord)
    )

const askWords = (ask: Ask<"read">, id: number) =>
  ask(Question.ramInfo(id)).pipe(
    Effect.map(({ value }) => value),
    Effect.catchReason("DeviceError", "Unsupported", () => Effect.succeed({ scaleWord: 0, offsetWord: 0 }))
  )
