/**
 * Keeps a link up: opens the port, initialises it, waits for something that calls for that again, and so on until the
 * scope closes. How long it waits in between are schedules: `reconnect` for the port, `initialise` for the device.
 * Reference: protocol.md 6.1, 7; decisions.md 5.
 */
import { Version } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as PubSub from "effect/PubSub"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Errors from "../Errors.ts"
import * as Exchange from "../link/Exchange.ts"
import type { Incoming } from "../link/FrameStream.ts"
import * as Initialise from "./Initialise.ts"
import * as Retry from "../link/Retry.ts"
import * as Metrics from "../link/Metrics.ts"
import * as Monotonic from "../Monotonic.ts"
import type { Transport } from "../transports/Transport.ts"
import * as Gate from "./Gate.ts"
import * as Silence from "./Silence.ts"
import * as Suspicion from "./Suspicion.ts"

/** The peer of the last initialisation, and the restarts of its adapter so far. */
export interface LinkedPeer extends Initialise.Peer {
  /**
   * How often the adapter was found to have lost its power, or been restarted, since somebody selected an address on it.
   * The unit, which feeds it, then may have restarted too.
   */
  readonly restarts: number
}

/** How a link is kept up. */
export interface Options {
  /** The unit to ask first. */
  readonly address: Initialise.Options["address"]
  readonly winmonMode: Initialise.Options["winmonMode"]
  readonly window: 1 | 2 | 3
  readonly wait: Gate.Waiting | null
  readonly retry: Retry.Policies | undefined
  readonly reconnect: Retry.Retry
  readonly initialise: Retry.Retry
  /** Whether two findings are of the same device. */
  readonly isSame: (one: Initialise.Peer, other: Initialise.Peer) => boolean
}

/** A link that is kept up. */
export interface Supervisor {
  readonly gate: Gate.Gate
  readonly suspicion: Suspicion.Suspicion
  /** Everything that comes in, over all connections, for any number of onlookers; a slow one loses the oldest. */
  readonly incoming: Stream.Stream<Incoming>
  /** As of the last initialisation; `undefined` before the first. */
  readonly identity: () => LinkedPeer | undefined
  /** Corrects facts of the last initialisation that came from a damaged reply. */
  readonly correct: (found: Partial<LinkedPeer>) => void
  /** The connection, by number: it ends when the port is lost, or another device is found behind it. */
  readonly connection: () => number
  /** Asks the unit at an address first from now on. */
  readonly prefer: (address: Initialise.Options["address"]) => void
}

/** How many frames an onlooker may lag behind. */
const ONLOOKER_BUFFER = 256
/** How many times slower a line that was said to be slow has to become to be said to be slow again. */
const SLOWER = 1.5

