/**
 * A gateway out of its configuration: the layers, in which order they start, and how they end.
 *
 *     start      feed, sites, the gate of changes; then history, energy and the outputs; then the sites go on the air
 *     stop       no new commands, the write in hand is finished, holds are set to 0; then the outputs say that they are
 *                gone; then ports and files are closed
 *     reload     sites that changed, permissions, the token and the names of this machine count at once; for the rest the
 *                gateway says that it has to be started again
 *
 * Reference: gateway.md 1, 4.
 */
import { join } from "node:path"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as Commands from "./Commands.ts"
import * as AuditLog from "./commands/AuditLog.ts"
import * as Permissions from "./commands/Permissions.ts"
import { type Config, isLoopback, listenText } from "./Config.ts"
import * as Doors from "./Doors.ts"
import * as Energy from "./Energy.ts"
import * as Followers from "./ess/Followers.ts"
import * as Feed from "./Feed.ts"
import * as History from "./History.ts"
import * as Auth from "./http/Auth.ts"
import type { Allowed } from "./http/Documents.ts"
import * as Gate from "./http/Gate.ts"
import * as Handlers from "./http/Handlers.ts"
import * as HttpServer from "./http/Server.ts"
import type * as Static from "./http/Static.ts"
import * as Influx from "./influx/Influx.ts"
import * as OpenTelemetry from "./opentelemetry/OpenTelemetry.ts"
import * as Headers from "./opentelemetry/Headers.ts"
import * as Mqtt from "./mqtt/Mqtt.ts"
import * as Site from "./mqtt/Site.ts"
import * as Ports from "./Ports.ts"
import type * as Prometheus from "./prometheus/Prometheus.ts"
import * as Sites from "./Sites.ts"
import * as Startup from "./Startup.ts"
import * as Systemd from "./Systemd.ts"
import * as Venus from "./venus/Venus.ts"

export { GatewayError } from "./Startup.ts"

/** The needs of a gateway besides its configuration. */
export interface Options {
  readonly config: Config
  /** The configuration anew, each time that it is to be read again. */
  readonly reloads: Stream.Stream<Config>
  /** Where state and cache are. */
  readonly places: Ports.Places
  readonly build: Prometheus.Build
  readonly env: Systemd.Env
  /** The page that is served at `/`; the gateway says that there is none unless one is given. */
  readonly page?: Static.Page | null
  /** Told once it listens. */
  readonly onListening: (url: string) => Effect.Effect<void>
  /** Told once its end begins, for a program that waits only so long. */
  readonly onEnding?: Effect.Effect<void>
  /** Ports of a program around it; those of this machine unless said otherwise. */
  readonly ports?: Layer.Layer<Ports.Ports>
}

const allowedOf = (config: Config): Allowed => ({
  ...Permissions.of(config),
  settings: config.control.allow.settings.map(({ name, bounds }) => ({ name, ...bounds }))
})

/** The token that changes need; `null`: there is none. */
const tokenOf = ({ http }: Config): Effect.Effect<Redacted.Redacted<string> | null, Startup.GatewayError> =>
  http["token-file"] === null ? Effect.succeed(http.token) : Startup.secretOf(http["token-file"], "a token")

/** The parts of a configuration that take effect at once when it is read again. */
interface Current {
  readonly config: Config
  readonly token: Redacted.Redacted<string> | null
}

const current = (config: Config): Effect.Effect<Current, Startup.GatewayError> =>
  Effect.map(tokenOf(config), (token) => ({ config, token }))

/** The keys that need a new start, as text. */
const fixedOf = ({
  http,
  mqtt,
  prometheus,
  influx,
  opentelemetry,
  venus,
  nut,
  modbus,
  history
}: Config): Readonly<Record<string, string>> => ({
  "http.listen": listenText(http.listen),
  mqtt: JSON.stringify(mqtt),
  prometheus: JSON.stringify(prometheus),
  influx: JSON.stringify(influx),
  opentelemetry: JSON.stringify(opentelemetry),
  venus: JSON.stringify(venus),
  nut: JSON.stringify(nut),
  modbus: JSON.stringify(modbus),
  history: JSON.stringify(history)
})

