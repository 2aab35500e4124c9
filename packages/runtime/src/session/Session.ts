/**
 * A session: a device that can be asked, through a link that heals itself.
 *
 * The first connection either succeeds or fails with its reason. From then on the session keeps itself connected: it
 * opens the port again when it was lost, asks a silent adapter until it wakes, and initialises again when the adapter
 * restarted or stopped answering. Who asks while there is no connection gets the reason at once; streams stay open.
 *
 *     opening    the port is being opened, or the adapter looked for
 *     connected  questions are answered
 *     asleep     the port is there and silent: the unit sleeps, or the bus cable is out
 *     unplugged  the port is gone
 *     closed     by the caller
 *
 * Behind it `session/Supervisor.ts` keeps the link up, and `session/Units.ts` has what was learned of each unit.
 * Reference: protocol.md 6.1, 7; decisions.md 5; integrations.md 13.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import type * as Errors from "../Errors.ts"
import * as Addressed from "../link/Addressed.ts"
import type * as Exchange from "../link/Exchange.ts"
import type { Incoming } from "../link/FrameStream.ts"
import * as Firmware from "./Firmware.ts"
import * as Infos from "../infos/Infos.ts"
import type * as Initialise from "./Initialise.ts"
import { unrestricted } from "./Unrestricted.ts"
import * as Retry from "../link/Retry.ts"
import * as Metrics from "../link/Metrics.ts"
import * as Question from "../link/Question.ts"
import type { State } from "./Gate.ts"
import * as Supervisor from "./Supervisor.ts"
import * as Units from "./Units.ts"
import * as Cache from "../state/Cache.ts"
import { Transport } from "../transports/Transport.ts"

export type { State } from "./Gate.ts"
export type { LinkedPeer } from "./Supervisor.ts"
export type { Harmless, Unit } from "./Units.ts"

/** How a session connects. */
export interface Options extends Partial<Pick<Initialise.Options, "winmonMode">> {
  /** The short address of the unit that it is for; unless said otherwise the lowest one that answers. `Unsendable` outside 0 to 31. */
  readonly address?: number
  /** How many winmon reads may be on their way at once; 1 unless said otherwise. */
  readonly window?: 1 | 2 | 3
  /** Whether to wait for the first connection for ever instead of failing with its reason. */
  readonly wait?: boolean
  /** With `wait`: told why there is no first connection yet, each time that an attempt fails. */
  readonly onWaiting?: (reason: Errors.LinkError) => Effect.Effect<void>
  /** When to send again what may be repeated; four repeats of a read and two of a set unless said otherwise. */
  readonly retry?: Retry.Policies
  /** When to open a port again; `Retry.reconnect` unless said otherwise. The session is over when it ends. */
  readonly reconnect?: Retry.Retry
  /** When to set the link right again; `Retry.initialise` unless said otherwise. The session is over when it ends. */
  readonly initialise?: Retry.Retry
}

/** An initialised connection: asks the device that it is for, and those beside it. */
export interface Session extends Units.Unit {
  readonly url: string
  /** How many winmon reads may be on their way at once. */
  readonly window: 1 | 2 | 3
  /** The state of the link, starting with the one it is in. */
  readonly states: Stream.Stream<State>
  /** Why there is no link now; `null` while there is one. */
  readonly failure: () => Errors.LinkError | null
  /** As of the last initialisation. */
  readonly identity: () => Supervisor.LinkedPeer
  /** Everything that comes in, over all connections, for any number of onlookers; a slow one loses the oldest. */
  readonly incoming: Stream.Stream<Incoming>
  /** Another device on the same bus, or the same one: each has its address, its scales and its unsupported ids. */
  readonly unit: (address: number) => Units.Unit
  /** Proving the infos that were used, while there is time. */
  readonly confirmation: Infos.Confirmation
  /** The faults that were found since connecting. */
  readonly counters: () => Infos.Counters
  /** Runs several questions as one piece, with nothing in between. */
  readonly sequence: Exchange.Sequence<Units.Harmless>
  /** The same without the limit to what is harmless; only this package's `Control` has the key to it. */
  readonly [unrestricted]: Exchange.Sequence
}

