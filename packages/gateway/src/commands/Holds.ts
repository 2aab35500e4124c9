/**
 * Set-points of the ESS assistant that somebody outside wants: one hold for each site, begun by the first command and moved
 * by the next ones. A set-point that is not sent again in time gives way to 0, and none is taken up again by itself.
 *
 * Reference: integrations.md 12.12; gateway.md 4.
 */
import type { Control, EssHold } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import type * as Owners from "./Owners.ts"
import * as Refused from "./Refused.ts"

/** How long a set-point holds without a new command, in milliseconds. */
export const STALE_MILLIS = 60_000

/** How long the unit may take to acknowledge a set-point, in milliseconds. */
const PATIENCE_MILLIS = 6000
const LOOK_MILLIS = 100
const OWNER = "commands"

interface Held {
  readonly scope: Scope.Closeable
  readonly hold: EssHold.Hold
  readonly control: Control.Control["Service"]
}

/** The holds of all sites. */
export interface Holds {
  /** Holds other watts from now on; gives what the unit acknowledged. */
  readonly set: (
    site: string,
    control: Control.Control["Service"],
    watts: number
  ) => Effect.Effect<number, Refused.Refused>
  /** Ends a hold: 0 is written. */
  readonly release: (site: string) => Effect.Effect<void>
  readonly releaseAll: Effect.Effect<void>
  /** The set-point that is held at a site, in watts; `null`: none. */
  readonly held: (site: string) => number | null
}

/** Holds, until the scope closes: then each of them ends with 0. */
export const make = Effect.fnUntraced(function* (
  owners: Owners.Owners
): Effect.fn.Return<Holds, never, Scope.Scope> {
  const outer = yield* Effect.scope
  const held = new Map<string, Held>()

  const release = (site: string) =>
    Effect.suspend(() => {
      const found = held.get(site)
      held.delete(site)
      return found === undefined
        ? Effect.void
        : Effect.ensuring(
            Scope.close(found.scope, Exit.void),
            Effect.sync(() => owners.give(site, OWNER))
          )
    })

  const begin = (site: string, control: Control.Control["Service"], watts: number) =>
    Effect.uninterruptibleMask((restore) =>
      Effect.gen(function* () {
        yield* owners.take(site, OWNER)
        const scope = yield* Scope.fork(outer)
        const hold = yield* restore(
          Scope.provide(control.holdEss(watts, { staleAfter: STALE_MILLIS }), scope)
        ).pipe(
          Effect.onError(() =>
            Effect.andThen(
              Scope.close(scope, Exit.void),
              Effect.sync(() => owners.give(site, OWNER))
            )
          )
        )
        const mine: Held = { scope, hold, control }
        held.set(site, mine)
        // It is over when it fails, when it is released, and when its site ends.
        yield* Effect.raceFirst(hold.ended, hold.rested).pipe(
          Effect.catch((error) =>
            Effect.logWarning(`${site}: the ESS set-point is no longer held: ${error.message}`)
          ),
          Effect.ensuring(Effect.suspend(() => (held.get(site) === mine ? release(site) : Effect.void))),
          Effect.forkIn(outer)
        )
        return hold.acknowledged()
      })
    )

  const move = ({ hold }: Held, watts: number) =>
    Effect.gen(function* () {
      yield* hold.set(watts)
      const wanted = Math.round(watts)
      for (let waited = 0; hold.acknowledged() !== wanted; waited += LOOK_MILLIS) {
        if (waited >= PATIENCE_MILLIS)
          return yield* Refused.refused("timeout", `the unit did not acknowledge a set-point of ${wanted} W`)
        yield* Effect.sleep(LOOK_MILLIS)
      }
      return hold.acknowledged()
    })

  return {
    set: (site, control, watts) =>
      Effect.suspend(() => {
        const found = held.get(site)
        // A site that was connected anew has another control, and its hold has ended.
        return found !== undefined && found.control === control
          ? move(found, watts)
          : Effect.andThen(release(site), begin(site, control, watts))
      }).pipe(Effect.mapError((error) => (error._tag === "Refused" ? error : Refused.ofError(error)))),
    release,
    releaseAll: Effect.suspend(() => Effect.forEach([...held.keys()], release, { discard: true })),
    held: (site) => held.get(site)?.hold.acknowledged() ?? null
  }
})
