/**
 * The examination of a session that has its port already: listens for a while, and asks meanwhile. Sends only reads, which
 * take their turn between those of others. What the link does that is not up is an observation, not an error.
 *
 *     3.5 s   listen: other panels repeat themselves every second
 *             ask for alarms, the VE.Bus error, silent units, the battery's voltage, the panel and the adapter's settings
 *
 * Reference: protocol.md 1.2, 3.10; integrations.md 9.1, 12.
 */
import { Hex, Product, Version } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as Errors from "../Errors.ts"
import type * as FrameStream from "../link/FrameStream.ts"
import * as Question from "../link/Question.ts"
import * as Retry from "../link/Retry.ts"
import * as Initialise from "../session/Initialise.ts"
import type { Session, State } from "../session/Session.ts"
import * as Examination from "./Examination.ts"
import * as Looks from "./Looks.ts"
import type { Line, Observations } from "./Observations.ts"

/** The facts that a session does not know of itself. */
export interface Surroundings {
  /** As Node names it: `linux`, `darwin`, `win32`; `browser` for a page. */
  readonly platform: string
  /** Whether to ask which units are configured. */
  readonly asksForUnits?: boolean
}

/** How long is listened, in milliseconds. */
const LISTEN_MILLIS = 3500
const SAMPLE_BYTES = 8

/** A line that was silent for so long. */
const silence = (millis: number): Line => ({
  bytes: 0,
  frames: 0,
  discarded: 0,
  sample: "",
  listenedMillis: millis,
  silentMillis: millis
})

const seenOf = (surroundings: Surroundings, port: string | null, isNamedAdapter: boolean): Observations => ({
  ...Examination.nothing,
  platform: surroundings.platform,
  port,
  isNamedAdapter,
  group: null
})

/** The observations where there is no link, for this reason. `isAdapter`: one is known to be behind the port. */
export const unlinked = (
  port: string,
  reason: Errors.LinkError["reason"],
  surroundings: Surroundings,
  isAdapter: boolean
): Observations => {
  const seen = seenOf(surroundings, port, isAdapter)
  switch (reason._tag) {
    case "NotFound":
    case "Several":
    case "Busy":
    case "PermissionDenied":
    case "OpenFailed":
    case "Lost":
      return { ...seen, failure: reason }
    case "Asleep":
      return { ...seen, line: silence(reason.waitedMillis) }
    default:
      // It was opened, and what is behind it gave no version of a unit.
      return { ...seen, line: silence(Initialise.SILENCE_MILLIS) }
  }
}

/** Why a link that was up is up no more: who asks while there is none gets the reason at once. */
const whyNot = (session: Session): Effect.Effect<Errors.LinkError["reason"] | null> =>
  Effect.gen(function* () {
    const state = Option.getOrElse(yield* Stream.runHead(session.states), (): State => "closed")
    if (state === "connected") return null
    const { url: port } = session
    if (state === "closed") return new Errors.Lost({ port, cause: "it was closed" })
    const asked = yield* Effect.result(session.ask(Question.version, { retry: Retry.times(0) }))
    if (asked._tag === "Success") return null
    const { reason } = asked.failure
    // It was there: what is missing now was pulled out.
    return reason._tag === "NotFound"
      ? new Errors.Lost({ port, cause: "it is opened again as soon as it is there" })
      : reason
  })

const heard = (line: Line, incoming: FrameStream.Incoming): Line => {
  if (incoming._tag === "Received")
    return { ...line, bytes: line.bytes + incoming.size, frames: line.frames + 1 }
  const { buffer, start, end } = incoming
  return {
    ...line,
    bytes: line.bytes + end - start,
    discarded: line.discarded + end - start,
    sample: line.sample === "" ? Hex.toHex(buffer.subarray(start, start + SAMPLE_BYTES)) : line.sample
  }
}

/** Looks at a session. Takes 3.5 s, or as long as its answers. */
export const observe = (session: Session, surroundings: Surroundings): Effect.Effect<Observations> =>
  Effect.gen(function* () {
    const reason = yield* whyNot(session)
    if (reason !== null) return unlinked(session.url, reason, surroundings, true)

    const ask: Looks.Ask = (question, options) =>
      session.unit(options?.address ?? session.address).ask(question, options)
    let line: Line = { ...silence(LISTEN_MILLIS), silentMillis: 0 }
    let foreignFrames = 0
    const listening = yield* session.incoming.pipe(
      Stream.runForEach((incoming) =>
        Effect.sync(() => {
          line = heard(line, incoming)
          if (incoming._tag === "Received" && incoming.reply._tag === "ForeignPanel") foreignFrames++
        })
      ),
      Effect.timeoutOption(LISTEN_MILLIS),
      Effect.forkScoped({ startImmediately: true })
    )
    const { adapter, address, deviceVersion, winmonMode } = session.identity()
    const device = { address, version: deviceVersion, winmonMode }
    const asked = yield* Effect.result(
      Effect.gen(function* () {
        const answering = (surroundings.asksForUnits ?? true) ? address : null
        return {
          system: yield* Looks.systemOf(ask, { device, answering }),
          control: yield* Looks.controlOf(ask)
        }
      })
    )
    yield* Fiber.await(listening)
    const seen = {
      ...seenOf(surroundings, session.url, true),
      line,
      adapter: {
        type: Product.adapterName(Version.adapterType(adapter)),
        firmware: Version.firmware(adapter),
        version: adapter.version
      },
      device
    }
    const control = { ...seen.control, foreignFrames }
    return asked._tag === "Failure"
      ? { ...seen, control, failure: asked.failure.reason }
      : { ...seen, system: asked.success.system, control: { ...asked.success.control, foreignFrames } }
  }).pipe(Effect.scoped)
