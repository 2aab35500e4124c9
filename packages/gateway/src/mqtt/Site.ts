/**
 * One site on a broker: its life cycle. A site has a connection of its own, since a connection has one will, and with it
 * one `status`.
 *
 *     connected     online, what the broker has of us from before, then everything that is retained
 *     each reading  figures; what else has changed
 *     a command     one answer
 *     lost          the next connection begins like the first one; figures are not kept meanwhile, results for a minute
 *     shut down     the write in hand is finished, its result told, `offline` published
 *
 * Reference: integrations.md 3.3.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FiberSet from "effect/FiberSet"
import * as Queue from "effect/Queue"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { Commands } from "../Commands.ts"
import type { Config } from "../config/Schema.ts"
import { Feed } from "../Feed.ts"
import * as Discovery from "../homeassistant/Discovery.ts"
import * as ClientId from "./ClientId.ts"
import type * as Connection from "./Connection.ts"
import * as Incoming from "./Incoming.ts"
import * as Publisher from "./Publisher.ts"
import * as Reconnect from "./Reconnect.ts"
import * as Results from "./Results.ts"
import * as Topics from "../unit/Topics.ts"
import * as UnitState from "../unit/UnitState.ts"

/** A broker, and how sites are published to it. */
export interface Settings extends Reconnect.Settings {
  readonly base: string
  readonly homeAssistant: string | null
  readonly scalars: boolean
  /** `null`: one of its own for each site. */
  readonly clientId: string | null
}

/** The settings that a configuration gives for its broker; `null`: it has none. */
export const settingsOf = ({ mqtt }: Config): Settings | null =>
  mqtt === null
    ? null
    : {
        urls: typeof mqtt.url === "string" ? [mqtt.url] : mqtt.url,
        username: mqtt.username,
        password: mqtt.password,
        passwordFile: mqtt["password-file"],
        caFile: mqtt["ca-file"],
        certFile: mqtt["cert-file"],
        keyFile: mqtt["key-file"],
        base: mqtt.base,
        homeAssistant: mqtt["home-assistant"] === false ? null : mqtt["home-assistant"],
        scalars: mqtt.scalars,
        clientId: mqtt["client-id"]
      }

/** The needs of a site on a broker. */
export interface Options {
  readonly site: string
  readonly settings: Settings
  readonly version: string
  readonly configurationUrl: string | null
}

/** So many results and events wait for a broker that is away; the newest win. */
const OUTBOX = 100
const BRIDGE_EVERY = Duration.seconds(30)
/** How long stored messages may take to come after a subscription. */
const STORED = Duration.millis(300)
const SUBSCRIBE_AGAIN = Duration.seconds(5)
const LAST_WORDS = Duration.millis(500)
/** Home Assistant starts everything at once: whoever hears of it waits up to so many seconds. */
const BIRTH_SECONDS = 5
/** There are no more units on a bus. */
const ADDRESSES = Array.from({ length: 32 }, (_, address) => address)

/** How long commands in hand may take to be answered at the end. */
const ANSWERED = Duration.millis(300)

/** A site that is kept on a broker. */
export interface Published {
  /** Takes back all that is retained of it: the site is no more. */
  readonly withdraw: Effect.Effect<void>
}

