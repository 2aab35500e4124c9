/**
 * Other masters on the bus: whoever sends panel frames steers the unit too. They are heard only while the adapter
 * forwards their frames, which every S frame of ours asks it to. Reference: protocol.md 3.10, 6.6.
 */
import { ForeignPanel } from "@vebus/codec"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Monotonic from "../Monotonic.ts"
import type { Session } from "../Session.ts"

/** How long a master counts as there after its last frame. */
const PRESENT_MILLIS = 10_000

export interface Masters {
  /** The other master that was heard lately, in words, or `null`. */
  readonly heard: Effect.Effect<string | null>
}

/** Listens until the scope closes. */
export const listen = (session: Session): Effect.Effect<Masters, never, Scope.Scope> =>
  Effect.gen(function* () {
    let last: { readonly at: number; readonly position: string } | undefined
    yield* session.incoming.pipe(
      Stream.runForEach((incoming) =>
        Effect.sync(() => {
          if (incoming._tag !== "Received" || incoming.reply._tag !== "ForeignPanel") return
          last = { at: incoming.at, position: ForeignPanel.position(incoming.reply) }
        })
      ),
      Effect.forkScoped({ startImmediately: true })
    )
    return {
      heard: Effect.map(Monotonic.millis, (now) =>
        last === undefined || now - last.at > PRESENT_MILLIS
          ? null
          : `another panel (a GX device, a Digital Multi Control or a second adapter, which asks for ${last.position})`
      )
    }
  })
