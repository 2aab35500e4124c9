/**
 * Initialising a connection: find the adapter, set the address, learn the device's version. Sends reads, and A, which
 * changes nothing but the adapter; an S frame only when long mode is asked for by name.
 *
 * One unit that is off must not hide the others of its system: when the one that is asked first does not answer, any
 * other that does will do. Reference: protocol.md 6.1, 6.10.
 */
import { type AdapterSettings, Product, type ShortAddress, Switch, Version, type Words } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Addresses from "./Addresses.ts"
import * as Delay from "../link/Delay.ts"
import * as DeviceVersion from "./DeviceVersion.ts"
import * as Errors from "../Errors.ts"
import type * as Exchange from "../link/Exchange.ts"
import * as Retry from "../link/Retry.ts"
import * as Monotonic from "../Monotonic.ts"
import * as Question from "../link/Question.ts"

/** The adapter and the unit that answered at initialisation. */
export interface Peer {
  readonly adapter: Version.Reply
  /** The unit that answered: the one that was asked for, or else the first of its system that does. */
  readonly address: ShortAddress.ShortAddress
  /** The version number of that unit, as an unsigned 32-bit number. */
  readonly deviceVersion: number
  /** The bytes behind the version in a long reply. */
  readonly remainder: Words.Spare
  /** The shape of the device's version reply. */
  readonly winmonMode: "short" | "long"
  /** When the version arrived, by the wall clock. */
  readonly time: number
}

/** How long an open port may be silent before its adapter counts as asleep. */
export const SILENCE_MILLIS = 5000
/** How long an adapter is looked for: the first answer may be as late as the slowest line that time-outs follow. */
const LOOK_MILLIS = Delay.MAX_MILLIS + 500
/** The oldest MK2 firmware that speaks this protocol without surprises (protocol.md 2.5). */
export const OLDEST_MK2 = 131
/** These requests set the link right: they do not wait for it. */
const urgent = { urgent: true } as const

/** Whom a connection talks to, and in which form replies come. */
export interface Options {
  /** The short address of the unit to ask first. */
  readonly address: ShortAddress.ShortAddress
  /** Whether to put the adapter into long mode by an S frame with flag 10, or to take the mode as found. */
  readonly winmonMode: "as-found" | "long"
}

/** Initialises a connection on which the adapter has been found. */
export const initialise = Effect.fn("Initialise.initialise")(function* (
  exchange: Exchange.Exchange,
  adapter: Version.Reply,
  { address, winmonMode }: Options
): Effect.fn.Return<Peer, Errors.LinkError> {
  yield* timed(exchange, exchange.ask(Question.selectAddress(address), { ...urgent, retry: LOOKING }))
  if (winmonMode === "long") yield* setLongMode(exchange)
  const [answering, device] = yield* DeviceVersion.read(exchange.ask, urgent).pipe(
    Effect.map((version) => [address, version] as const),
    Effect.catchReason("DeviceError", "NoReply", (noReply) =>
      Effect.flatMap(anyOther(exchange, address, noReply.late === undefined), (other) =>
        other === null ? Effect.fail(Errors.device(noReply)) : Effect.succeed(other)
      )
    )
  )
  yield* measured(exchange, answering)
  const { version: deviceVersion, remainder, winmonMode: found, time } = device
  return { adapter, address: answering, deviceVersion, remainder, winmonMode: found, time }
})

/**
 * The first unit but this one that answers, with its version; `null` where none does. Addresses that nobody has
 * reported are tried only on a line that is not slow: there each takes seconds.
 */
const anyOther = (
  exchange: Exchange.Exchange,
  silent: number,
  triesAll: boolean
): Effect.Effect<
  readonly [ShortAddress.ShortAddress, DeviceVersion.DeviceVersion] | null,
  Errors.LinkError
> =>
  Effect.gen(function* () {
    const configured = yield* Addresses.configured(exchange.ask, { ...urgent, retry: Retry.times(0) })
    const retry = Retry.times(configured === null ? 0 : 1)
    for (const address of configured ?? (triesAll ? Addresses.CANDIDATES : [])) {
      if (address === silent) continue
      const version = yield* DeviceVersion.read(exchange.ask, { ...urgent, retry, address }).pipe(
        Effect.catchIf(Errors.isNoReply, () => Effect.succeed(null))
      )
      if (version !== null) return [address, version] as const
    }
    return null
  })

