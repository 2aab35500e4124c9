/**
 * Rules for every request, whatever it asks for: its `Host` must be one of this gateway, its `Origin`, where there is
 * one, its own. A page of another origin can make a browser send requests here, and a name that resolves to this machine can
 * make it read the answers. Every answer says that only pages of this origin may use it, and none has words missing.
 * Reference: gateway.md 3; integrations.md 12.4.
 */
import { isIP } from "node:net"
import * as Effect from "effect/Effect"
import { HttpEffect, HttpMiddleware, HttpServerRequest, HttpServerResponse } from "effect/http"
import * as Json from "@vebus/runtime/json"
import type { Listen } from "../Config.ts"
import * as Problem from "./Problem.ts"

const LOOPBACK = ["localhost", "127.0.0.1", "::1"]
const WILDCARDS = ["0.0.0.0", "::"]

/** The names under which a gateway may be spoken to. */
export interface Hosts {
  /** With its port and without, in small letters. */
  readonly names: ReadonlySet<string>
  /**
   * Its port, where it listens on every address of its machine: then any address will do. What a page could make of a
   * foreign name is a name, and never an address.
   */
  readonly anyAddressWith: number | null
}

const bracketed = (host: string): string => (host.includes(":") ? `[${host}]` : host)

/** The names of a gateway that listens there, and those that the configuration names besides. */
export const hostsOf = ({ host, port }: Listen, allowed: ReadonlyArray<string>): Hosts => ({
  names: new Set(
    [...[host, ...LOOPBACK].map(bracketed), ...allowed].flatMap((name) => {
      const text = name.toLowerCase()
      return [text, `${text}:${port}`]
    })
  ),
  anyAddressWith: WILDCARDS.includes(host) ? port : null
})

const isAddressWith = (host: string, port: number): boolean => {
  const [, address] = /^(\[[\da-f:.]+\]|[\d.]+)(?::(\d+))?$/.exec(host) ?? []
  return address !== undefined && isIP(address.replace(/^\[|\]$/g, "")) !== 0 && host.endsWith(`:${port}`)
}

const isKnown = ({ names, anyAddressWith }: Hosts, host: string): boolean =>
  names.has(host) || (anyAddressWith !== null && isAddressWith(host, anyAddressWith))

const isOwn = (hosts: Hosts, origin: string, host: string): boolean => {
  if (!URL.canParse(origin)) return false
  const url = new URL(origin)
  return /^https?:$/.test(url.protocol) && (hosts.names.has(url.host) || url.host === host)
}

/** Why a request is turned away; `null`: it may go on. */
export const refusal = (
  hosts: Hosts,
  { host = "", origin }: { readonly host: string | undefined; readonly origin: string | undefined }
): Problem.Problem | null => {
  const name = host.toLowerCase()
  if (!isKnown(hosts, name)) {
    return Problem.problem(
      421,
      "foreign-host",
      "the name in the Host header is none of this gateway",
      "Name it under http.allowed-hosts in the configuration, if it is one."
    )
  }
  return origin === undefined || isOwn(hosts, origin, name)
    ? null
    : Problem.problem(403, "foreign-origin", "the request comes from a page of another origin")
}

const HEADERS = {
  "cross-origin-resource-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer"
}

/** Forbids caching, unless the answer says otherwise: values of a moment ago are those of another time. */
const cacheOf = ({ headers }: HttpServerResponse.HttpServerResponse) => ({
  "cache-control": headers["cache-control"] ?? "no-store"
})

/** An error as an answer. */
export const answerOf = (
  problem: Problem.Problem,
  headers: Readonly<Record<string, string>> = {}
): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.text(`${Json.line(problem)}\n`, {
    status: problem.status,
    contentType: "application/json",
    headers: { ...headers, ...(problem.status === 401 ? { "www-authenticate": "Bearer" } : {}) }
  })

/** Whether an error came without words of ours. */
const isWordless = ({ status, body }: HttpServerResponse.HttpServerResponse): boolean =>
  status >= 400 && !(body._tag !== "Empty" && /json/.test(body.contentType ?? ""))

/** Turns away what is not for this gateway, and completes what is answered. */
export const guard = (hosts: () => Hosts) =>
  HttpMiddleware.make((app) =>
    Effect.gen(function* () {
      const { headers } = yield* HttpServerRequest.HttpServerRequest
      yield* HttpEffect.appendPreResponseHandler((_, response) =>
        Effect.succeed(
          HttpServerResponse.setHeaders(
            isWordless(response) ? answerOf(Problem.ofStatus(response.status)) : response,
            { ...HEADERS, ...cacheOf(response) }
          )
        )
      )
      const refused = refusal(hosts(), { host: headers["host"], origin: headers["origin"] })
      return refused === null ? yield* app : answerOf(refused)
    })
  )
