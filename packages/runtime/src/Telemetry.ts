/**
 * Readings as a stream: one polling cycle per interval, each part of the system asked for in turn.
 *
 * A part that does not answer keeps its last value until it is too old, and is then absent: slow polling must not pass
 * as fresh. While there is no link at all every part is absent; the stream goes on, and so do the readings once the
 * link is back. Only the first reading may fail, with the reason why there is none.
 * Reference: protocol.md 6.2; decisions.md 5, 7.
 */
import {
  AcInfo,
  type AcInputConfig,
  type DcInfo,
  type DeviceState,
  type Leds,
  Reading,
  type Scale
} from "@vebus/codec"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type * as Errors from "./Errors.ts"
import type * as Exchange from "./Exchange.ts"
import type { Identity } from "./Initialise.ts"
import * as Monotonic from "./Monotonic.ts"
import * as Question from "./Question.ts"
import type * as RamReader from "./RamReader.ts"
import type { Session } from "./Session.ts"

export interface Options {
  /** Milliseconds from one reading to the next; 1000 unless said otherwise. */
  readonly intervalMillis?: number
}

/** A reading, and how old its oldest part was when it was put together. */
export interface Update {
  readonly reading: Reading.Reading
  readonly ageMillis: number
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
  Stream.suspend(() => {
    const maxAge = Math.max(INTERVALS * intervalMillis, MAX_AGE_MILLIS)
    let scales: Reading.RamScales = new Map()
    let scalesOf: Identity | undefined
    let parts = noParts
    let isFirst = true
    let dueAt = Number.NEGATIVE_INFINITY

    /** Waits for the next cycle. One that took longer than the interval is not caught up with. */
    const pace = Effect.gen(function* () {
      const now = yield* Monotonic.millis
      if (now < dueAt) yield* Effect.sleep(dueAt - now)
      dueAt = Math.max(dueAt, now) + intervalMillis
    })

    const gather = Effect.gen(function* () {
      const identity = session.identity()
      if (scalesOf !== identity) {
        scales = yield* readScales(session)
        parts = { ...parts, batteryCapacity: yield* readCapacity(session) }
        scalesOf = identity
      }
      const ramIds = polled.filter((id) => scales.get(id)?._tag === "Linear")
      parts = yield* poll(session, parts, ramIds, isFirst)
    })

    const cycle = Effect.gen(function* () {
      yield* pace
      yield* Effect.catch(gather, (error) => {
        if (isFirst) return Effect.fail(error)
        parts = { ...noParts, batteryCapacity: parts.batteryCapacity }
        return Effect.logDebug(error.message)
      })
      isFirst = false
      const clocks = { at: yield* Monotonic.millis, time: yield* Clock.currentTimeMillis }
      const aged = withAges(parts, clocks)
      const notBefore = clocks.at - maxAge
      return {
        reading: Reading.assemble(aged, scales, {
          time: new Date(clocks.time).toISOString(),
          port: session.url,
          address: session.address,
          notBefore
        }),
        ageMillis: clocks.at - Math.min(clocks.at, ...arrivals(aged).filter((at) => at >= notBefore))
      }
    })
    return Stream.fromEffectRepeat(cycle)
  })

/** What a reading is made of, with the arrival of each part on both clocks. */
interface Parts {
  readonly dc: Exchange.Answer<DcInfo.Reply> | null
  readonly ac: ReadonlyArray<Exchange.Answer<AcInfo.Reply> | null>
  readonly ram: RamReader.RamWords
  readonly state: Exchange.Answer<DeviceState.Reply> | null
  readonly leds: Exchange.Answer<Leds.Reply> | null
  readonly config: Exchange.Answer<AcInputConfig.Reply> | null
  readonly batteryCapacity: number | null
}

const noParts: Parts = {
  dc: null,
  ac: [],
  ram: new Map(),
  state: null,
  leds: null,
  config: null,
  batteryCapacity: null
}

const readScales = (session: Session): Effect.Effect<Reading.RamScales, Errors.LinkError> =>
  Effect.gen(function* () {
    const scales = new Map<number, Scale.RamScale>()
    for (const id of Object.values(Reading.Ram)) scales.set(id, yield* session.ramScale(id))
    return scales
  })

const readCapacity = (session: Session): Effect.Effect<number | null, Errors.LinkError> =>
  session.ask(Question.setting(BATTERY_CAPACITY)).pipe(
    Effect.map(({ value }): number | null => value),
    Effect.catchReason("DeviceError", "Unsupported", () => Effect.succeed(null))
  )

/** The time on both clocks. */
interface Clocks {
  readonly at: number
  readonly time: number
}

/**
 * The parts with arrival times as old as either clock says: while a machine sleeps its monotonic clock may stand still,
 * and what was read before must not pass as fresh afterwards.
 */
const withAges = (parts: Parts, now: Clocks): Reading.Parts => {
  const aged = <A>(part: Exchange.Answer<A> | null): Reading.Arrived<A> | null =>
    part === null ? null : { value: part.value, at: Math.min(part.at, now.at - (now.time - part.time)) }
  return {
    dc: aged(parts.dc),
    ac: parts.ac.map(aged),
    ram: new Map([...parts.ram].map(([id, word]) => [id, aged(word)!])),
    state: aged(parts.state),
    leds: aged(parts.leds),
    config: aged(parts.config),
    batteryCapacity: parts.batteryCapacity
  }
}

/** When each part arrived. */
const arrivals = ({ dc, ac, ram, state, leds, config }: Reading.Parts): ReadonlyArray<number> =>
  [dc, ...ac, ...ram.values(), state, leds, config].flatMap((part) => (part === null ? [] : [part.at]))

/**
 * One cycle: what answered is new in the parts, what did not is as it was. Fails when there is no link, and in the
 * first cycle also when nothing answered.
 */
const poll = (
  session: Session,
  parts: Parts,
  ramIds: ReadonlyArray<number>,
  isFirst: boolean
): Effect.Effect<Parts, Errors.LinkError> =>
  Effect.gen(function* () {
    let failure: Errors.DeviceError | undefined
    let answers = 0
    /** The new answer, or what was there before. */
    const refresh = <A, B>(
      effect: Effect.Effect<A, Errors.LinkError>,
      before: B
    ): Effect.Effect<A | B, Errors.LinkError> =>
      effect.pipe(
        Effect.tap(() => Effect.sync(() => answers++)),
        Effect.catchTag("DeviceError", (error) => {
          if (error.reason._tag === "Asleep") return Effect.fail(error)
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
      if (phase > phases) break
      ac.push(yield* refresh(session.ask(Question.acInfo(phase), once), parts.ac[phase - 1] ?? null))
    }
    const ram = yield* refresh(session.readRam(ramIds, once), parts.ram)
    const state = yield* refresh(session.ask(Question.deviceState, once), parts.state)
    const config = yield* refresh(session.ask(Question.acInputConfig, once), parts.config)
    if (isFirst && answers === 0 && failure !== undefined) return yield* failure
    return { ...parts, leds, dc, ac, ram: new Map([...parts.ram, ...ram]), state, config }
  })
