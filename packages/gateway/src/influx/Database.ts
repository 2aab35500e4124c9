/**
 * One write to InfluxDB, by the API of version 1 or 2, and what its answer means for the lines.
 *
 *     2xx               written
 *     400, 422          some lines were no good: the others are written, so none goes out again
 *     413               too much at once
 *     all else          not written; they wait, and go out again
 *
 * Writing a line twice is no harm: it is the same point. Reference: integrations.md 8; real-parts.md 8.
 */
import { HttpClient, HttpClientRequest, type HttpClientResponse } from "effect/http"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Secret from "../Secret.ts"

/** Where lines go, and who we are there. */
export interface Settings {
  /** The address of the server. */
  readonly url: string
  /** The destination: a database of version 1, or a bucket of version 2. */
  readonly into:
    | {
        readonly version: 1
        readonly database: string
        readonly username: string | null
        readonly passwordFile: string | null
      }
    | {
        readonly version: 2
        readonly org: string | null
        readonly bucket: string
        readonly tokenFile: string | null
      }
}

/** Lines are not in the database. */
export class NotWritten extends Data.TaggedError("NotWritten")<{
  /** `refused`: never will be. `too-large`: not so many at once. `unavailable`: not now. */
  readonly why: "refused" | "too-large" | "unavailable"
  readonly message: string
}> {}

const TIMEOUT = "30 seconds"
/** So much is shown of what a server says. */
const MAX_SHOWN = 200

const unavailable = (message: string) => new NotWritten({ why: "unavailable", message })

const stored = (path: string | null) =>
  path === null
    ? Effect.succeed(null)
    : Effect.mapError(Secret.read(path), ({ message }) => unavailable(message))

/** Base URLs may have a path of their own, as behind a proxy. */
const below = (url: string, path: string): string => `${url.replace(/\/+$/u, "")}${path}`

/** The request without its lines, for credentials as they stand in their file now. */
export const request = ({
  url,
  into
}: Settings): Effect.Effect<HttpClientRequest.HttpClientRequest, NotWritten> =>
  into.version === 1
    ? Effect.map(stored(into.passwordFile), (password) => {
        const made = HttpClientRequest.post(below(url, "/write")).pipe(
          HttpClientRequest.setUrlParams({ db: into.database, precision: "ms" })
        )
        return into.username === null
          ? made
          : HttpClientRequest.basicAuth(made, into.username, password ?? Redacted.make(""))
      })
    : Effect.map(stored(into.tokenFile), (token) => {
        const made = HttpClientRequest.post(below(url, "/api/v2/write")).pipe(
          HttpClientRequest.setUrlParams({
            ...(into.org === null ? {} : { org: into.org }),
            bucket: into.bucket,
            precision: "ms"
          })
        )
        return token === null
          ? made
          : HttpClientRequest.setHeader(made, "authorization", `Token ${Redacted.value(token)}`)
      })

/** The answer of a server, which is foreign text: one short line of it. */
const said = (response: HttpClientResponse.HttpClientResponse): Effect.Effect<string> =>
  response.text.pipe(
    Effect.map((text) =>
      text
        .replaceAll(/\p{Cc}+/gu, " ")
        .trim()
        .slice(0, MAX_SHOWN)
    ),
    Effect.orElseSucceed(() => ""),
    Effect.map((text) => (text === "" ? `status ${response.status}` : `status ${response.status}: ${text}`))
  )

const REFUSED = [400, 422]
const TOO_LARGE = 413

/** Writes lines. Fails where they are not in the database. */
export const write = (
  settings: Settings,
  lines: string
): Effect.Effect<void, NotWritten, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    const bare = yield* request(settings)
    const full = yield* HttpClientRequest.bodyText(bare, lines, "text/plain; charset=utf-8").pipe(
      HttpClientRequest.compressBody("gzip"),
      Effect.mapError(({ message }) => unavailable(message))
    )
    const response = yield* Effect.mapError(HttpClient.execute(full), (error) => {
      const { cause } = error.reason as { readonly cause?: { readonly cause?: { readonly code?: string } } }
      return unavailable(`no answer${cause?.cause?.code === undefined ? "" : ` (${cause.cause.code})`}`)
    })
    if (response.status >= 200 && response.status < 300) return yield* Effect.ignore(response.arrayBuffer)
    const message = yield* said(response)
    return yield* new NotWritten({
      why: REFUSED.includes(response.status)
        ? "refused"
        : response.status === TOO_LARGE
          ? "too-large"
          : "unavailable",
      message
    })
  }).pipe(
    // No span, and no header that names one: this is no part of what a user asked for.
    Effect.provideService(HttpClient.TracerPropagationEnabled, false),
    Effect.timeoutOrElse({
      duration: TIMEOUT,
      orElse: () => Effect.fail(unavailable("no answer within 30 s"))
    })
  )
