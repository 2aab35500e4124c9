/**
 * The documents of a simulated unit, as a gateway gives them.
 */
import { Device, type Errors } from "@vebus/runtime"
import { Content as Of, type Documents } from "@vebus/runtime/documents"
import { Profile } from "@vebus/simulator"
import { simulated } from "@vebus/testing/session"
import * as Effect from "effect/Effect"

type Content<N extends Documents.Noun> = Documents.Content<N>

/** Settings and flags of a 48 V unit behind an MK3. */
export const read: Effect.Effect<
  { readonly settings: Content<"settings">; readonly flags: Content<"flags"> },
  Errors.LinkError
> = Effect.gen(function* () {
  const session = yield* simulated({
    profile: Profile.profiles["multiplus-ii-48-5000-mk3"],
    line: "unpaced"
  })
  const device = Device.make(session)
  const settings = Of.settings(yield* Effect.orDie(device.settings()))
  const list = yield* device.flags()
  return { settings, flags: Of.flags(list, list.flags) }
}).pipe(Effect.scoped)
