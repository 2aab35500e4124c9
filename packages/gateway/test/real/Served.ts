/**
 * Simulated sites on the real clock, with their exposition under a URL, for programs that scrape.
 */
import { once } from "node:events"
import { createServer } from "node:http"
import { Prometheus } from "@vebus/gateway"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as References from "effect/References"
import type * as Scope from "effect/Scope"
import { Feed } from "../../src/Feed.ts"
import { Sites } from "../../src/Sites.ts"
import { Behind, layer, site } from "../Simulations.ts"
import { until } from "./Program.ts"

const options = {
  build: { version: "0.2.0", revision: null, runtime: `node ${process.versions.node}` },
  compat: "invertergui"
} as const

/** The sites `van` and `boat`, which have been read. */
export const sites = layer({ van: {}, boat: {} }).pipe(
  Layer.provideMerge(Layer.succeed(References.MinimumLogLevel)("None"))
)

/** What `/metrics` would say to somebody who accepts this. */
export const exposition = (accept?: string) =>
  Effect.gen(function* () {
    return Prometheus.exposition(yield* (yield* Feed).sites, options, accept)
  })

/** Connects the sites, and waits for their readings. */
export const read = Effect.gen(function* () {
  yield* (yield* Sites).apply({ van: site("sim:van"), boat: site("sim:boat") })
  const feed = yield* Feed
  const context = yield* Effect.context<never>()
  yield* until(
    () => "both sites to be read",
    () =>
      Effect.runPromiseWith(context)(
        Effect.map(feed.sites, (all) =>
          all.every(({ fresh, reading, identity }) => fresh && identity !== null && reading?.battery != null)
        )
      )
  )
})

/** The exposition under a URL. */
export const served: Effect.Effect<{ readonly host: string }, never, Scope.Scope | Feed> = Effect.gen(
  function* () {
    const context = yield* Effect.context<Feed>()
    const server = yield* Effect.acquireRelease(
      Effect.promise(async () => {
        const made = createServer((request, response) => {
          void Effect.runPromiseWith(context)(exposition(request.headers.accept)).then(
            ({ contentType, body }) => response.writeHead(200, { "content-type": contentType }).end(body)
          )
        }).listen(0, "127.0.0.1")
        await once(made, "listening")
        return made
      }),
      (made) =>
        Effect.promise(async () => {
          made.closeAllConnections()
          made.close()
          await once(made, "close")
        })
    )
    return { host: `127.0.0.1:${(server.address() as { readonly port: number }).port}` }
  }
)

/** Makes something happen to the line of a site. */
export const happen = (name: string, kind: "unplug" | "sleep", forMillis: number) =>
  Effect.flatMap(Behind, (behind) => behind.get(`sim:${name}`)!.line.happen({ kind, forMillis }))
