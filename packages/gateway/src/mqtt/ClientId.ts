/**
 * The name of a site to a broker. It is the same after each start: a broker then ends the connection that a killed gateway left
 * behind, and its will cannot come after the new `online`. Another on each machine: two gateways of one name would take the
 * connection from each other for ever.
 */
import { createHash } from "node:crypto"
import { hostname } from "node:os"
import * as Effect from "effect/Effect"

/** The client id of a site: at most 23 characters of letters and digits would be the least that a broker must take; more do. */
export const make = (base: string, site: string): Effect.Effect<string> =>
  Effect.sync(
    () =>
      `vebus-${site}-${createHash("sha256").update(`${hostname()}\n${base}\n${site}`).digest("hex").slice(0, 8)}`
  )
