/**
 * A session: an open port whose adapter is known, whose address is set, and whose device has told its version.
 *
 * Connecting sends reads, and A, which changes nothing but the adapter. The winmon mode is taken as found: no S frame
 * goes out unless long mode is asked for by name. When the adapter restarted (its version frame no longer carries the
 * address), the session initialises again before the next question; what it knows about the device is kept while the
 * version is the same. Reference: protocol.md 6.1; decisions.md 5.
 */
import { type AdapterSettings, Scale, SoftwareVersion, Switch, Version } from "@vebus/codec"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import * as Errors from "./Errors.ts"
import * as Exchange from "./Exchange.ts"
import * as Monotonic from "./Monotonic.ts"
import * as Question from "./Question.ts"
import * as RamReader from "./RamReader.ts"
import { Transport } from "./Transport.ts"

export interface Options {
  /** The short address of the device to talk to, 0 to 31; 0 unless said otherwise. */
  readonly address?: number
  /** Whether to put the adapter into long mode by an S frame with flag 10; as found unless said otherwise. */
  readonly winmonMode?: "as-found" | "long"
  /** How many winmon reads may be on their way at once; 1 unless said otherwise. */
  readonly window?: 1 | 2 | 3
}

/** What the initialisation found. */
export interface Identity {
  readonly adapter: Version.Reply
  /** The device's version number, as an unsigned 32-bit number. */
  readonly deviceVersion: number
  /** The shape of the device's version reply. */
  readonly winmonMode: "short" | "long"
}

export interface Session {
  readonly url: string
  readonly address: number
  readonly exchange: Exchange.Exchange
  /** As of the last initialisation. */
  readonly identity: () => Identity
  /** Asks something that changes nothing in the device. */
  readonly ask: <A, E extends "read" | "adapter">(
    question: Question.Question<A, E>,
    options?: Exchange.AskOptions
  ) => Effect.Effect<Exchange.Answer<A>, Errors.LinkError>
  /** Raw words of any number of RAM variables; those that the device does not have are missing. */
  readonly readRam: RamReader.RamReader["read"]
  /** The scale of a RAM variable, asked for once per device version. */
  readonly ramScale: (id: number) => Effect.Effect<Scale.RamScale, Errors.LinkError>
}

/** How long an open port may be silent before its adapter counts as asleep. */
export const SILENCE_MILLIS = 5000
/** The oldest MK2 firmware that speaks this protocol without surprises (protocol.md 2.5). */
const OLDEST_MK2 = 131
const MK2_TYPE = 1130

/** Opens the transport and initialises. The scope closes the port. */
export const connect = (
  options: Options = {}
): Effect.Effect<Session, Errors.LinkError, Transport | Scope.Scope> =>
  Effect.gen(function* () {
    const { url, open } = yield* Transport
    const { address = 0, winmonMode = "as-found", window = 1 } = options
    const exchange = yield* Exchange.make(yield* open, { url, window })
    const adapter = yield* findAdapter(exchange, url)

    const initialise = Effect.gen(function* () {
      yield* exchange.ask(Question.selectAddress(address))
      if (winmonMode === "long") yield* setLongMode(exchange)
      return { adapter, ...(yield* readDeviceVersion(exchange)) } satisfies Identity
    })

    let identity = yield* initialise
    let initialisedAt = yield* Monotonic.millis
    let isCurrent = true
    const scales = new Map<number, Scale.RamScale>()
    const once = yield* Semaphore.make(1)

    yield* exchange.incoming.pipe(
      Stream.runForEach((incoming) =>
        Effect.sync(() => {
          if (incoming._tag !== "Received" || incoming.reply._tag !== "VersionReply") return
          const isRestarted =
            incoming.at > initialisedAt && Version.selectedAddress(incoming.reply) !== address
          if (isRestarted) isCurrent = false
        })
      ),
      Effect.forkScoped
    )

    const initialiseAgain = once.withPermit(
      Effect.gen(function* () {
        if (isCurrent) return
        yield* Effect.logInfo("the adapter restarted: initialising again")
        const found = yield* initialise
        if (found.deviceVersion !== identity.deviceVersion) scales.clear()
        identity = found
        initialisedAt = yield* Monotonic.millis
        isCurrent = true
      })
    )

    const ask: Session["ask"] = (question, askOptions) =>
      Effect.suspend(() =>
        isCurrent
          ? exchange.ask(question, askOptions)
          : Effect.andThen(initialiseAgain, exchange.ask(question, askOptions))
      )

    const ramScale = (id: number): Effect.Effect<Scale.RamScale, Errors.LinkError> =>
      Effect.suspend(() => {
        const known = scales.get(id)
        if (known !== undefined) return Effect.succeed(known)
        return ask(Question.ramInfo(id)).pipe(
          Effect.map(({ value }) => Scale.ramScale(value.scaleWord, value.offsetWord)),
          Effect.catchReason("DeviceError", "Unsupported", () => Effect.succeed(Scale.ramScale(0, 0))),
          Effect.tap((scale) => Effect.sync(() => scales.set(id, scale)))
        )
      })

    return {
      url,
      address,
      exchange,
      identity: () => identity,
      ask,
      readRam: RamReader.make(ask).read,
      ramScale
    }
  })

