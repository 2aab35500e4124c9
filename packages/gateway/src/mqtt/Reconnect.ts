/**
 * Keeps a connection to one of several brokers: the next one in the list where one does not answer, later and later, without
 * an end. Speaks MQTT 5, and 3.1.1 to a broker that knows no better. Passwords and certificates are read anew each time, so
 * that new ones count without a restart.
 *
 * Reference: integrations.md 3.3; real-parts.md 3.
 */
import { readFile } from "node:fs/promises"
import { Monotonic } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as Connection from "./Connection.ts"

/** Where the brokers are, and who we are to them. */
export interface Settings {
  /** `mqtt:`, `mqtts:`, `ws:` or `wss:`; tried in this order. */
  readonly urls: ReadonlyArray<string>
  readonly username: string | null
  readonly password: Redacted.Redacted | null
  /** A file that holds the password in its place, and nothing else. */
  readonly passwordFile: string | null
  /** Files in PEM. */
  readonly caFile: string | null
  readonly certFile: string | null
  readonly keyFile: string | null
}

/** Nobody in particular: no name, no password, no certificate. */
export const anonymous: Omit<Settings, "urls"> = {
  username: null,
  password: null,
  passwordFile: null,
  caFile: null,
  certFile: null,
  keyFile: null
}

const FIRST_MILLIS = 500
/** A broker that restarts is found within this. */
const LONG_MILLIS = 4000
/** One that is away for longer than some ten minutes is looked for less often. */
const LONGEST_MILLIS = 30_000
const LONG_ROUNDS = 200
/**
 * How long a broker may take where there are others, just after one was lost. A cluster that has lost a server lets nobody
 * in until it has elected another leader, and never answers who asked before: it is better to ask again soon.
 */
const OTHERS_MILLIS = 3000
/** So many rounds of the list are quick. Whoever is far away, over a slow line, is given more time then. */
const QUICK_ROUNDS = 2
/** A connection that is lost sooner counts as none: somebody takes it from us, and we from him. */
const STEADY_MILLIS = 30_000
/** Codes of a broker that does not know the version that it was asked in. */
const UNKNOWN_VERSION = [1, 0x84]

/** How long to wait before a try, after so many rounds of the list, in milliseconds, of which a random part is taken. */
export const pause = (rounds: number): number =>
  rounds > LONG_ROUNDS ? LONGEST_MILLIS : Math.min(LONG_MILLIS, FIRST_MILLIS * 2 ** Math.max(0, rounds - 1))

const reading = (file: string): Effect.Effect<string, Connection.MqttError> =>
  Effect.tryPromise({
    try: () => readFile(file, "utf8"),
    catch: (cause) =>
      new Connection.MqttError({
        doing: "connect",
        code: (cause as { code?: string }).code ?? null,
        message: `cannot read ${file}: ${cause instanceof Error ? cause.message : String(cause)}`
      })
  })

const optional = (file: string | null) => (file === null ? Effect.succeed(null) : reading(file))

/** Who connects. */
export interface Who extends Pick<Connection.Options, "clientId" | "status" | "inbox"> {
  /** Told of each connection that fails or is lost, in place of the log. */
  readonly onFailure?: (url: string, error: Connection.MqttError) => void
}

/** All that a try needs, with what stands in files. */
const optionsOf = (settings: Settings, url: string, who: Who) =>
  Effect.gen(function* () {
    const stored = yield* optional(settings.passwordFile)
    const password = stored ?? (settings.password === null ? null : Redacted.value(settings.password))
    const ca = yield* optional(settings.caFile)
    const cert = yield* optional(settings.certFile)
    const key = yield* optional(settings.keyFile)
    return {
      ...who,
      url,
      username: settings.username,
      password: password === null ? null : password.replace(/\r?\n$/, ""),
      tls: {
        ...(ca === null ? {} : { ca }),
        ...(cert === null ? {} : { cert }),
        ...(key === null ? {} : { key })
      }
    }
  })

/** A URL as it may be shown: without a password that somebody put there. */
export const shown = (url: string): string => {
  if (!URL.canParse(url)) return "an address that is no URL"
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname === "/" ? "" : pathname}`
}

/**
 * Connects again and again, and does something with each connection: until it is lost, then the next one is opened. Never
 * ends by itself.
 */
export const forever = (
  settings: Settings,
  who: Who,
  use: (connection: Connection.Connection) => Effect.Effect<void, Connection.MqttError, Scope.Scope>
): Effect.Effect<never> =>
  Effect.gen(function* () {
    const versions = new Map<string, Connection.Version>()
    /** Those that said that they do not know MQTT 5. */
    const old = new Set<string>()
    let place = 0
    let tries = 0
    const told = new Set<string>()
    let hadOne = false
    let connectedAt: number | null = null
    while (true) {
      const url = settings.urls[place % settings.urls.length]!
      const version = versions.get(url) ?? 5
      const attempt = Effect.gen(function* () {
        const isQuick = hadOne && settings.urls.length > 1 && tries < QUICK_ROUNDS * settings.urls.length
        const options = yield* optionsOf(settings, url, who)
        const connection = yield* Connection.open(
          isQuick ? { ...options, connectMillis: OTHERS_MILLIS } : options,
          version
        )
        connectedAt = yield* Monotonic.millis
        hadOne = true
        yield* Effect.logInfo(`connected to ${shown(url)} by MQTT ${version === 5 ? "5" : "3.1.1"}`)
        const why = yield* Effect.raceFirst(connection.lost, Effect.andThen(use(connection), Effect.never))
        return yield* new Connection.MqttError({ doing: "connect", code: null, message: why })
      })
      const error = yield* Effect.flip(Effect.scoped(attempt))
      if (connectedAt !== null && (yield* Monotonic.millis) - connectedAt >= STEADY_MILLIS) {
        tries = 0
        told.clear()
      }
      const wasConnected = connectedAt !== null
      connectedAt = null
      if (version === 5 && UNKNOWN_VERSION.includes(Number(error.code))) {
        versions.set(url, 4)
        old.add(url)
        continue
      }
      // Some old brokers hang up where they should say that they do not know the version; others are just being started.
      if (error.code === Connection.NO_CONNACK && !old.has(url)) versions.set(url, version === 5 ? 4 : 5)
      else if (wasConnected && !old.has(url)) versions.delete(url)
      tries += 1
      place += 1
      // Hours without a broker are one line in the log, not thousands.
      const text = `no connection to ${shown(url)}: ${error.message || "no reason given"}. Trying again, without an end`
      if (who.onFailure !== undefined) who.onFailure(url, error)
      else if (!told.has(text)) yield* Effect.logWarning(text)
      told.add(text)
      // The next server of the list is tried at once, until all have been tried. Then each try waits, longer with each round:
      // many sites that ask a cluster again and again keep it from coming up.
      const rounds = Math.floor(tries / settings.urls.length)
      if (rounds > 0) {
        const longest = pause(rounds)
        yield* Effect.sleep((yield* Random.nextBetween(0.5, 1)) * longest)
      }
    }
  })
