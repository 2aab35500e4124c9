/**
 * All sites of a gateway on its broker, each with a connection of its own. A site that is taken out of the configuration is
 * taken back: its documents, and all else that is retained of it.
 *
 * Reference: integrations.md 3; gateway.md 2, 4.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import type { Commands } from "../Commands.ts"
import type { Feed } from "../Feed.ts"
import * as Site from "./Site.ts"

/** Publishes the sites of the gateway at their broker. */
export class Mqtt extends Context.Service<
  Mqtt,
  {
    /** Makes the published sites these. Those that are there already go on. */
    readonly apply: (sites: ReadonlyArray<string>) => Effect.Effect<void>
  }
>()("@vebus/gateway/Mqtt") {}

/** A broker, and what it is told of the gateway. */
export type Options = Omit<Site.Options, "site">

/** Nothing is published. */
export const nowhere: Layer.Layer<Mqtt> = Layer.succeed(Mqtt)({ apply: () => Effect.void })

/** Publishes to a broker, until the scope closes. */
export const layer = (options: Options): Layer.Layer<Mqtt, never, Feed | Commands> =>
  Layer.effect(
    Mqtt,
    Effect.gen(function* () {
      const services = yield* Effect.context<Feed | Commands>()
      // Sites say goodbye all at once; each of them does one thing after the other.
      const outer = yield* Scope.fork(yield* Effect.scope, "parallel")
      const sites = new Map<string, { readonly scope: Scope.Closeable; readonly site: Site.Published }>()
      const start = (name: string) =>
        Effect.gen(function* () {
          const scope = yield* Scope.fork(outer, "sequential")
          const site = yield* Site.make({ ...options, site: name }).pipe(
            Scope.provide(scope),
            Effect.provideContext(services)
          )
          sites.set(name, { scope, site })
        })
      const stop = (name: string) =>
        Effect.suspend(() => {
          const found = sites.get(name)
          sites.delete(name)
          return found === undefined
            ? Effect.void
            : Effect.andThen(found.site.withdraw, Scope.close(found.scope, Exit.void))
        })
      return Mqtt.of({
        apply: (names) =>
          Effect.gen(function* () {
            yield* Effect.forEach(
              [...sites.keys()].filter((name) => !names.includes(name)),
              stop,
              {
                discard: true
              }
            )
            yield* Effect.forEach(
              names.filter((name) => !sites.has(name)),
              start,
              { discard: true }
            )
          })
      })
    })
  )