/**
 * Asks for the version until the adapter answers, or says what came instead. What is still in the pipe from before
 * does no harm meanwhile: only a version frame is taken, and no winmon reply can be anybody's yet.
 */
export const findAdapter = (
  exchange: Exchange.Exchange,
  url: string
): Effect.Effect<Version.Reply, Errors.LinkError> =>
  Effect.suspend(() => {
    const before = exchange.counters()
    return timed(exchange, exchange.ask(Question.version, { ...urgent, retry: LOOKING })).pipe(
      Effect.catchReason("DeviceError", "NoReply", (noReply) =>
        Effect.fail(new Errors.DeviceError({ reason: whatCame(before, exchange.counters(), url) ?? noReply }))
      ),
      Effect.flatMap(({ value }) =>
        Product.adapterName(Version.adapterType(value)) === "MK2" && Version.firmware(value) < OLDEST_MK2
          ? Effect.fail(tooOld(value))
          : Effect.succeed(value)
      )
    )
  })

/** Why there was no version: nothing came, or nothing that makes sense. */
const whatCame = (
  before: Exchange.Counters,
  after: Exchange.Counters,
  port: string
): Errors.DeviceReason | undefined => {
  const bytes = after.bytes - before.bytes
  const waitedMillis = LOOK_MILLIS
  if (bytes === 0) return new Errors.Asleep({ port, waitedMillis })
  return after.frames === before.frames
    ? new Errors.Garbage({ port, waitedMillis, bytes, sample: after.discardedSample })
    : undefined
}

const tooOld = (adapter: Version.Reply) =>
  new Errors.DeviceError({
    reason: new Errors.Unsupported({
      request: `winmon commands through an MK2 with firmware below ${OLDEST_MK2}`,
      answer: `firmware ${Version.firmware(adapter)}`,
      data: []
    })
  })

/** How often an adapter is asked, and told its address, before it counts as silent. */
export const LOOKING = Retry.times(LOOK_MILLIS / Version.command.traits(Version.request).timeoutMillis! - 1)

/**
 * Asks what names no request in its answer, and takes how long that took for a bound of the delay of the line: the first
 * winmon reply then tells exactly. A version frame comes unasked every second, so that the one that comes first may say
 * nothing of the line.
 */
const timed = <A extends { readonly at: number }>(
  exchange: Exchange.Exchange,
  asking: Effect.Effect<A, Errors.LinkError>
): Effect.Effect<A, Errors.LinkError> =>
  Effect.flatMap(Monotonic.millis, (from) =>
    Effect.tap(asking, ({ at }) => Effect.sync(() => exchange.delay.bound(at - from)))
  )

/** Asks on while the line seems slow, until it was measured often enough to be sure that not this machine is. */
const measured = (exchange: Exchange.Exchange, address: number): Effect.Effect<void, Errors.LinkError> =>
  Effect.suspend(() =>
    exchange.delay.isUnsure()
      ? exchange.ask(Question.softwareVersion, { ...urgent, retry: Retry.times(0), address }).pipe(
          Effect.matchEffect({
            // A reply that gets lost leaves it unsure: who asks next measures too.
            onFailure: (error) => (Errors.isNoReply(error) ? Effect.void : Effect.fail(error)),
            onSuccess: () => measured(exchange, address)
          })
        )
      : Effect.void
  )

/** Long mode without touching the panel: flag 10 keeps switch and limit as they are (protocol.md 6.1). */
const setLongMode = (exchange: Exchange.Exchange) =>
  Effect.gen(function* () {
    const position = yield* exchange.ask(Question.adapterSettings, { ...urgent, retry: Retry.times(0) }).pipe(
      Effect.map(({ value }): AdapterSettings.Reply["position"] => value.position),
      Effect.catchReason("DeviceError", "NoReply", () => Effect.succeed("on" as const))
    )
    yield* exchange.ask(
      Question.adapterFlags({
        position,
        limitRaw: Switch.NO_LIMIT,
        flags: Switch.Flags.limitInAmperes | Switch.Flags.doNotSendPanelState,
        extended: 0
      }),
      urgent
    )
  })
