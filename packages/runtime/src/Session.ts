/**
 * A session: a device that can be asked, through a link that heals itself.
 *
 * The first connection either succeeds or fails with its reason. From then on the session keeps itself connected: it
 * opens the port again when it was lost, asks a silent adapter until it wakes, and initialises again when the adapter
 * restarted or stopped answering. Who asks while there is no connection gets the reason at once; streams stay open.
 * What is known about the device is kept while its version is the same.
 *
 *     opening    the port is being opened, or the adapter looked for
 *     connected  questions are answered
 *     asleep     the port is there and silent: the unit sleeps, or the bus cable is out
 *     unplugged  the port is gone
 *     closed     by the caller
 *
 * Reference: protocol.md 6.1, 7; decisions.md 5; integrations.md 13.
 */
import { Scale, Version } from "@vebus/codec"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as PubSub from "effect/PubSub"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"
import * as Backoff from "./Backoff.ts"
import * as DeviceVersion from "./DeviceVersion.ts"
import * as Errors from "./Errors.ts"
import * as Exchange from "./Exchange.ts"
import type { Incoming } from "./FrameStream.ts"
import * as Infos from "./infos/Infos.ts"
import * as Key from "./infos/Key.ts"
import * as Initialise from "./Initialise.ts"
import * as Metrics from "./Metrics.ts"
import * as Monotonic from "./Monotonic.ts"
import * as Question from "./Question.ts"
import * as RamReader from "./RamReader.ts"
import * as Cache from "./state/Cache.ts"
import { Transport } from "./Transport.ts"
import { perVersion } from "./internal/PerVersion.ts"
import { unrestricted } from "./internal/Unrestricted.ts"

/** How a session connects. */
export interface Options extends Partial<Initialise.Options> {
  /** The short address of the unit that it is for, 0 to 31; unless said otherwise the lowest one that answers. */
  readonly address?: number
  /** How many winmon reads may be on their way at once; 1 unless said otherwise. */
  readonly window?: 1 | 2 | 3
  /** Whether to wait for the first connection for ever instead of failing with its reason. */
  readonly wait?: boolean
  /** With `wait`: told why there is no first connection yet, each time that an attempt fails. */
  readonly onWaiting?: (reason: Errors.LinkError) => Effect.Effect<void>
}

/** What the link does: the port is being opened, the adapter answers, is silent behind an open port, the port is gone, the session is over. */
export type State = "opening" | "connected" | "asleep" | "unplugged" | "closed"

/** What changes nothing in the device. */
export type Harmless = "read" | "adapter"

/** What the last initialisation found, and what went before. */
export interface Identity extends Initialise.Identity {
  /**
   * How often the adapter was found to have lost its power, or been restarted, since somebody selected an address on it.
   * The unit, which feeds it, then may have restarted too.
   */
  readonly restarts: number
}

/** One device on the bus, to be asked. */
export interface Unit {
  /** Its short address. */
  readonly address: number
  /** Asks something that changes nothing in the device. */
  readonly ask: Exchange.Ask<Harmless>
  /** Raw words of any number of RAM variables; those that the device does not have are missing. */
  readonly readRam: RamReader.RamReader["read"]
  /** The scale of a RAM variable, good for showing values. One that nobody can tell for sure scales nothing. */
  readonly ramScale: (id: number) => Effect.Effect<Scale.RamScale, Errors.LinkError>
  /** What the device says of its RAM variables and settings, and how sure that is. */
  readonly infos: Infos.Infos
  /** By how many milliseconds a reply is waited for longer than over a cable, as far as is known; 0 while there is no link. */
  readonly delayMillis: () => number
  /** Its firmware, told twice; `null`: no two of three answers agree. */
  readonly firmware: Effect.Effect<Cache.CacheKey | null, Errors.LinkError>
}

/** An initialised connection: asks the device that it is for, and those beside it. */
export interface Session extends Unit {
  readonly url: string
  /** How many winmon reads may be on their way at once. */
  readonly window: 1 | 2 | 3
  /** The state of the link, starting with the one it is in. */
  readonly states: Stream.Stream<State>
  /** As of the last initialisation. */
  readonly identity: () => Identity
  /** Everything that comes in, over all connections, for any number of onlookers; a slow one loses the oldest. */
  readonly incoming: Stream.Stream<Incoming>
  /** Another device on the same bus, or the same one: each has its address, its scales and its unsupported ids. */
  readonly unit: (address: number) => Unit
  /** Proving the infos that were used, while there is time. */
  readonly confirmation: Infos.Confirmation
  /** What was found wrong since connecting. */
  readonly counters: () => Infos.Counters
  /** Runs several questions as one piece, with nothing in between. */
  readonly sequence: Exchange.Sequence<Harmless>
  /** The same without the limit to what is harmless; only this package's `Control` has the key to it. */
  readonly [unrestricted]: Exchange.Sequence
}

