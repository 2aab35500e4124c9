/**
 * Sites whose ports are simulations of this process, on the test clock.
 */
import { StateStore, Transport, WritePolicy } from "@vebus/runtime"
import { type DeviceOptions, type SimulatedTransport, transport } from "@vebus/testing/session"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Feed from "../src/Feed.ts"
import * as Ports from "../src/Ports.ts"
import * as Sites from "../src/Sites.ts"

/** What stands behind the ports, by URL. */
export class Behind extends Context.Service<Behind, ReadonlyMap<string, SimulatedTransport>>()(
  "test/Behind"
) {}

/** A site of the configuration. */
export const site = (port: string, interval = 1000) => ({ port, interval, address: null })

/** Sites over simulations: a URL `sim:NAME` is the one of that name. A name with a `/` is a URL itself, as of a real port. */
export const layer = (
  simulations: Readonly<Record<string, DeviceOptions>>
): Layer.Layer<Feed.Feed | Feed.Source | Sites.Sites | Behind> => {
  const permission = Layer.merge(WritePolicy.layer({ by: "test" }), StateStore.inMemory)
  const behind = Layer.effect(
    Behind,
    Effect.map(
      Effect.forEach(Object.entries(simulations), ([name, options]) =>
        Effect.map(
          transport({ line: "unpaced", ...options }),
          (made) => [name.includes("/") ? name : `sim:${name}`, made] as const
        )
      ),
      (all) => new Map(all)
    )
  )
  const ports = Layer.effect(
    Ports.Ports,
    Effect.map(Behind, (all) =>
      Ports.Ports.of({
        open: (url) => {
          const found = all.get(url)
          return found === undefined
            ? Effect.die(new Error(`there is nothing at ${url}`))
            : Effect.succeed(Transport.make(url, found.open, null))
        },
        permission: () => permission,
        cache: () => null
      })
    )
  )
  return Sites.layer.pipe(Layer.provide(ports), Layer.provideMerge(Layer.merge(Feed.layer, behind)))
}
