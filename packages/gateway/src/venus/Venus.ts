/**
 * Sites as a GX device shows them on its broker, for dashboards and programs that were made for one. Nothing is published
 * unless somebody asked for it within the last minute, and nothing is retained.
 *
 *     R/<portal>/keepalive             everything goes out, then changes for a minute
 *     R/<portal>/<path>                a path, or all below it, once more
 *     N/<portal>/vebus/<instance>/...  {"value": x}; null: not known; an empty message: the device is gone
 *     W/<portal>/vebus/<instance>/...  a command, which passes the gate of all commands
 *
 * Reference: integrations.md 5.1.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { Monotonic } from "@vebus/runtime"
import { type Command, Commands } from "../Commands.ts"
import * as Rate from "../commands/Rate.ts"
import * as Refused from "../commands/Refused.ts"
import type { Config } from "../config/Schema.ts"
import { Feed } from "../Feed.ts"
import * as ClientId from "../mqtt/ClientId.ts"
import type * as Connection from "../mqtt/Connection.ts"
import * as Incoming from "../mqtt/Incoming.ts"
import * as Reconnect from "../mqtt/Reconnect.ts"
import type * as SiteView from "../SiteView.ts"
import * as UnitState from "../unit/UnitState.ts"
import * as Asked from "./Asked.ts"
import * as Values from "./Values.ts"

/** Who we are to clients, and which broker they use. */
export interface Settings extends Reconnect.Settings {
  /** The portal id in each topic, in place of the number of a GX. */
  readonly portal: string
  /** The number of the first site; the others follow. */
  readonly instance: number
  readonly version: string
}

/** The settings that a configuration gives; `null`: nothing is to be shown in this way. */
export const settingsOf = (
  { venus }: Config,
  broker: Reconnect.Settings | null,
  version: string
): Settings | null => (venus === null || broker === null ? null : { ...broker, ...venus, version })

const KEEPALIVE_MILLIS = 60_000
/** So often a client that only listens learns the portal. */
const ANNOUNCE = "30 seconds"
/** As a GX does, and for the same reason: everything is a lot. */
const FULL: Rate.Rate = { burst: 3, perSecond: 3 }
const READS: Rate.Rate = { burst: 100, perSecond: 50 }
/** A question for more topics than these counts as one for everything. */
const MANY = 20
const LAST_WORDS = "500 millis"
const GONE = ""
const PLAIN = { qos: 0, retain: false } as const

/** Whether a device can be there at all. */
const isThere = ({ link }: SiteView.SiteView): boolean => link === "connected" || link === "asleep"

