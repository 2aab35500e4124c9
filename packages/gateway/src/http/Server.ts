/**
 * The HTTP server: the page, the API, its description, the guard, and limits that slow and large requests meet.
 */
import { createServer } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as ByteSize from "effect/ByteSize"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { HttpIncomingMessage, HttpRouter, HttpServer } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import type { Listen } from "../Config.ts"
import { Api } from "./Api.ts"
import * as Auth from "./Auth.ts"
import * as Guard from "./Guard.ts"
import * as Handlers from "./Handlers.ts"
import * as Lookup from "./Lookup.ts"
import * as Room from "./Room.ts"
import * as Static from "./Static.ts"
import * as Methods from "./Methods.ts"

/** How large a body may be. */
export const MAX_BODY = ByteSize.kibibytes(64)

/** How long a request may take to come, its head and all of it; how long a connection may be silent; in milliseconds. */
const timeouts = {
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  keepAliveTimeout: 5000,
  connectionsCheckingInterval: 2000
}
/** A client that has not taken anything for so long is cut off. Heartbeats are more frequent. */
const SILENT_MILLIS = 120_000
/** How long an answer may go on after the end of the gateway was asked for. */
const GRACE = "500 millis"

const server = () => {
  const made = createServer(timeouts)
  Room.keep(made)
  made.setTimeout(SILENT_MILLIS)
  return made
}

/** Where it listens, and under which other names it is reached. */
export interface Options {
  readonly listen: Listen
  /** As it is now: it may change while the gateway runs. */
  readonly allowedHosts: () => ReadonlyArray<string>
  /** The page; `null`: there is none. */
  readonly page: Static.Page | null
  /** Origins that may frame the page, as they are now. */
  readonly framedBy: () => ReadonlyArray<string>
}

/** The routes of the gateway, and the server behind them. Fails where the address is in use. */
export const layer = ({ listen, allowedHosts, page, framedBy }: Options) => {
  const api = HttpApiBuilder.layer(Api, { openapiPath: "/openapi.json" }).pipe(
    Layer.provide(Handlers.layer),
    Layer.provide([Auth.layer, Lookup.layer])
  )
  const served = Layer.unwrap(
    Effect.map(HttpServer.HttpServer, ({ address }) => {
      const port = address._tag === "UnixPathAddress" ? listen.port : address.port
      const hosts = () => Guard.hostsOf({ host: listen.host, port }, allowedHosts())
      return HttpRouter.serve(Layer.mergeAll(api, Methods.layer, Static.layer(page, { framedBy })), {
        middleware: Guard.guard(hosts),
        disableLogger: true,
        disableListenLog: true
      })
    })
  )
  return served.pipe(
    Layer.provide(Layer.succeed(HttpIncomingMessage.MaxBodySize)(MAX_BODY)),
    Layer.provideMerge(
      NodeHttpServer.layer(server, { host: listen.host, port: listen.port, gracefulShutdownTimeout: GRACE })
    )
  )
}

/** The TCP port of a server that listens. */
export const portOf = (services: Context.Context<HttpServer.HttpServer>): number => {
  const { address } = Context.get(services, HttpServer.HttpServer)
  return address._tag === "UnixPathAddress" ? 0 : address.port
}
