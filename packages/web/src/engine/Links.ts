/**
 * The state of a link that is not up, and the answers meanwhile.
 */
import type { Errors } from "@vebus/runtime"
import type { Failure } from "../Ask.ts"
import type { LinkState } from "../LinkState.ts"

/** The state of a link after an error. */
export const stateOf = (error: Errors.LinkError): LinkState =>
  error._tag === "TransportError" ? "unplugged" : error.reason._tag === "Asleep" ? "asleep" : "opening"

/** A failure in words. */
export const failed = (reason: string | null, message: string, remedy: string | null = null): Failure => ({
  ok: false,
  reason,
  message,
  remedy
})

/** There is no link to ask over. */
export const unanswered = (why: string): Failure => failed("no-link", why)

/** Nobody has allowed changes, or they were taken back. */
export const notAllowed: Failure = failed("not-allowed", "changes are not allowed here")
