/**
 * Messages of one site to one broker, those that went out and those that still have to: availability, figures, what a unit is, discovery.
 * Figures go out with every reading, everything else when it changes. A new connection begins with nothing said, so all of
 * it goes out again.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import type * as Permissions from "../commands/Permissions.ts"
import type { Commands } from "../Commands.ts"
import * as Discovery from "../homeassistant/Discovery.ts"
import * as UnitFacts from "../homeassistant/UnitFacts.ts"
import type * as SiteView from "../SiteView.ts"
import type * as Connection from "./Connection.ts"
import * as Offered from "./Offered.ts"
import * as Results from "./Results.ts"
import type * as Topics from "../unit/Topics.ts"
import * as UnitState from "../unit/UnitState.ts"

/** Messages of figures that a slow broker did not get. */
const dropped = Metric.counter("vebus_mqtt_dropped_total", {
  description: "Messages with figures that were dropped because the MQTT broker takes too little",
  incremental: true
})

/** Counts messages that a slow broker did not get; 0 makes the series begin. */
export const countDropped = (site: string, count: number): Effect.Effect<void> =>
  Metric.update(Metric.withAttributes(dropped, { site }), count)

/** The memory of a site, from one connection to the next. */
export interface Memory {
  readonly facts: Map<number, UnitFacts.UnitFacts>
  /** The discovery documents of an earlier run that the broker has, by address. */
  readonly found: Map<number, Discovery.Published>
  /** The units that an earlier run said something of. */
  readonly addresses: Set<number>
  /** The topics of single figures, by address. */
  readonly scalars: Map<number, Set<string>>
}

/** Nothing is known yet. */
export const remembering = (): Memory => ({
  facts: new Map(),
  found: new Map(),
  addresses: new Set(),
  scalars: new Map()
})

/** The needs of a publisher. */
export interface Options {
  readonly site: string
  readonly topics: Topics.Topics
  readonly version: string
  readonly startedAt: number
  readonly base: string
  /** Where Home Assistant looks for devices; `null`: there is none. */
  readonly homeAssistant: string | null
  /** Whether each figure gets a topic of its own as well. */
  readonly scalars: boolean
  readonly configurationUrl: string | null
  readonly permissions: () => Permissions.Permissions
  readonly inForce: Commands["Service"]["inForce"]
}

/** Says things about a site over one connection. */
export interface Publisher {
  /** A new reading, or the end of the last one: figures, and whatever else changed. */
  readonly show: (view: SiteView.SiteView) => Effect.Effect<void, Connection.MqttError>
  /** The figures alone of the units that are known, without waiting for the broker. */
  readonly figures: (view: SiteView.SiteView) => Effect.Effect<void>
  /** The state of the link. */
  readonly bridge: (view: SiteView.SiteView) => Effect.Effect<void, Connection.MqttError>
  /** Says everything again: somebody has forgotten it. */
  readonly again: (view: SiteView.SiteView) => Effect.Effect<void, Connection.MqttError>
  /** Takes back all that is retained of the site. */
  readonly withdraw: Effect.Effect<void, Connection.MqttError>
  /** The figures of a unit as they would be published, or what it is; `null`: there is no such unit. */
  readonly answer: (view: SiteView.SiteView, address: number, what: string) => Effect.Effect<string | null>
}

const RETAINED = { qos: 1, retain: true } as const

