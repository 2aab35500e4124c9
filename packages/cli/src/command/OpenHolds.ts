/**
 * Says that a hold of a set-point was left open on the unit that a command opens: its program was killed. Sends only reads,
 * and these only where the journal has such a hold.
 */
import { OpenHolds, type Session, StateStore } from "@vebus/runtime"
import { Places, StateFiles } from "@vebus/runtime/files"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { Surroundings } from "../Surroundings.ts"

/** A sentence about an open hold. */
export const text = ({ line }: OpenHolds.OpenHold): string =>
  `"${line.by}" held ${line.watts} W on this unit (address ${line.address}) at ${line.time}, and the journal does not know its end: ` +
  `the program was killed, or still runs. A unit obeys such a set-point for up to a minute after it was last written`

/** Says so on stderr. What cannot be found out is passed over: the command is about something else. */
export const tell = (session: Session.Session): Effect.Effect<void> =>
  Effect.gen(function* () {
    const { env } = yield* Surroundings
    const store = Effect.provide(StateStore.StateStore, StateFiles.layer(Places.here(env).state))
    const open = OpenHolds.of(yield* (yield* store).journal)
    if (open.length === 0) return
    for (const hold of yield* OpenHolds.there(session, open)) {
      yield* Console.error(`vebus: ${text(hold)}. "vebus ess stop" ends it, as "vebus undo" does`)
    }
  }).pipe(Effect.ignore)