/** What the infos of a device are kept under. */
const firmwareOf = ({
  deviceVersion,
  remainder,
  winmonMode
}: Pick<Identity, "deviceVersion" | "remainder" | "winmonMode">): Cache.CacheKey => ({
  version: deviceVersion,
  remainder,
  winmonMode
})

/** How many times slower a line that was said to be slow has to become to be said to be slow again. */
const SLOWER = 1.5
/** How often a sleeping adapter is asked for its version. */
const SLEEPING_MILLIS = 2000
/** How many frames an onlooker may lag behind. */
const ONLOOKER_BUFFER = 256

/** What questions meet: a link that is up, one that is being set right (they wait), or the reason why there is none. */
type Link =
  | { readonly _tag: "Up"; readonly exchange: Exchange.Exchange }
  | { readonly _tag: "Down"; readonly error: Errors.LinkError }

/** Connects, and stays connected until the scope closes. Where there is a `Cache`, infos are taken from it. */
export const connect = (
  options: Options = {}
): Effect.Effect<Session, Errors.LinkError, Transport | Scope.Scope> =>
  Effect.gen(function* () {
    const { url, bytesPerSecond, open } = yield* Transport
    const scope = yield* Effect.scope
    const cache = Option.getOrUndefined(yield* Effect.serviceOption(Cache.Cache))
    const { winmonMode = "as-found", window = 1, wait = false, onWaiting } = options
    /** The unit that the session is for; until one has answered, the one to ask first. */
    let address = options.address ?? 0
    const states = yield* SubscriptionRef.make<State>("opening")
    const onlookers = yield* PubSub.sliding<Incoming>(ONLOOKER_BUFFER)
    const first = yield* Deferred.make<void, Errors.LinkError>()
    /** Closed while the link is being set right: questions wait for it. */
    const settled = yield* Latch.make(true)
    /** Opened when something calls for a new initialisation. */
    const trouble = yield* Latch.make(false)
    let identity: Identity | undefined
    let restarts = 0
    /** The connection, by number: it ends when the port is lost, or another device is found behind it. */
    let connection = 0
    let link: Link = { _tag: "Down", error: Errors.lost(url, "it is not open yet") }
    let initialisedAt = Number.POSITIVE_INFINITY
    /** Requests in a row that got no reply in all their transmissions. */
    let failures = 0

    const goDown = (state: State, error: Errors.LinkError) =>
      Effect.gen(function* () {
        link = { _tag: "Down", error }
        yield* settled.open
        yield* SubscriptionRef.set(states, state)
        if (!wait) yield* Deferred.fail(first, error)
        else if (onWaiting !== undefined && state !== "closed" && !(yield* Deferred.isDone(first)))
          yield* onWaiting(error)
      })

    /** Says once that the line is slow, and whenever it has become slower by half. */
    let saidMillis = 0
    const saySlow = (delayMillis: number) =>
      Effect.suspend(() => {
        if (delayMillis <= saidMillis * SLOWER) return Effect.void
        saidMillis = delayMillis
        return Effect.logWarning(
          `${url} is slow: replies take ${(delayMillis / 1000).toFixed(1)} s. All time-outs are longer by that`
        )
      })

    const goUp = (exchange: Exchange.Exchange, found: Initialise.Identity) =>
      Effect.gen(function* () {
        yield* saySlow(exchange.delay.measured())
        if (identity !== undefined && Cache.textOf(firmwareOf(identity)) !== Cache.textOf(firmwareOf(found)))
          connection++
        identity = { ...found, restarts }
        initialisedAt = yield* Monotonic.millis
        link = { _tag: "Up", exchange }
        yield* trouble.close
        yield* settled.open
        yield* SubscriptionRef.set(states, "connected")
        yield* Deferred.succeed(first, undefined)
      })

    /** Notices that the adapter restarted: its version frame no longer carries the address. */
    const watch = (incoming: Incoming): void => {
      PubSub.publishUnsafe(onlookers, incoming)
      if (incoming._tag !== "Received" || incoming.reply._tag !== "VersionReply") return
      const selected = link._tag === "Up" ? link.exchange.selectedAddress() : null
      if (incoming.at <= initialisedAt || selected === null) return
      if (Version.selectedAddress(incoming.reply) === selected) return
      settled.closeUnsafe()
      trouble.openUnsafe()
    }

    const admit = (): Exchange.Admission => {
      if (!settled.isOpen()) return { _tag: "Wait", until: settled.await }
      return link._tag === "Up" ? { _tag: "Go" } : { _tag: "Fail", error: link.error }
    }

    /** Keeps an open port initialised. Ends only by failing, when the port is gone. */
    const keep = (exchange: Exchange.Exchange): Effect.Effect<never, Errors.TransportError> =>
      Effect.gen(function* () {
        let attempt = 0
        while (true) {
          const found = yield* Initialise.findAdapter(exchange, url).pipe(
            // Counted here: the next attempt would find the address that this one is about to select.
            Effect.tap((adapter) =>
              Effect.sync(() => {
                if (Version.selectedAddress(adapter) === null) restarts++
              })
            ),
            Effect.flatMap((adapter) => Initialise.initialise(exchange, adapter, { address, winmonMode })),
            Effect.catchTag("DeviceError", (error) =>
              Effect.as(goDown(error.reason._tag === "Asleep" ? "asleep" : "opening", error), error)
            )
          )
          if (found instanceof Errors.DeviceError) {
            yield* found.reason._tag === "Asleep"
              ? woken(exchange)
              : Effect.sleep(Backoff.initialiseMillis(attempt++))
            continue
          }
          attempt = 0
          yield* goUp(exchange, found)
          const isSilent = yield* Effect.raceFirst(
            Effect.as(silence(exchange), true),
            Effect.as(trouble.await, false)
          )
          if (isSilent) {
            const waitedMillis = Initialise.SILENCE_MILLIS
            yield* goDown(
              "asleep",
              new Errors.DeviceError({ reason: new Errors.Asleep({ port: url, waitedMillis }) })
            )
            yield* woken(exchange)
          } else {
            yield* Effect.logInfo("initialising again", { failures })
            if (failures > 0) yield* Effect.sleep(Backoff.initialiseMillis(failures - 1))
          }
        }
      })

    /** Opens the port again and again, and keeps it while it is there. */
    const run = Effect.gen(function* () {
      let attempt = 0
      while (true) {
        yield* SubscriptionRef.set(states, "opening")
        const error = yield* Effect.scoped(
          Effect.gen(function* () {
            const exchange = yield* Exchange.make(yield* open, {
              url,
              bytesPerSecond,
              window,
              admit,
              onIncoming: watch
            })
            attempt = 0
            return yield* Effect.raceFirst(exchange.lost, keep(exchange))
          })
        ).pipe(Effect.flip)
        initialisedAt = Number.POSITIVE_INFINITY
        connection++
        yield* goDown("unplugged", error)
        yield* Effect.sleep(yield* Backoff.openMillis(attempt++))
        yield* Metric.update(Metrics.reconnects, 1)
      }
    })

    yield* Effect.addFinalizer(() => goDown("closed", Errors.lost(url, "it was closed by the caller")))
    yield* Effect.forkScoped(run)
    yield* Deferred.await(first)
    address = options.address ?? identity!.address

    /** Watches how what is asked ends: who never gets a reply calls the link itself into question. */
    const watched = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
      effect.pipe(
        Effect.tap(() => Effect.sync(() => (failures = 0))),
        Effect.tapError((error) =>
          Effect.sync(() => {
            if (!isExhausted(error)) return
            failures++
            settled.closeUnsafe()
            trouble.openUnsafe()
          })
        )
      )

    /** Waits until the link is set right, and gives it, or the reason why there is none. */
    const linked = Effect.andThen(
      settled.await,
      Effect.suspend(() => (link._tag === "Up" ? Effect.succeed(link.exchange) : Effect.fail(link.error)))
    )

    const ask: Exchange.Ask = (question, options) =>
      watched(Effect.flatMap(linked, (exchange) => exchange.ask(question, { address, ...options })))

    const sequence: Exchange.Sequence = (use) =>
      Effect.flatMap(linked, (exchange) =>
        exchange.sequence((within) =>
          use((question, options) => watched(within(question, { address, ...options })))
        )
      )

    const context = yield* Effect.context<never>()
    const infos = Infos.make({
      cache,
      scope,
      connection: () => connection,
      onDamaged: () => Metrics.damaged.updateUnsafe(1, context),
      onDiscarded: () => Metrics.discardedCaches.updateUnsafe(1, context)
    })

    /** The firmware of a unit, proven once in each connection. The one found by connecting is the first answer. */
    const firmwareBy = (of: number, asking: Unit["ask"]): Unit["firmware"] => {
      const oneByOne = Semaphore.makeUnsafe(1)
      let known: { readonly connection: number; readonly key: Cache.CacheKey | null } | undefined
      const told = Effect.map(DeviceVersion.read(asking), ({ version: deviceVersion, ...rest }) =>
        firmwareOf({ deviceVersion, ...rest })
      )
      const prove = Effect.gen(function* () {
        if (known?.connection === connection) return known.key
        const key = yield* Key.proven(told, of === identity!.address ? firmwareOf(identity!) : null)
        if (
          of === identity!.address &&
          key !== null &&
          Cache.textOf(key) !== Cache.textOf(firmwareOf(identity!))
        ) {
          // What connecting took for the version was a damaged reply.
          const { version: deviceVersion, remainder, winmonMode = identity!.winmonMode } = key
          identity = { ...identity!, deviceVersion, remainder, winmonMode }
        }
        known = { connection, key }
        return key
      })
      return Effect.suspend(() =>
        known?.connection === connection ? Effect.succeed(known.key) : oneByOne.withPermit(prove)
      )
    }

    const units = new Map<number, Unit>()
    const unit = (of: number): Unit => {
      const known = units.get(of)
      if (known !== undefined) return known
      const asking: Unit["ask"] = (question, options) => ask(question, { ...options, address: of })
      const firmware = firmwareBy(of, asking)
      const reader = perVersion(
        () => `${connection} ${Cache.textOf(firmwareOf(identity!))}`,
        () => RamReader.make(asking, window)
      )
      const unitInfos = infos.of({ address: of, ask: asking, key: firmware })
      const made: Unit = {
        address: of,
        ask: asking,
        readRam: (ids, options) => Effect.suspend(() => reader().read(ids, options)),
        ramScale: (id) =>
          Effect.map(unitInfos.ram(id), (words) =>
            words === null ? Scale.ramScale(0, 0) : Scale.ramScale(words.scaleWord, words.offsetWord)
          ),
        infos: unitInfos,
        delayMillis: () => (link._tag === "Up" ? link.exchange.delay.millis() : 0),
        firmware
      }
      units.set(of, made)
      return made
    }

    return {
      ...unit(address),
      url,
      window,
      states: SubscriptionRef.changes(states),
      identity: () => identity!,
      incoming: Stream.fromPubSub(onlookers),
      unit,
      confirmation: infos.confirmation,
      counters: infos.counters,
      sequence,
      [unrestricted]: sequence
    }
  })

