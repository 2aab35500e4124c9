/**
 * A device's version, from one long reply, or from the two halves of the short form. Reference: protocol.md 4.5.1.
 */
import { SoftwareVersion, Words } from "@vebus/codec"
import * as Effect from "effect/Effect"
import type { LinkError } from "../Errors.ts"
import type { Ask, AskOptions } from "../link/Exchange.ts"
import * as Question from "../link/Question.ts"

/** The version of a device, and how it was told. */
export interface DeviceVersion {
  /** The whole number, unsigned, 32 bits. */
  readonly version: number
  /** The bytes behind the version in a long reply: nobody knows their meaning. */
  readonly remainder: Words.Spare
  /** The shape of the reply. */
  readonly winmonMode: "short" | "long"
  /** When its first part arrived, by the wall clock. */
  readonly time: number
}

/** How often a short reply is asked for again when the device does not know the second half. */
const AGAIN = 2

/**
 * Asks for the version. A long reply that lost bytes on its way looks like a short one; the device then refuses the other
 * half, and is asked again.
 */
export const read = (ask: Ask<"read">, options?: AskOptions): Effect.Effect<DeviceVersion, LinkError> =>
  Effect.retry(once(ask, options), {
    times: AGAIN,
    while: (error) => error._tag === "DeviceError" && error.reason._tag === "Refused"
  })

const once = (ask: Ask<"read">, options?: AskOptions): Effect.Effect<DeviceVersion, LinkError> =>
  Effect.gen(function* () {
    const { value: reply, time } = yield* ask(Question.softwareVersion, options)
    if (reply.form === "long") {
      return { version: reply.version, remainder: reply.spare, winmonMode: "long", time }
    }
    const { value: high } = yield* ask(Question.softwareVersionHigh, options)
    const version = SoftwareVersion.joinWords(reply.lowWord, high.highWord)
    return { version, remainder: Words.NONE, winmonMode: "short", time }
  })
