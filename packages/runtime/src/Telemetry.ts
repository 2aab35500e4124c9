/**
 * Readings as a stream: one polling cycle per interval, each part of the system asked for in turn.
 *
 * A part that does not answer keeps its last value until it is too old, and is then absent: slow polling must not pass
 * as fresh. Only a lost port ends the stream; and the first reading fails when nothing at all answered.
 * Reference: protocol.md 6.2; decisions.md 7.
 */
import { AcInfo, Reading, type Scale } from "@vebus/codec"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type * as Errors from "./Errors.ts"
import * as Monotonic from "./Monotonic.ts"
import * as Question from "./Question.ts"
import type { Session } from "./Session.ts"

export interface Options {
  /** Milliseconds from one reading to the next; 1000 unless said otherwise. */
  readonly intervalMillis?: number
}

/** Setting 64, battery capacity: while it is 0 the state of charge means nothing. */
const BATTERY_CAPACITY = 64
/** A part older than this, and than three intervals, is absent. */
const MAX_AGE_MILLIS = 10_000
const INTERVALS = 3
/** A cycle must not stall on one lost reply: the next one asks again anyway (protocol.md 6.2). */
const once = { repeats: 1 } as const

/** The RAM variables that are read in each cycle; the others of `Reading.Ram` lend their scales to frames. */
const polled = [Reading.Ram.stateOfCharge, Reading.Ram.inputPower, Reading.Ram.outputPower]

/** A reading, and how old its oldest part was when it was put together. */
export interface Update {
  readonly reading: Reading.Reading
  readonly ageMillis: number
}

/** Readings of the device of a session, the first one at once. */
export const readings = (
  session: Session,
  options?: Options
): Stream.Stream<Reading.Reading, Errors.LinkError> =>
  Stream.map(updates(session, options), ({ reading }) => reading)

/** Readings with the age of what is in them, the first one at once. */
export const updates = (
  session: Session,
  { intervalMillis = 1000 }: Options = {}
): Stream.Stream<Update, Errors.LinkError> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const scales = new Map<number, Scale.RamScale>()
      for (const id of Object.values(Reading.Ram)) scales.set(id, yield* session.ramScale(id))
      const capacity = yield* session.ask(Question.setting(BATTERY_CAPACITY)).pipe(
        Effect.map(({ value }): number | null => value),
        Effect.catchReason("DeviceError", "Unsupported", () => Effect.succeed(null))
      )
      const ramIds = polled.filter((id) => scales.get(id)?._tag === "Linear")
      const maxAge = Math.max(INTERVALS * intervalMillis, MAX_AGE_MILLIS)
      let parts: Reading.Parts = { ...Reading.noParts, batteryCapacity: capacity }

      let dueAt = yield* Monotonic.millis

      const cycle = Effect.gen(function* () {
        const started = yield* Monotonic.millis
        if (started < dueAt) yield* Effect.sleep(dueAt - started)
        // A cycle that took longer than the interval is not caught up with.
        dueAt = Math.max(dueAt, started) + intervalMillis
        parts = yield* poll(session, parts, ramIds)
        const now = yield* Monotonic.millis
        const notBefore = now - maxAge
        const time = new Date(yield* Clock.currentTimeMillis).toISOString()
        return {
          reading: Reading.assemble(parts, scales, {
            time,
            port: session.url,
            address: session.address,
            notBefore
          }),
          ageMillis: now - Math.min(now, ...arrivals(parts).filter((at) => at >= notBefore))
        }
      })
      return Stream.fromEffectRepeat(cycle)
    })
  )

/** When each part arrived. */
const arrivals = ({ dc, ac, ram, state, leds, config }: Reading.Parts): ReadonlyArray<number> =>
  [dc, ...ac, ...ram.values(), state, leds, config].flatMap((part) => (part === null ? [] : [part.at]))

/** One cycle: what answered is new in the parts, what did not is as it was. */
const poll = (
  session: Session,
  parts: Reading.Parts,
  ramIds: ReadonlyArray<number>
): Effect.Effect<Reading.Parts, Errors.LinkError> =>
  Effect.gen(function* () {
    let failure: Errors.DeviceError | undefined
    let answers = 0
    /** The new answer, or what was there before. */
    const refresh = <A, B>(
      effect: Effect.Effect<A, Errors.LinkError>,
      before: B
    ): Effect.Effect<A | B, Errors.TransportError> =>
      effect.pipe(
        Effect.tap(() => Effect.sync(() => answers++)),
        Effect.catchTag("DeviceError", (error) => {
          failure = error
          return Effect.as(Effect.logDebug(error.message), before)
        })
      )
    const leds = yield* refresh(session.ask(Question.leds, once), parts.leds)
    const dc = yield* refresh(session.ask(Question.dcInfo, once), parts.dc)
    const first = yield* refresh(session.ask(Question.acInfo(1), once), parts.ac[0] ?? null)
    const ac = [first]
    const phases = first === null ? 1 : (AcInfo.phaseCountOf(first.value.phaseCode) ?? 1)
    for (const phase of [2, 3, 4] as const) {
      if (phase <= phases)
        ac.push(yield* refresh(session.ask(Question.acInfo(phase), once), parts.ac[phase - 1] ?? null))
    }
    const ram = yield* refresh(session.readRam(ramIds, once), parts.ram)
    const state = yield* refresh(session.ask(Question.deviceState, once), parts.state)
    const config = yield* refresh(session.ask(Question.acInputConfig, once), parts.config)
    if (answers === 0 && failure !== undefined && parts.leds === null) return yield* failure
    return { ...parts, leds, dc, ac, ram: new Map([...parts.ram, ...ram]), state, config }
  })
