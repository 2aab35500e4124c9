/**
 * What holds for every request, whatever it asks for: its `Host` must be one of this gateway, its `Origin`, where there is
 * one, its own. A page of another origin can make a browser send requests here, and a name that resolves to this machine can
 * make it read the answers. Every answer says that only pages of this origin may use it, and none has words missing.
 * Reference: gateway.md 3; integrations.md 12.4.
 */
import * as Effect from "effect/Effect"
import { HttpEffect, HttpMiddleware, HttpServerRequest, HttpServerResponse } from "effect/http"
import * as Json from "@vebus/runtime/json"
import { isLoopback, type Listen } from "../Config.ts"
import * as Problem from "./Problem.ts"

const LOOPBACK = ["localhost", "127.0.0.1", "::1"]

const bracketed = (host: string): string => (host.includes(":") ? `[${host}]` : host)

/** The names under which a gateway may be spoken to, with its port and without. */
export const hostsOf = (
  { host, port }: Listen,
  allowed: ReadonlyArray<string>,
  addresses: ReadonlyArray<string> = []
): ReadonlySet<string> => {
  const names = isLoopback(host) ? [host, ...LOOPBACK] : [host, ...LOOPBACK, ...addresses]
  return new Set(
    [...names.map(bracketed), ...allowed].flatMap((name) => {
      const text = name.toLowerCase()
      return [text, `${text}:${port}`]
    })
  )
}

const isOwn = (hosts: ReadonlySet<string>, origin: string): boolean =>
  URL.canParse(origin) && /^https?:$/.test(new URL(origin).protocol) && hosts.has(new URL(origin).host)

/** Why a request is turned away; `null`: it may go on. */
export const refusal = (
  hosts: ReadonlySet<string>,
  { host, origin }: { readonly host: string | undefined; readonly origin: string | undefined }
): Problem.Problem | null => {
  if (!hosts.has((host ?? "").toLowerCase())) {
    return Problem.problem(
      421,
      "foreign-host",
      "the name in the Host header is none of this gateway",
      "Name it under http.allowed-hosts in the configuration, if it is one."
    )
  }
  return origin === undefined || isOwn(hosts, origin)
    ? null
    : Problem.problem(403, "foreign-origin", "the request comes from a page of another origin")
}

const HEADERS = {
  "cross-origin-resource-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store"
}

const bodyOf = (problem: Problem.Problem): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.text(`${Json.line(problem)}\n`, {
    status: problem.status,
    contentType: "application/json",
    ...(problem.status === 401 ? { headers: { "www-authenticate": "Bearer" } } : {})
  })

/** Whether an error came without words of ours. */
const isWordless = ({ status, body }: HttpServerResponse.HttpServerResponse): boolean =>
  status >= 400 && !(body._tag !== "Empty" && /json/.test(body.contentType ?? ""))

/** Turns away what is not for this gateway, and completes what is answered. */
export const guard = (hosts: () => ReadonlySet<string>) =>
  HttpMiddleware.make((app) =>
    Effect.gen(function* () {
      const { headers } = yield* HttpServerRequest.HttpServerRequest
      yield* HttpEffect.appendPreResponseHandler((_, response) =>
        Effect.succeed(
          HttpServerResponse.setHeaders(
            isWordless(response) ? bodyOf(Problem.ofStatus(response.status)) : response,
            HEADERS
          )
        )
      )
      const refused = refusal(hosts(), { host: headers["host"], origin: headers["origin"] })
      return refused === null ? yield* app : bodyOf(refused)
    })
  )