const historyOf = ({ history }: Config, { state }: Ports.Places): Layer.Layer<never, never, Feed.Feed> => {
  if (history === false) return Layer.empty
  const path = history.path === "default" ? History.defaultPath(state) : history.path
  return History.layer({ path, keep: history.keep })
}

/** A token of fewer characters can be guessed: nothing holds up who tries. */
const LONG_TOKEN = 16

/** Warnings about addresses that others reach without a token, or with one that they can guess, or cannot reach at all. */
const warnings = ({ config: { http }, token }: Current): ReadonlyArray<string> => {
  const where = listenText(http.listen)
  if (isLoopback(http.listen.host)) return []
  const isShort = token !== null && Redacted.value(token).length < LONG_TOKEN
  return [
    ...(http["public-reads"] ? [`${where}: whoever reaches this machine over the network can read`] : []),
    ...(token === null && !http["public-reads"]
      ? [`${where}: there is no token, so nobody can read: name a file as http.token-file`]
      : []),
    ...(isShort
      ? [`${where}: the token can be guessed: take one of ${LONG_TOKEN} characters or more, by chance`]
      : [])
  ]
}

/** Where the page is seen from another machine; `null`: nowhere, or nobody said by which name. */
const pageOf = ({ http: { listen, "allowed-hosts": names } }: Config): string | null =>
  isLoopback(listen.host) || names[0] === undefined
    ? null
    : `http://${listenText({ host: names[0], port: listen.port })}`

/** Whether the files that a configuration names can be read. */
export const check = (config: Config): Effect.Effect<void, Startup.GatewayError> =>
  Effect.gen(function* () {
    yield* tokenOf(config)
    for (const path of [config.influx?.["token-file"], config.influx?.["password-file"]])
      if (typeof path === "string") yield* Startup.secretOf(path, "a secret")
    yield* Effect.mapError(
      Headers.read(config.opentelemetry?.["headers-file"] ?? null, config.opentelemetry?.headers ?? null),
      ({ message }) => new Startup.GatewayError({ code: "bad-file", message })
    )
    yield* Doors.check(config)
  })

/** Where readings are sent without anybody who asks for them, besides the topics of each site. */
const sentOf = (
  config: Config,
  broker: Site.Settings | null,
  { version }: Prometheus.Build
): Layer.Layer<never, never, Feed.Feed | Commands.Commands> => {
  const venus = Venus.settingsOf(config, broker, version)
  const database = Influx.settingsOf(config)
  const collector = OpenTelemetry.settingsOf(config, version)
  return Layer.mergeAll(
    venus === null ? Layer.empty : Venus.layer(venus),
    database === null ? Layer.empty : Influx.layer(database),
    collector?.signals.includes("metrics") ? OpenTelemetry.metrics(collector) : Layer.empty
  )
}

/** Runs a gateway until it is interrupted. Fails where it cannot listen, or a file is missing that it needs. */
export const run = (options: Options): Effect.Effect<void, Startup.GatewayError> => {
  const collector = OpenTelemetry.settingsOf(options.config, options.build.version)
  return collector === null
    ? running(options)
    : Effect.provide(running(options), OpenTelemetry.around(collector))
}