/** Shows all sites, until the scope closes. */
export const layer = (settings: Settings): Layer.Layer<never, never, Feed | Commands> =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      const feed = yield* Feed
      const commands = yield* Commands
      const { portal, version } = settings
      const handlers = yield* FiberSet.make()
      const instances = new Map<string, number>()
      let aliveUntil = 0

      /** A site keeps its number, also when another one is taken away. */
      const instanceOf = (site: string): number => {
        const instance = instances.get(site) ?? settings.instance + instances.size
        instances.set(site, instance)
        return instance
      }

      const valuesOf = (view: SiteView.SiteView): ReadonlyMap<string, Values.Value> => {
        const home = UnitState.homeOf(view.reading)
        return Values.of(view, {
          instance: instanceOf(view.site),
          version,
          permissions: commands.permissions(view.site),
          inForce: home === null ? UnitState.unknown : commands.inForce(view.site, home)
        })
      }

      const serial: readonly [string, string] = ["system/0/Serial", JSON.stringify({ value: portal })]

      /** All topics of a site below the portal, with what is to be said at them. */
      const topicsOf = (view: SiteView.SiteView): ReadonlyArray<readonly [topic: string, payload: string]> =>
        isThere(view)
          ? [...valuesOf(view)].map(([path, value]) => [
              `vebus/${instanceOf(view.site)}/${path}`,
              Values.json(value)
            ])
          : []

      const use = (connection: Connection.Connection) =>
        Effect.gen(function* () {
          /** The payloads that were published on this connection, by topic. */
          const said = new Map<string, string>()
          let fullBucket = Rate.full(FULL, yield* Monotonic.millis)
          let readBucket = Rate.full(READS, yield* Monotonic.millis)

          const say = (topic: string, payload: string) =>
            Effect.suspend(() => {
              if (payload === GONE) said.delete(topic)
              else said.set(topic, payload)
              return connection.publish(`N/${portal}/${topic}`, payload, PLAIN)
            })

          /** Says what is new about a site, and that it is gone where it is. */
          const update = (site: string, isAll: boolean) =>
            Effect.gen(function* () {
              const view = yield* feed.site(site)
              const topics = new Map(view === null ? [] : topicsOf(view))
              const begin = `vebus/${instanceOf(site)}/`
              for (const topic of said.keys())
                if (topic.startsWith(begin) && !topics.has(topic)) yield* say(topic, GONE)
              for (const [topic, payload] of topics)
                if (isAll || said.get(topic) !== payload) yield* say(topic, payload)
            })

          const everything = (echo: string | null) =>
            Effect.gen(function* () {
              yield* say(...serial)
              for (const { site } of yield* feed.sites) yield* update(site, true)
              const now = yield* Clock.currentTimeMillis
              yield* connection.publish(
                `N/${portal}/full_publish_completed`,
                JSON.stringify({
                  value: Math.floor(now / 1000),
                  ...(echo === null ? {} : { "full-publish-completed-echo": echo })
                }),
                PLAIN
              )
            })

          const isAlive = Effect.map(Monotonic.millis, (now) => now < aliveUntil)

          const keepAlive = ({ isFull, echo }: Asked.KeepAlive) =>
            Effect.gen(function* () {
              const now = yield* Monotonic.millis
              aliveUntil = now + KEEPALIVE_MILLIS
              if (!isFull) return
              const next = Rate.take(fullBucket, FULL, now)
              if (next === null) return
              fullBucket = next
              yield* everything(echo)
            })

          const read = ({ path }: Asked.Read) =>
            Effect.gen(function* () {
              const now = yield* Monotonic.millis
              const next = Rate.take(readBucket, READS, now)
              if (next === null) return
              readBucket = next
              const found = [serial, ...(yield* feed.sites).flatMap(topicsOf)].filter(
                ([topic]) => path === "" || topic === path || topic.startsWith(`${path}/`)
              )
              if (found.length > MANY) {
                const full = Rate.take(fullBucket, FULL, now)
                if (full === null) return
                fullBucket = full
              }
              yield* Effect.forEach(found, ([topic, payload]) => say(topic, payload), { discard: true })
            })

          const write = (asked: Asked.Write, { packet }: Connection.Message) =>
            Effect.gen(function* () {
              const site = [...instances].find(([, instance]) => instance === asked.instance)?.[0]
              const view = site === undefined ? null : yield* feed.site(site)
              if (view === null) return
              const change = Asked.changeOf(asked.path, asked.value)
              const now = yield* Clock.currentTimeMillis
              const expiry = packet.properties?.messageExpiryInterval
              const command: Command = {
                site: view.site,
                address: UnitState.homeOf(view.reading),
                target: change?.target ?? asked.path.slice(0, 64),
                value: change?.value ?? (JSON.stringify(asked.value) ?? "").slice(0, 64),
                persist: false,
                id: null,
                from: "venus",
                expires: expiry === undefined ? null : now + expiry * 1000
              }
              const wrong = Incoming.ofPacket(packet, command) ?? refusalOf(asked, change, view)
              yield* wrong === null ? commands.submit(command) : commands.refuse(command, wrong)
              // Whoever wrote shows what it wrote: it is told what is so.
              const topic = `vebus/${asked.instance}/${asked.path}`
              const after = yield* feed.site(view.site)
              const current = after === null ? undefined : new Map(topicsOf(after)).get(topic)
              if (current !== undefined) yield* say(topic, current)
            })

          yield* Effect.addFinalizer(() =>
            Effect.forEach(
              [...said.keys()].filter((topic) => topic !== serial[0]),
              (topic) => say(topic, GONE),
              {
                discard: true
              }
            ).pipe(Effect.timeout(LAST_WORDS), Effect.ignore)
          )
          yield* Effect.forEach(yield* feed.sites, ({ site }) => Effect.sync(() => instanceOf(site)))
          yield* connection.subscribe([`R/${portal}/#`, `W/${portal}/#`])

          const receiving = Effect.forever(
            Effect.flatMap(Queue.take(connection.messages), (message) => {
              const asked = Asked.parse(portal, message.topic, message.payload)
              switch (asked?._tag) {
                case "KeepAlive":
                  return keepAlive(asked)
                case "Read":
                  return read(asked)
                case "Write":
                  return Effect.asVoid(FiberSet.run(handlers, Effect.ignore(write(asked, message))))
                default:
                  return Effect.void
              }
            })
          )
          const listening = Stream.runForEach(feed.events, ({ site }) =>
            Effect.flatMap(isAlive, (alive) => (alive ? update(site, false) : Effect.void))
          )
          const announcing = Effect.forever(
            Effect.gen(function* () {
              yield* say(...serial)
              yield* Effect.sleep(ANNOUNCE)
              // Sites that were taken out of the configuration say nothing more.
              if (yield* isAlive) yield* Effect.forEach([...instances.keys()], (site) => update(site, false))
            })
          )
          yield* Effect.all([receiving, listening, announcing], { concurrency: "unbounded", discard: true })
        })

      const clientId = yield* ClientId.make("venus", portal)
      yield* Effect.forkScoped(Reconnect.forever(settings, { clientId, status: null }, use))
    })
  )

/** Why a write cannot be a command. */
const refusalOf = (
  { path, value }: Asked.Write,
  change: Asked.Change | null,
  { reading }: SiteView.SiteView
): Refused.Refused | null => {
  if (change === null) {
    return Asked.writablePaths.includes(path)
      ? Refused.refused(
          "bad-value",
          `${path} cannot be ${JSON.stringify(value)?.slice(0, 64)}; nothing was sent`
        )
      : Refused.refused(
          "unknown-target",
          `${path.slice(0, 64)} cannot be written; nothing was sent. Those that can: ${Asked.writablePaths.join(", ")}`
        )
  }
  const input = Asked.inputOf(path)
  return input === null || input === reading?.activeInput
    ? null
    : Refused.refused(
        "bad-value",
        `AC input ${input} is not active, so it has no limit to set; nothing was sent`
      )
}