/** Publishes about a site, over one connection. */
export const make = (connection: Connection.Connection, memory: Memory, options: Options): Publisher => {
  const { site, topics } = options
  /** The payloads that were published on this connection, by topic. */
  const said = new Map<string, string>()
  /** The units as they were last introduced, by address. */
  const introduced = new Map<number, string>()

  const say = (topic: string, text: string): Effect.Effect<void, Connection.MqttError> =>
    Effect.suspend(() => {
      if (said.get(topic) === text) return Effect.void
      said.set(topic, text)
      return connection.publish(topic, text, RETAINED)
    })

  const discoveryOf = (facts: UnitFacts.UnitFacts, prefix: string, view: SiteView.SiteView) =>
    Discovery.make(facts, {
      site,
      base: options.base,
      prefix,
      version: options.version,
      allow: options.permissions(),
      interval: view.interval,
      configurationUrl: options.configurationUrl
    })

  /** Publishes a document, and before it one that takes away what is gone. */
  const discover = (facts: UnitFacts.UnitFacts, view: SiteView.SiteView) =>
    Effect.gen(function* () {
      const prefix = options.homeAssistant
      if (prefix === null) return
      const document = discoveryOf(facts, prefix, view)
      const topic = Discovery.topicOf({ prefix, site }, facts.address)
      const before = memory.found.get(facts.address)
      const retiring = before === undefined ? null : Discovery.retiring(before, document)
      if (retiring !== null) yield* say(topic, JSON.stringify(retiring))
      memory.found.set(facts.address, Discovery.published(document))
      yield* say(topic, JSON.stringify(document))
    })

  /** Says what a unit is, where that has changed: documents are long, and readings come each second. */
  const introduce = (facts: UnitFacts.UnitFacts, view: SiteView.SiteView) =>
    Effect.gen(function* () {
      const { address, product, shown, ...rest } = facts
      const allow = options.permissions()
      const isNamed = product !== null || view.identity !== null
      const what = JSON.stringify([product, shown.size, rest, allow, view.interval, isNamed, view.fresh])
      if (introduced.get(address) === what) return
      introduced.set(address, what)
      // What a unit is called is told soon after its first reading; a device without a name would be renamed.
      if (isNamed) yield* discover(facts, view)
      if (view.fresh || product !== null)
        yield* say(topics.of(address, "info"), Results.info(facts, Offered.targets(facts, allow)))
    })

  /** Takes back what was said of units that are configured no more. */
  const withdraw = (addresses: ReadonlyArray<number>) =>
    Effect.gen(function* () {
      const gone = [...new Set([...memory.addresses, ...memory.found.keys(), ...memory.facts.keys()])].filter(
        (address) => !addresses.includes(address)
      )
      for (const address of gone) {
        const topicsOfFigures = memory.scalars.get(address) ?? []
        introduced.delete(address)
        for (const known of [memory.facts, memory.found, memory.addresses, memory.scalars])
          known.delete(address)
        if (options.homeAssistant !== null)
          yield* say(Discovery.topicOf({ prefix: options.homeAssistant, site }, address), "")
        for (const name of ["availability", "state", "info"]) yield* say(topics.of(address, name), "")
        for (const topic of topicsOfFigures) yield* say(topic, "")
      }
    })

  const learn = (view: SiteView.SiteView, address: number): UnitFacts.UnitFacts => {
    let facts = UnitFacts.learn(memory.facts.get(address) ?? null, view, address)
    const found = memory.found.get(address)
    // The same product showed more to an earlier run: the mains are away, perhaps.
    if (found !== undefined && found.model === facts.product)
      facts = UnitFacts.remember(facts, found.platforms.keys())
    memory.facts.set(address, facts)
    return facts
  }

  const documentOf = (view: SiteView.SiteView, { address, home, phases }: UnitFacts.UnitFacts, now: number) =>
    UnitState.make(view, { address, home, phases, inForce: options.inForce(site, address), now })

  const state = (view: SiteView.SiteView, facts: UnitFacts.UnitFacts) =>
    Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const { address } = facts
      const document = documentOf(view, facts, now)
      yield* offer(topics.of(address, "state"), UnitState.toJson(document))
      if (options.scalars) {
        const known = memory.scalars.get(address) ?? new Set<string>()
        memory.scalars.set(address, known)
        for (const [path, text] of UnitState.scalars(document)) {
          const topic = topics.of(address, path)
          known.add(topic)
          yield* offer(topic, text ?? "")
        }
      }
    })

  const figures = (view: SiteView.SiteView, facts: UnitFacts.UnitFacts) =>
    Effect.gen(function* () {
      const { address, home } = facts
      const isAvailable = UnitState.isAvailable(view, address, home)
      yield* state(view, facts)
      yield* say(topics.of(address, "availability"), isAvailable ? "online" : "offline")
    })

  const offer = (topic: string, text: string) =>
    Effect.flatMap(connection.offer(topic, text, { retain: true }), (isSent) =>
      isSent ? Effect.void : countDropped(site, 1)
    )

  const show = (view: SiteView.SiteView) =>
    Effect.gen(function* () {
      // What an earlier run left in the broker is not so any more, even if nobody has read anything yet.
      const addresses = view.fresh
        ? UnitState.addressesOf(view.reading)
        : [...new Set([...memory.addresses, ...memory.facts.keys()])]
      if (view.fresh && view.reading?.units !== null) yield* withdraw(addresses)
      for (const address of addresses) {
        const facts = learn(view, address)
        yield* introduce(facts, view)
        yield* figures(view, facts)
      }
    })

  const bridge = (view: SiteView.SiteView) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) =>
      connection.publish(topics.bridge, Results.bridge(view, { ...options, now }), RETAINED)
    )

  return {
    show,
    figures: (view) =>
      Effect.forEach(memory.facts.values(), (facts) => state(view, facts), { discard: true }),
    bridge,
    again: (view) =>
      Effect.gen(function* () {
        said.clear()
        introduced.clear()
        yield* bridge(view)
        yield* show(view)
      }),
    withdraw: Effect.andThen(withdraw([]), say(topics.bridge, "")),
    answer: (view, address, what) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        const facts = memory.facts.get(address)
        if (facts === undefined) return null
        if (what === "state") return UnitState.toJson(documentOf(view, facts, now))
        return what === "info" ? Results.info(facts, Offered.targets(facts, options.permissions())) : null
      })
  }
}
