/**
 * The examination: opens the port, listens, asks, and writes down what it saw. Sends only reads, and the choice of an
 * address inside the adapter. What goes wrong is an observation, not an error.
 *
 *     1.5 s   listen: a version frame comes unasked every second
 *     5.5 s   ask for the version until it comes
 *             choose the address, ask for the device's version, the panel and the adapter's own settings
 *             ask for alarms and the VE.Bus error, and whether every unit that is configured answers
 *     3.5 s   since the port was opened: other panels repeat themselves every second
 *
 * Reference: protocol.md 1.2, 1.3, 3.10; integrations.md 9.1, 12.
 */
import {
  Alarm,
  Leds,
  Plausible,
  Product,
  Scale,
  SoftwareVersion,
  Switch,
  Version,
  type ShortAddress
} from "@vebus/codec"
import * as Reading from "@vebus/codec/reading"
import {
  Addresses,
  type Errors,
  Exchange,
  type FrameStream,
  Initialise,
  Monotonic,
  Question,
  Retry,
  type Transport
} from "@vebus/runtime"
import * as Effect from "effect/Effect"
import {
  type Adapter,
  type Battery,
  type Device,
  isTooOld,
  type Line,
  type OtherControllers,
  type System
} from "./Observations.ts"

const LISTEN_MILLIS = 1500
const OTHERS_MILLIS = 3500

/** Asks what changes nothing in the device. */
export type Ask = Exchange.Ask<"read" | "adapter">

export interface Options {
  /** The unit to ask first; another one will do when it does not answer, unless it was named. */
  readonly address: ShortAddress.ShortAddress
  readonly isNamed: boolean
  /** Whether to ask which units are configured: the answer holds the unique number of one, which is in no report. */
  readonly asksForUnits: boolean
  /** Is told what is being done. */
  readonly onStep: (step: string) => void
  /** Runs at the end if the device answers. */
  readonly further: (ask: Ask) => Effect.Effect<void, Errors.TransportError>
}

/** The observations of a port. */
export interface Seen {
  /** Why the port could not be opened, or was lost meanwhile. */
  failure: Errors.TransportReason | null
  line: Line | null
  adapter: Adapter | null
  device: Device | null
  system: System | null
  control: OtherControllers
}

export const nothing: Seen = {
  failure: null,
  line: null,
  adapter: null,
  device: null,
  system: null,
  control: { foreignFrames: 0, digitalMultiControl: null, isForwarding: null }
}

/** The answer, or `null` where nobody answers. */
export const orNull = <A>(
  asked: Effect.Effect<A, Errors.LinkError>
): Effect.Effect<A | null, Errors.TransportError> =>
  Effect.catchTag(asked, "DeviceError", () => Effect.succeed(null))

/** The addresses that are configured and do not answer. */
const silentUnits = (
  ask: Ask,
  answering: number
): Effect.Effect<ReadonlyArray<number>, Errors.TransportError> =>
  Effect.gen(function* () {
    const configured = yield* orNull(Addresses.configured(ask, { retry: Retry.times(0) }))
    return yield* Effect.filter(
      (configured ?? []).filter((address) => address !== answering),
      (address) =>
        Effect.map(
          orNull(ask(Question.softwareVersion, { address, retry: Retry.times(1) })),
          (version) => version === null
        )
    )
  })

/** So many answers, of which two must agree. */
const ANSWERS = 3

/** The battery's voltage: one damaged reply must not make it wrong, so two answers have to agree on its scale. */
const batteryOf = (
  ask: Ask,
  { address, version }: Device
): Effect.Effect<Battery | null, Errors.TransportError> =>
  Effect.gen(function* () {
    const told: Array<string> = []
    for (let answer = 0; answer < ANSWERS; answer++) {
      const info = yield* orNull(
        ask(Question.ramInfo(Reading.Ram.batteryVoltage), { address, retry: Retry.times(1) })
      )
      // Between two answers something else is asked: a reply that is late or doubled answers only one of them.
      const read = yield* orNull(
        ask(Question.ram([Reading.Ram.batteryVoltage]), { address, retry: Retry.times(1) })
      )
      if (info === null || read === null) return null
      const { scaleWord, offsetWord } = info.value
      const words = `${scaleWord} ${offsetWord}`
      if (told.includes(words)) {
        const volts = Scale.volts(Scale.ramScale(scaleWord, offsetWord), read.value[0]!)
        if (volts === null) return null
        const nominal = Product.nominal(SoftwareVersion.productId(version))
        return { volts, impossible: Plausible.impossible(Reading.Ram.batteryVoltage, volts, nominal) }
      }
      told.push(words)
    }
    return null
  })