/** The session that everything of a program goes through. */
export class Link extends Context.Service<Link, Session>()("@vebus/runtime/Link") {}

/** Connects, and stays connected until the scope closes. Where there is a `Cache`, infos are taken from it. */
export const connect: (
  options?: Options
) => Effect.Effect<Session, Errors.LinkError, Transport | Scope.Scope> = Effect.fn("Session.connect")(
  function* (options: Options = {}) {
    const asked = yield* Addressed.to(options.address ?? 0)
    const transport = yield* Transport
    const { window = 1 } = options
    const supervisor = yield* Supervisor.make(transport, {
      address: asked,
      winmonMode: options.winmonMode ?? "as-found",
      window,
      wait: options.wait === true ? (options.onWaiting ?? (() => Effect.void)) : null,
      retry: options.retry,
      reconnect: options.reconnect ?? Retry.reconnect,
      initialise: options.initialise ?? Retry.initialise,
      isSame: Firmware.isSame
    })
    yield* supervisor.gate.first
    const address = options.address === undefined ? supervisor.identity()!.address : asked
    supervisor.prefer(address)

    const { ask, sequence } = asking(supervisor, address, options.retry)
    const infos = yield* infosOf(supervisor)
    const unit = Units.make({ supervisor, ask, infos, window })
    return {
      ...unit(address),
      url: transport.url,
      window,
      states: supervisor.gate.states,
      failure: supervisor.gate.failure,
      identity: () => supervisor.identity()!,
      incoming: supervisor.incoming,
      unit,
      confirmation: infos.confirmation,
      counters: infos.counters,
      sequence,
      [unrestricted]: sequence
    }
  }
)

/** The same session, whose questions are sent again by another schedule where they have none of their own. */
export const retrying = (session: Session, retry: Retry.Retry): Session => ({
  ...session,
  ...Units.retrying(session, retry),
  unit: (address) => Units.retrying(session.unit(address), retry)
})

/** A session as the service `Link`. Connects when it is built; fails with the reason why there is no link. */
export const layer = (options?: Options): Layer.Layer<Link, Errors.LinkError, Transport> =>
  Layer.effect(Link, connect(options))

/** Asks over the link that is up, and watches how that ends: who never gets a reply calls the link into question. */
const asking = (
  { gate, suspicion }: Supervisor.Supervisor,
  address: number,
  policies: Retry.Policies | undefined
): Pick<Exchange.Exchange, "ask" | "sequence"> => {
  /** Whether all that the session has for a question was tried once it fails. */
  const isLast = (question: Question.Question<unknown, Question.Reach>, options?: Exchange.AskOptions) =>
    options?.retry === undefined && policies?.read !== undefined && Question.traits(question).retry === "read"
  const watched =
    (ask: Exchange.Ask): Exchange.Ask =>
    (question, options) =>
      suspicion.watching(ask(question, { address, ...options }), isLast(question, options))
  return {
    ask: watched((question, options) =>
      Effect.flatMap(gate.exchange, (exchange) => exchange.ask(question, options))
    ),
    sequence: (use) =>
      Effect.flatMap(gate.exchange, (exchange) => exchange.sequence((within) => use(watched(within))))
  }
}

/** The infos of all units, from the cache of the program where there is one. */
const infosOf = ({ connection }: Supervisor.Supervisor) =>
  Effect.gen(function* () {
    const cache = Option.getOrUndefined(yield* Effect.serviceOption(Cache.Cache))
    const context = yield* Effect.context<never>()
    return Infos.make({
      cache,
      scope: yield* Effect.scope,
      connection,
      onDamaged: () => Metrics.damaged.updateUnsafe(1, context),
      onDiscarded: () => Metrics.discardedCaches.updateUnsafe(1, context)
    })
  })