/**
 * Asks for the version until the adapter answers, or says what came instead. What is still in the pipe from before
 * does no harm meanwhile: only a version frame is taken, and no winmon reply can be anybody's yet.
 */
const findAdapter = (
  exchange: Exchange.Exchange,
  url: string
): Effect.Effect<Version.Reply, Errors.LinkError> =>
  exchange.ask(Question.version, { repeats: Math.floor(SILENCE_MILLIS / VERSION_MILLIS) - 1 }).pipe(
    Effect.catchReason("DeviceError", "NoReply", (reason) => {
      const { bytes, frames, discardedSample: sample } = exchange.counters()
      const waitedMillis = SILENCE_MILLIS
      return Effect.fail(
        new Errors.DeviceError({
          reason:
            bytes === 0
              ? new Errors.Asleep({ port: url, waitedMillis })
              : frames === 0
                ? new Errors.Garbage({ port: url, waitedMillis, bytes, sample })
                : reason
        })
      )
    }),
    Effect.flatMap(({ value }) =>
      Version.adapterType(value) === MK2_TYPE && Version.firmware(value) < OLDEST_MK2
        ? Effect.fail(
            new Errors.DeviceError({
              reason: new Errors.Unsupported({
                request: `winmon commands through an MK2 with firmware below ${OLDEST_MK2}`,
                answer: `firmware ${Version.firmware(value)}`,
                data: []
              })
            })
          )
        : Effect.succeed(value)
    )
  )

const VERSION_MILLIS = Version.traits(Version.request).timeoutMillis!

/** The device's version from one long reply, or from the two halves of the short form. */
const readDeviceVersion = (exchange: Exchange.Exchange) =>
  Effect.gen(function* () {
    const { value: reply } = yield* exchange.ask(Question.softwareVersion)
    if (reply.form === "long") return { deviceVersion: reply.version, winmonMode: "long" as const }
    const { value: high } = yield* exchange.ask(Question.softwareVersionHigh)
    return {
      deviceVersion: SoftwareVersion.joinWords(reply.lowWord, high.highWord),
      winmonMode: "short" as const
    }
  })

/** Long mode without touching the panel: flag 10 keeps switch and limit as they are (protocol.md 6.1). */
const setLongMode = (exchange: Exchange.Exchange) =>
  Effect.gen(function* () {
    const position = yield* exchange.ask(Question.adapterSettings, { repeats: 0 }).pipe(
      Effect.map(({ value }): AdapterSettings.Reply["position"] => value.position),
      Effect.catchReason("DeviceError", "NoReply", () => Effect.succeed("on" as const))
    )
    yield* exchange.ask(
      Question.adapterFlags({
        position,
        limitRaw: Switch.NO_LIMIT,
        flags: Switch.Flags.limitInAmperes | Switch.Flags.doNotSendPanelState,
        extended: 0
      })
    )
  })