/** Starts keeping a link up. */
export const make = Effect.fn("Supervisor.make")(function* (
  { url, bytesPerSecond, open, plugged }: Transport["Service"],
  options: Options
): Effect.fn.Return<Supervisor, never, Scope.Scope> {
  const { winmonMode, window, retry } = options
  const onlookers = yield* PubSub.sliding<Incoming>(ONLOOKER_BUFFER)
  const gate = yield* Gate.make(url, options.wait)
  const suspicion = Suspicion.make(gate.hold)
  const saySlow = slowness(url)
  let address = options.address
  let identity: LinkedPeer | undefined
  let restarts = 0
  let connection = 0
  let initialisedAt = Number.POSITIVE_INFINITY
  /** Whether the port was opened, and the link was up, since that was last asked. */
  const since = { opened: false, up: false }

  const up = (exchange: Exchange.Exchange, found: Initialise.Peer) =>
    Effect.gen(function* () {
      yield* saySlow(exchange.delay.measured())
      if (identity !== undefined && !options.isSame(identity, found)) connection++
      identity = { ...found, restarts }
      initialisedAt = yield* Monotonic.millis
      since.up = true
      yield* suspicion.clear
      yield* gate.up(exchange)
    })

  /** Notices that the adapter restarted: its version frame no longer carries the address. */
  const watch = (incoming: Incoming): void => {
    // The first alone gives up where an onlooker has fallen behind; the second lets that one lose its oldest.
    if (!PubSub.publishUnsafe(onlookers, incoming)) Effect.runSync(PubSub.publish(onlookers, incoming))
    if (incoming._tag !== "Received" || incoming.reply._tag !== "VersionReply") return
    const selected = gate.current()?.selectedAddress() ?? null
    if (incoming.at <= initialisedAt || selected === null) return
    if (Version.selectedAddress(incoming.reply) !== selected) suspicion.raise()
  }

  /** Initialises. One that sleeps is woken first, however long that takes. */
  const initialised = (exchange: Exchange.Exchange): Effect.Effect<Initialise.Peer, Errors.LinkError> =>
    Initialise.findAdapter(exchange, url).pipe(
      // Counted here: the next attempt would find the address that this one is about to select.
      Effect.tap((adapter) =>
        Effect.sync(() => {
          if (Version.selectedAddress(adapter) === null) restarts++
        })
      ),
      Effect.flatMap((adapter) => Initialise.initialise(exchange, adapter, { address, winmonMode })),
      Effect.tapErrorTag("DeviceError", (error) =>
        gate.down(error.reason._tag === "Asleep" ? "asleep" : "opening", error)
      ),
      Effect.catchReason("DeviceError", "Asleep", () =>
        Effect.andThen(Silence.broken(exchange), initialised(exchange))
      )
    )

  /** Sets the link right, until something calls for that again. Fails where that has to wait. */
  const round = (exchange: Exchange.Exchange) =>
    Effect.gen(function* () {
      yield* up(exchange, yield* initialised(exchange))
      const isSilent = yield* Effect.raceFirst(
        Effect.as(Silence.fallen(exchange), true),
        Effect.as(suspicion.raised, false)
      )
      if (isSilent) {
        const asleep = new Errors.Asleep({ port: url, waitedMillis: Initialise.SILENCE_MILLIS })
        yield* gate.down("asleep", Errors.device(asleep))
        return yield* Silence.broken(exchange)
      }
      yield* Effect.logInfo("initialising again", { failures: suspicion.failures() })
      const failure = suspicion.failure()
      if (failure !== undefined) return yield* failure
    })

  /** Keeps an open port initialised. Ends only by failing, when the port is gone. */
  const keep = (exchange: Exchange.Exchange) =>
    Effect.retry(Effect.forever(round(exchange)), {
      while: ({ _tag }) => _tag === "DeviceError",
      schedule: Retry.startingOver(options.initialise, () => {
        const isNew = since.up && suspicion.failures() <= 1
        since.up = false
        return isNew
      })
    })

  /** Opens the port, and keeps it while it is there. */
  const connected = Effect.gen(function* () {
    yield* gate.opening
    if (connection > 0) yield* Metric.update(Metrics.reconnects, 1)
    const exchange = yield* Exchange.make(yield* open, {
      url,
      bytesPerSecond,
      window,
      retry,
      admit: gate.admission,
      onIncoming: watch
    })
    since.opened = true
    return yield* Effect.raceFirst(exchange.lost, keep(exchange))
  }).pipe(
    Effect.scoped,
    Effect.tapErrorTag("TransportError", (error) => {
      initialisedAt = Number.POSITIVE_INFINITY
      connection++
      return gate.down("unplugged", error)
    })
  )

  /** Opens the port again and again. Ends only where a schedule does. */
  const run = Effect.retry(connected, {
    while: ({ _tag }) => _tag === "TransportError",
    schedule: Retry.startingOver(Retry.until(options.reconnect, plugged), () => {
      const isNew = since.opened
      since.opened = false
      return isNew
    })
  }).pipe(Effect.catch((error) => gate.down("closed", error)))

  yield* Effect.addFinalizer(() => gate.down("closed", Errors.lost(url, "it was closed by the caller")))
  yield* Effect.forkScoped(run)

  return {
    gate,
    suspicion,
    incoming: Stream.fromPubSub(onlookers),
    identity: () => identity,
    correct: (found) => {
      if (identity !== undefined) identity = { ...identity, ...found }
    },
    connection: () => connection,
    prefer: (to) => {
      address = to
    }
  }
})

/** Says once that the line is slow, and whenever it has become slower by half. */
const slowness = (url: string) => {
  let saidMillis = 0
  return (delayMillis: number): Effect.Effect<void> =>
    Effect.suspend(() => {
      if (delayMillis <= saidMillis * SLOWER) return Effect.void
      saidMillis = delayMillis
      return Effect.logWarning(
        `${url} is slow: replies take ${(delayMillis / 1000).toFixed(1)} s. All time-outs are longer by that`
      )
    })
}
