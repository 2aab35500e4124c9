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
import { Product, Version, type ShortAddress } from "@vebus/codec"
import * as Effect from "effect/Effect"
import type * as Errors from "../Errors.ts"
import * as Exchange from "../link/Exchange.ts"
import type * as FrameStream from "../link/FrameStream.ts"
import * as Question from "../link/Question.ts"
import * as Monotonic from "../Monotonic.ts"
import * as Initialise from "../session/Initialise.ts"
import type * as Transport from "../transports/Transport.ts"
import { controlOf, orNull, systemOf } from "./Looks.ts"
import {
  type Adapter,
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

/** How a port is examined. */
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

/** Nothing was seen yet. */
export const nothing: Seen = {
  failure: null,
  line: null,
  adapter: null,
  device: null,
  system: null,
  control: { foreignFrames: 0, digitalMultiControl: null, isForwarding: null }
}

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
      onStep("asking for the units of the system")
      const answering = identity === null || !asksForUnits ? null : identity.address
      seen.system = yield* systemOf(exchange.ask, { device: seen.device, answering })
      seen.control = { ...seen.control, ...(yield* controlOf(exchange.ask)) }
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
