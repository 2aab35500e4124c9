/**
 * Other masters on the bus: whoever sends panel frames steers the unit too. They are heard only while the adapter
 * forwards their frames, which it does once an S frame has asked it to, and until it restarts. So whoever is about to
 * move switch or limit for the first time asks for them, without moving anything, and listens before the first frame
 * that does. A master that repeats itself less often than that is heard later, and refuses the next plan.
 * Reference: protocol.md 3.10, 6.6.
 */
import { ForeignPanel } from "@vebus/codec"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { LinkError } from "../Errors.ts"
import type { Ask } from "../link/Exchange.ts"
import * as Monotonic from "../Monotonic.ts"
import type { Session } from "../session/Session.ts"
import type { Order } from "./Order.ts"

/** How long a master counts as there after its last frame. */
const PRESENT_MILLIS = 10_000
/** How long to listen before the first write: masters repeat themselves every second. */
const LISTENING_MILLIS = 2500

/** Other masters on the bus, as they were heard. */
export interface Masters {
  /** The other master that was heard lately, in words, or `null`. */
  readonly heard: Effect.Effect<string | null>
  /**
   * The same, once their frames are sure to be passed on: if nobody has asked for them since the link was last
   * initialised, asks with these frames and listens.
   */
  readonly listenedFor: (ask: Ask, asking: ReadonlyArray<Order>) => Effect.Effect<string | null, LinkError>
}

/** Listens until the scope closes. */
export const listen = (session: Session): Effect.Effect<Masters, never, Scope.Scope> =>
  Effect.gen(function* () {
    let last: { readonly at: number; readonly position: string } | undefined
    let askedFor: ReturnType<Session["identity"]> | undefined
    yield* session.incoming.pipe(
      Stream.runForEach((incoming) =>
        Effect.sync(() => {
          if (incoming._tag !== "Received" || incoming.reply._tag !== "ForeignPanel") return
          last = { at: incoming.at, position: ForeignPanel.position(incoming.reply) }
        })
      ),
      Effect.forkScoped({ startImmediately: true })
    )
    const heard = Effect.map(Monotonic.millis, (now) =>
      last === undefined || now - last.at > PRESENT_MILLIS
        ? null
        : `another panel (a GX device, a Digital Multi Control or a second adapter, which asks for ${last.position})`
    )
    const listenedFor: Masters["listenedFor"] = (ask, asking) =>
      Effect.gen(function* () {
        const master = yield* heard
        const identity = session.identity()
        if (master !== null || askedFor === identity) return master
        yield* Effect.forEach(asking, (question) => ask(question))
        yield* Effect.sleep(LISTENING_MILLIS)
        askedFor = identity
        return yield* heard
      })
    return { heard, listenedFor }
  })