/** Opens the port and looks. What was seen before the port was lost counts too. */
export const examine = (
  { url, bytesPerSecond, open }: Transport.Transport["Service"],
  { address, isNamed, asksForUnits, onStep, further }: Options
): Effect.Effect<Seen> => {
  const seen = { ...nothing }
  const hear = (incoming: FrameStream.Incoming): void => {
    if (incoming._tag === "Received" && incoming.reply._tag === "ForeignPanel")
      seen.control = { ...seen.control, foreignFrames: seen.control.foreignFrames + 1 }
  }
  return Effect.gen(function* () {
    onStep("listening")
    const exchange = yield* Exchange.make(yield* open, { url, bytesPerSecond, onIncoming: hear })
    const startedAt = yield* Monotonic.millis
    const takeStock = Effect.map(Monotonic.millis, (now) => {
      const { bytes, frames, discarded, discardedSample } = exchange.counters()
      const since = (time: number): number => Math.round(now - time)
      seen.line = {
        bytes,
        frames,
        discarded,
        sample: discardedSample,
        listenedMillis: since(startedAt),
        silentMillis: since(exchange.lastByteAt())
      }
    })
    const version = orNull(exchange.ask(Question.version, { retry: Initialise.LOOKING }))

    const asking = Effect.gen(function* () {
      yield* Effect.sleep(LISTEN_MILLIS)
      onStep("asking the adapter for its version")
      const found = yield* version
      if (found === null) return
      seen.adapter = {
        type: Product.adapterName(Version.adapterType(found.value)),
        firmware: Version.firmware(found.value),
        version: found.value.version
      }
      if (isTooOld(seen.adapter)) return

      onStep("asking the inverter for its version")
      const identity = yield* orNull(
        Initialise.initialise(exchange, found.value, { address, winmonMode: "as-found" })
      )
      if (identity !== null && (!isNamed || identity.address === address)) {
        const { address: answering, deviceVersion: version, winmonMode } = identity
        seen.device = { address: answering, version, winmonMode }
      }
      const leds = yield* orNull(exchange.ask(Question.leds, { retry: Retry.times(1) }))
      if (leds !== null || identity !== null) {
        onStep("asking for the units of the system")
        seen.system = {
          alarms: leds === null || leds.value.alarms === null ? null : Alarm.standing(leds.value.alarms),
          error: leds === null ? null : Leds.vebusError(leds.value),
          silent:
            identity === null || !asksForUnits ? null : yield* silentUnits(exchange.ask, identity.address),
          battery: seen.device === null ? null : yield* batteryOf(exchange.ask, seen.device)
        }
      }
      const panel = yield* orNull(exchange.ask(Question.acInputConfig, { retry: Retry.times(1) }))
      const settings = yield* orNull(exchange.ask(Question.adapterSettings, { retry: Retry.times(1) }))
      seen.control = {
        ...seen.control,
        digitalMultiControl: panel?.value.digitalMultiControl ?? null,
        isForwarding:
          settings === null ? null : (settings.value.flags & Switch.Flags.forwardPanelFrames) !== 0
      }
      // An adapter may hold its version back while it is asked other things: only if it is silent now does it sleep.
      if (seen.device === null) yield* version
      onStep("listening for other controllers")
      yield* Effect.sleep(Math.max(0, startedAt + OTHERS_MILLIS - (yield* Monotonic.millis)))
    })

    yield* Effect.raceFirst(Effect.ensuring(asking, takeStock), exchange.lost)
    if (seen.device !== null) yield* Effect.raceFirst(further(exchange.ask), exchange.lost)
  }).pipe(
    Effect.scoped,
    Effect.catch(({ reason }) => Effect.sync(() => void (seen.failure = reason))),
    Effect.as(seen)
  )
}