/** Keeps a site on a broker, until the scope closes. */
export const make = ({
  site,
  settings,
  version,
  configurationUrl
}: Options): Effect.Effect<Published, never, Scope.Scope | Feed | Commands> =>
  Effect.gen(function* () {
    const feed = yield* Feed
    const commands = yield* Commands
    const topics = Topics.make(settings.base, site)
    const memory = Publisher.remembering()
    const outbox = yield* Queue.sliding<Incoming.Outgoing>(OUTBOX)
    const handlers = yield* FiberSet.make()
    const startedAt = yield* Clock.currentTimeMillis
    yield* Publisher.countDropped(site, 0)
    const view = feed.site(site)
    const birth = settings.homeAssistant === null ? [] : [`${settings.homeAssistant}/status`]

    /** Says what waits, until there is nothing left. What is too old is left out. */
    const flush = (connection: Connection.Connection) =>
      Effect.gen(function* () {
        for (const { topic, payload, how, until } of yield* Queue.clear(outbox)) {
          const now = yield* Clock.currentTimeMillis
          if (now <= until) yield* connection.publish(topic, payload, how)
        }
      })

    /** Reads what an earlier run left in the broker, so that what is gone or not so any more can be taken back. */
    const findStored = (connection: Connection.Connection) =>
      Effect.gen(function* () {
        const prefix = settings.homeAssistant
        const documents = new Map(
          prefix === null
            ? []
            : ADDRESSES.map((address) => [Discovery.topicOf({ prefix, site }, address), address] as const)
        )
        const units = new Map(ADDRESSES.map((address) => [topics.of(address, "availability"), address]))
        const filters = [...documents.keys(), topics.availability]
        yield* connection.subscribe(filters, { stored: true })
        yield* Effect.sleep(STORED)
        for (const message of yield* Queue.clear(connection.messages)) {
          const { topic, payload } = message
          const unit = units.get(topic)
          const address = documents.get(topic)
          if (unit !== undefined) memory.addresses.add(unit)
          else if (address === undefined) yield* handle(connection, message)
          else {
            const found = Discovery.read(new TextDecoder().decode(payload))
            if (found !== null && !memory.found.has(address)) memory.found.set(address, found)
          }
        }
        yield* connection.unsubscribe(filters)
      })

    /**
     * Subscribes, again and again where the broker says no. A cluster that has just lost a server takes no subscription for a
     * while, and figures all the same: these do not wait.
     */
    const subscribed = (connection: Connection.Connection) =>
      connection.subscribe([topics.set, topics.get, topics.status, ...birth]).pipe(
        Effect.tapError(({ message }) =>
          Effect.logWarning(`${site}: the broker takes no subscription, so no commands: ${message}`)
        ),
        Effect.retry(Schedule.spaced(SUBSCRIBE_AGAIN)),
        Effect.ignore
      )

    let publisher: Publisher.Publisher | null = null

    const handle = (connection: Connection.Connection, message: Connection.Message) =>
      Effect.gen(function* () {
        if (message.topic === topics.status) {
          // The will of a connection that we gave up, told late: it is not so.
          if (Buffer.from(message.payload).toString() === "offline")
            yield* connection.publish(topics.status, "online", { qos: 1, retain: true })
          return
        }
        if (birth.includes(message.topic)) {
          if (Buffer.from(message.payload).toString() === "online" && !message.packet.retain)
            yield* Effect.forkScoped(
              Random.nextBetween(0, BIRTH_SECONDS * 1000).pipe(
                Effect.flatMap(Effect.sleep),
                Effect.andThen(again),
                Effect.ignore
              )
            )
          return
        }
        yield* FiberSet.run(
          handlers,
          Effect.flatMap(
            Incoming.handle(message, {
              site,
              base: settings.base,
              topics,
              own: [settings.base, ...(settings.homeAssistant === null ? [] : [settings.homeAssistant])],
              commands,
              view,
              answer: (address, what) =>
                Effect.flatMap(view, (found) =>
                  found === null || publisher === null
                    ? Effect.succeed(null)
                    : publisher.answer(found, address, what)
                )
            }),
            (answers) => Queue.offerAll(outbox, answers)
          )
        )
      })

    const again = Effect.suspend(() =>
      Effect.flatMap(view, (found) =>
        found === null || publisher === null ? Effect.void : publisher.again(found)
      )
    )

    const use = (connection: Connection.Connection): Effect.Effect<void, Connection.MqttError, Scope.Scope> =>
      Effect.gen(function* () {
        yield* Effect.addFinalizer(() =>
          flush(connection).pipe(
            Effect.andThen(connection.publish(topics.status, "offline", { qos: 1, retain: true })),
            Effect.timeout(LAST_WORDS),
            Effect.ignore
          )
        )
        const speaking = Publisher.make(connection, memory, {
          site,
          topics,
          version,
          startedAt,
          base: settings.base,
          homeAssistant: settings.homeAssistant,
          scalars: settings.scalars,
          configurationUrl,
          permissions: () => commands.permissions(site),
          inForce: commands.inForce
        })
        publisher = speaking
        // Figures wait for no acknowledgement and no subscription: a cluster that has just lost a server is slow with both.
        yield* Effect.flatMap(view, (found) => (found === null ? Effect.void : speaking.figures(found)))
        const online = yield* Effect.forkScoped(
          connection.publish(topics.status, "online", { qos: 1, retain: true }),
          { startImmediately: true }
        )
        yield* Effect.forkScoped(subscribed(connection), { startImmediately: true })
        yield* Fiber.join(online)
        if (memory.facts.size === 0) yield* Effect.ignore(findStored(connection))
        yield* again
        const listening = Stream.runForEach(feed.events, (happened) =>
          Effect.gen(function* () {
            if (happened.site !== site) return
            const found = yield* view
            if (found === null) return
            if (happened._tag === "State") yield* speaking.bridge(found)
            if (happened._tag !== "Event") yield* speaking.show(found)
          })
        )
        const sending = Effect.forever(
          Effect.gen(function* () {
            const { topic, payload, how, until } = yield* Queue.peek(outbox)
            const now = yield* Clock.currentTimeMillis
            // Taken out when the broker has it: a connection that is lost meanwhile loses nothing.
            if (now <= until) yield* connection.publish(topic, payload, how)
            yield* Queue.poll(outbox)
          })
        )
        const reporting = Effect.forever(
          Effect.andThen(
            Effect.sleep(BRIDGE_EVERY),
            Effect.flatMap(view, (found) => (found === null ? Effect.void : speaking.bridge(found)))
          )
        )
        const receiving = Effect.forever(
          Effect.flatMap(Queue.take(connection.messages), (message) => handle(connection, message))
        )
        yield* Effect.all([listening, sending, reporting, receiving], {
          concurrency: "unbounded",
          discard: true
        })
      })

    /** Keeps an eye on the site whether there is a broker or not: events to tell, and what is in force. */
    const watch = Stream.runForEach(feed.events, (happened) =>
      Effect.gen(function* () {
        if (happened.site !== site) return
        const text = Results.event(happened)
        if (text !== null) {
          const now = yield* Clock.currentTimeMillis
          yield* Queue.offer(outbox, Incoming.event(now, topics.events, text))
        }
        if (happened._tag !== "State") return
        if (happened.link !== "connected") return yield* commands.forget(site)
        if (!happened.fresh) return
        const found = yield* view
        yield* FiberSet.run(handlers, commands.inspect(site, UnitState.addressesOf(found?.reading ?? null)))
      })
    )

    const clientId =
      settings.clientId === null ? yield* ClientId.make(settings.base, site) : `${settings.clientId}-${site}`
    yield* Effect.forkScoped(watch)
    yield* Effect.forkScoped(Reconnect.forever(settings, { clientId, status: topics.status }, use))
    // The first to be done when it ends, while there is a connection to tell results over.
    yield* Effect.addFinalizer(() => Effect.timeoutOption(FiberSet.awaitEmpty(handlers), ANSWERED))
    return { withdraw: Effect.suspend(() => publisher?.withdraw ?? Effect.void).pipe(Effect.ignore) }
  })
