/**
 * Reasons why a gateway cannot start: a file that cannot be read, an address that is taken.
 */
import { createSecureContext } from "node:tls"
import { ReadFile } from "@vebus/runtime/files"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { type Listen, listenText } from "./Config.ts"
import * as Secret from "./Secret.ts"

/** A gateway could not be started, or goes on with what it had. The message says why, and what to do. */
export class GatewayError extends Schema.TaggedError<GatewayError>()("GatewayError", {
  /** `address-in-use`, `cannot-listen`, `bad-file`. */
  code: Schema.Literals(["address-in-use", "cannot-listen", "bad-file"]),
  message: Schema.String
}) {}

const MAX_FILE_BYTES = 65_536

const bad = (path: string, message: string): GatewayError =>
  new GatewayError({ code: "bad-file", message: `${path}: ${message}` })

/** The text of a file. */
export const textOf = (path: string): Effect.Effect<string, GatewayError> =>
  Effect.gen(function* () {
    const bytes = yield* Effect.mapError(ReadFile.bytes(path, MAX_FILE_BYTES), ({ message }) =>
      bad(path, message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message)
    )
    return bytes?.toString("utf8") ?? ""
  })

/** The secret in a file; `what` names it: `a token`. */
export const secretOf = (
  path: string,
  what: string
): Effect.Effect<Redacted.Redacted<string>, GatewayError> =>
  Effect.mapError(Secret.read(path, what), ({ message }) => new GatewayError({ code: "bad-file", message }))

/** A certificate and its key, in PEM. Fails where they do not belong together. */
export const certificateOf = (
  certFile: string,
  keyFile: string
): Effect.Effect<{ readonly cert: string; readonly key: Redacted.Redacted<string> }, GatewayError> =>
  Effect.gen(function* () {
    const cert = yield* textOf(certFile)
    const key = yield* textOf(keyFile)
    yield* Effect.try({
      try: () => createSecureContext({ cert, key }),
      catch: (error) =>
        bad(
          certFile,
          `expected a certificate in PEM whose key is in ${keyFile}: ${error instanceof Error ? error.message : String(error)}`
        )
    })
    return { cert, key: Redacted.make(key) }
  })

const codeOf = (error: unknown): string | undefined => {
  const { cause } = error as { readonly cause?: unknown }
  return ((cause ?? error) as { readonly code?: string }).code
}

/** Why it cannot listen on an address, which `keys` name. */
export const cannotListen =
  (listen: Listen, keys: string) =>
  (error: unknown): GatewayError => {
    const where = listenText(listen)
    const code = codeOf(error)
    return code === "EADDRINUSE"
      ? new GatewayError({
          code: "address-in-use",
          message: `${where} is in use by another program, perhaps by another gateway. Stop that one, or name another address with ${keys}`
        })
      : new GatewayError({
          code: "cannot-listen",
          message: `cannot listen on ${where}${code === undefined ? "" : ` (${code})`}: name an address of this machine with ${keys}`
        })
  }