/** How many transmissions without a reply make a request hopeless, so that the link itself comes under suspicion. */
const HOPELESS = 5

const isExhausted = (error: unknown): boolean =>
  error instanceof Errors.DeviceError &&
  error.reason._tag === "NoReply" &&
  error.reason.transmissions >= HOPELESS

/** From so many milliseconds without a byte on an adapter is asked for its version: some never send it unasked. */
const QUIET_MILLIS = 3000

/** Waits until no byte has come for as long as a sleeping adapter is silent, although it was asked for its version. */
const silence = (exchange: Exchange.Exchange): Effect.Effect<void, Errors.TransportError> =>
  Effect.flatMap(Monotonic.millis, (now) => {
    const quiet = now - exchange.lastByteAt()
    if (quiet >= Initialise.SILENCE_MILLIS) return Effect.void
    const look =
      quiet < QUIET_MILLIS
        ? Effect.sleep(QUIET_MILLIS - quiet)
        : exchange
            .ask(Question.version, { repeats: 0, urgent: true })
            .pipe(Effect.catchTag("DeviceError", () => Effect.void))
    return Effect.andThen(
      look,
      Effect.suspend(() => silence(exchange))
    )
  })

/** Asks a sleeping adapter for its version until it answers, however late, or says anything else. */
const woken = (exchange: Exchange.Exchange): Effect.Effect<void, Errors.TransportError> =>
  Effect.flatMap(Monotonic.millis, (from) => {
    const again = Effect.suspend(() => (exchange.lastByteAt() > from ? Effect.void : woken(exchange)))
    return exchange.ask(Question.version, { repeats: 0, urgent: true }).pipe(
      Effect.catchTag("DeviceError", () => Effect.andThen(Effect.sleep(SLEEPING_MILLIS), again)),
      Effect.asVoid
    )
  })
