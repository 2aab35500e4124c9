/**
 * A gateway that serves simulated sites over HTTP, on the clock of the machine.
 */
import type { DeviceOptions } from "@vebus/testing/session"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import { HttpServer } from "effect/http"
import { Feed } from "../../src/Feed.ts"
import * as Permissions from "../../src/commands/Permissions.ts"
import * as Auth from "../../src/http/Auth.ts"
import * as Gate from "../../src/http/Gate.ts"
import * as Handlers from "../../src/http/Handlers.ts"
import * as Server from "../../src/http/Server.ts"
import type * as Static from "../../src/http/Static.ts"
import { Sites } from "../../src/Sites.ts"
import * as Simulations from "../Simulations.ts"

export const TOKEN = "a-token-of-the-test"

/** How it is served. */
export interface Options {
  readonly host?: string
  readonly token?: string | null
  readonly openReads?: boolean
  readonly allowedHosts?: ReadonlyArray<string>
  readonly gate?: Partial<Gate.Gate["Service"]>
  readonly sites?: Readonly<Record<string, DeviceOptions>>
  readonly page?: Static.Page | null
  readonly framedBy?: ReadonlyArray<string>
}

const refuse = () => Effect.fail({ code: "not-allowed", message: "nothing may be changed" })

/** The gateway, and with it what stands behind the sites. */
export const layer = ({
  host = "127.0.0.1",
  token = TOKEN,
  openReads = true,
  allowedHosts = [],
  gate = {},
  sites = { van: {} },
  page = null,
  framedBy = []
}: Options = {}) => {
  const access = Layer.succeed(Auth.Access)({
    policy: Effect.succeed({ token: token === null ? null : Redacted.make(token), openReads })
  })
  const about = Layer.succeed(Handlers.About)({
    metrics: Effect.succeed({ build: { version: "1.2.3", revision: "abc", runtime: "node" } })
  })
  const gates = Layer.succeed(Gate.Gate)({
    allowed: () => ({ ...Permissions.none, settings: [] }),
    plan: refuse,
    undo: refuse,
    execute: refuse,
    steer: refuse,
    held: () => null,
    ...gate
  })
  return Server.layer({
    listen: { host, port: 0 },
    allowedHosts: () => allowedHosts,
    page,
    framedBy: () => framedBy
  }).pipe(
    Layer.provide([access, about, gates]),
    Layer.provideMerge(Simulations.layer(sites)),
    Layer.provideMerge(Layer.succeed(References.MinimumLogLevel)("None"))
  )
}

/** The port that the gateway listens on. */
export const port = Effect.map(HttpServer.HttpServer, ({ address }) =>
  address._tag === "UnixPathAddress" ? 0 : address.port
)

/** The beginning of all URLs. */
export const base = Effect.map(port, (found) => `http://127.0.0.1:${found}`)

/** An answer with its body. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: () => Record<string, unknown>
}

/** Asks the gateway. */
export const ask = (path: string, init: RequestInit = {}) =>
  Effect.flatMap(base, (url) =>
    Effect.promise(async (): Promise<Answer> => {
      const response = await fetch(`${url}${path}`, init)
      const text = await response.text()
      return {
        status: response.status,
        headers: response.headers,
        text,
        json: () => JSON.parse(text) as Record<string, unknown>
      }
    })
  )

/** The sites go on the air, and have a reading each. */
export const started = (names: ReadonlyArray<string> = ["van"]) =>
  Effect.gen(function* () {
    const sites = yield* Sites
    yield* sites.apply(Object.fromEntries(names.map((name) => [name, Simulations.site(`sim:${name}`, 200)])))
    const feed = yield* Feed
    yield* Effect.repeat(Effect.sleep("20 millis"), {
      until: () =>
        Effect.map(feed.sites, (views) => views.every(({ fresh, identity }) => fresh && identity !== null))
    })
  })

/** With the token. */
export const authorized: RequestInit = { headers: { authorization: `Bearer ${TOKEN}` } }
