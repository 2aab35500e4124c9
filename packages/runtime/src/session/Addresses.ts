/**
 * The addresses of a system: which are configured, and which to try where nobody reports that.
 *
 * F 7 of address 0 has the mask of the whole system. When that unit is off, the masters of the other phases may have it.
 * The mask says nothing about who answers. Reference: protocol.md 3.5.3, 6.10.
 */
import { DeviceConfig, type ShortAddress } from "@vebus/codec"
import * as Effect from "effect/Effect"
import { isNoReply, type LinkError } from "../Errors.ts"
import type { Ask, AskOptions } from "../link/Exchange.ts"
import * as Question from "../link/Question.ts"

/** The masters of L1, L2 and L3. */
const MASTERS = [0, 1, 2] as const

/** The addresses of a system of two units to a phase: those to try where nobody reports the configuration. */
export const CANDIDATES: ReadonlyArray<ShortAddress.ShortAddress> = [0, 1, 2, 3, 4, 5]

/**
 * The addresses that are configured, in order, as the first master that answers reports them, or else a unit that is known
 * to answer; `null` where none does.
 */
export const configured = Effect.fn("Addresses.configured")(function* (
  ask: Ask<"read">,
  options?: AskOptions,
  answering: ShortAddress.ShortAddress = 0
): Effect.fn.Return<ReadonlyArray<ShortAddress.ShortAddress> | null, LinkError> {
  for (const address of new Set([...MASTERS, answering])) {
    const config = yield* orNull(ask(Question.deviceConfig(address), options))
    const addresses = config === null ? [] : DeviceConfig.configuredAddresses(config.value)
    if (addresses.length > 0) return addresses
  }
  return null
})

/** `null` where nothing answers. */
const orNull = <A>(asked: Effect.Effect<A, LinkError>): Effect.Effect<A | null, LinkError> =>
  Effect.catchIf(asked, isNoReply, () => Effect.succeed(null))