const running = (options: Options): Effect.Effect<void, Startup.GatewayError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const { config, places, build, env } = options
      yield* check(config)
      let now = yield* current(config)

      const access = Layer.succeed(Auth.Access)({
        policy: Effect.sync(() => ({
          token: now.token,
          openReads: isLoopback(config.http.listen.host) || now.config.http["public-reads"]
        }))
      })
      const about = Layer.succeed(Handlers.About)({
        metrics: Effect.succeed({ build, compat: config.prometheus.compat })
      })
      const ground = Followers.layer({ state: places.state }).pipe(
        Layer.provideMerge(Sites.layer),
        Layer.provide(options.ports ?? Ports.layer(places)),
        Layer.provideMerge(Feed.layer)
      )
      const gate = Layer.effect(
        Gate.Gate,
        Effect.map(Commands.Commands, (commands) =>
          Gate.Gate.of({
            allowed: () => allowedOf(now.config),
            plan: (site, changes, address) =>
              commands.plan(site, changes, address === undefined ? {} : { address }),
            undo: (site, address) => commands.undo(site, address === undefined ? {} : { address }),
            execute: (site, id) => commands.execute(site, id, { from: "http" }),
            steer: (site, target, value) =>
              Effect.flatMap(
                commands.submit({
                  site,
                  address: null,
                  target,
                  value,
                  persist: false,
                  id: null,
                  from: "http",
                  expires: null
                }),
                ({ error }) => (error === null ? Effect.void : Effect.fail(error))
              ),
            held: (site) => commands.inForce(site, 0).essSetpoint
          })
        )
      )
      const commands = Layer.unwrap(
        Effect.map(Effect.all([Sites.Sites, Followers.Followers]), ([sites, following]) =>
          Commands.layer({
            control: (site) => Effect.map(sites.connected(site), (found) => found?.control ?? null),
            permissions: () => Permissions.of(now.config),
            following
          })
        )
      ).pipe(Layer.provide(AuditLog.layer(join(places.state, "audit.jsonl"))))
      const settings = Site.settingsOf(config)
      const broker =
        settings === null
          ? Mqtt.nowhere
          : Mqtt.layer({ settings, version: build.version, configurationUrl: pageOf(config) })
      const http = HttpServer.layer({
        listen: config.http.listen,
        allowedHosts: () => now.config.http["allowed-hosts"],
        framedBy: () => now.config.http["framed-by"],
        page: options.page ?? null
      }).pipe(Layer.provide([access, about, gate]))
      const kept = Layer.merge(historyOf(config, places), Energy.layer({ state: places.state }))
      const services = yield* Layer.build(
        Layer.mergeAll(http, broker, sentOf(config, settings, build)).pipe(
          Layer.provideMerge(kept),
          Layer.provideMerge(commands),
          Layer.provideMerge(ground)
        )
      ).pipe(Effect.mapError(Startup.cannotListen(config.http.listen, "--listen or http.listen")))
      yield* Effect.provideContext(
        Doors.open(config, { state: places.state, version: build.version }),
        services
      )

      const sites = Context.get(services, Sites.Sites)
      const followers = Context.get(services, Followers.Followers)
      const published = Context.get(services, Mqtt.Mqtt)
      const apply = (wanted: Config["sites"]) =>
        Effect.andThen(followers.around(wanted, sites.apply(wanted)), published.apply(Object.keys(wanted)))
      yield* apply(config.sites)
      yield* options.onListening(
        `http://${listenText({ host: config.http.listen.host, port: HttpServer.portOf(services) })}`
      )
      yield* Effect.forEach(
        [...warnings(now), ...Doors.warnings(config)],
        (text) => Effect.logWarning(text),
        { discard: true }
      )
      yield* Systemd.ready(
        env,
        Effect.map(Effect.all([sites.areAlive, followers.areAlive]), (all) => all.every(Boolean))
      )
      // The last that is added is the first to be done.
      yield* Effect.addFinalizer(() =>
        Effect.andThen(
          options.onEnding ?? Effect.void,
          Effect.all([Context.get(services, Commands.Commands).drain, followers.drain], {
            concurrency: "unbounded"
          })
        )
      )

      const reload = (next: Config) =>
        Effect.gen(function* () {
          now = yield* current(next)
          yield* apply(next.sites)
          const fixed = fixedOf(next)
          const changed = Object.entries(fixedOf(config)).flatMap(([key, value]) =>
            fixed[key] === value ? [] : key
          )
          yield* Effect.logWarning(
            changed.length === 0
              ? "the configuration was read again"
              : `the configuration was read again; for ${changed.join(", ")} start the gateway again`
          )
        }).pipe(
          Effect.catch(({ message }) => Effect.logWarning(`${message}. The gateway goes on with what it had`))
        )
      yield* Stream.runForEach(options.reloads, reload)
      return yield* Effect.never
    })
  )
