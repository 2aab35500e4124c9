/**
 * Readings as a stream: one polling cycle per interval, each part of the system asked for in turn. What changes slowly is
 * asked less often: the device state every two seconds, the switch and the limit every five. The powers of L2 and L3 come
 * from the masters of those phases.
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
import type { Session, Unit } from "./Session.ts"

/** How often what is asked. */
export interface Options {
  /** Milliseconds from one reading to the next; 1000 unless said otherwise. */
  readonly intervalMillis?: number
}

/** A reading, and how old the oldest part that every cycle asks for was when it was put together. */
export interface Update {
  readonly reading: Reading.Reading
  readonly ageMillis: number
}

/** Setting 64, battery capacity: while it is 0 the state of charge means nothing. */
const BATTERY_CAPACITY = 64
/** A part older than this, and than three intervals, is absent. */
const MAX_AGE_MILLIS = 10_000
const INTERVALS = 3
/** As many questions as a session may have on their way at once. */
const MAX_WINDOW = 3
/** A cycle must not stall on one lost reply: the next one asks again anyway. It can wait, changes cannot (protocol.md 6.2). */
const once = { repeats: 1, polling: true } as const

/** After this age the device state, and switch and limit, are asked for again. */
const STATE_MILLIS = 2000
const CONFIG_MILLIS = 5000
/** How long a phase master that did not answer is left alone. */
const ABSENT_MILLIS = 30_000

/** The powers that every phase master tells. */
const powers = [Reading.Ram.inputPower, Reading.Ram.outputPower] as const
/** The RAM variables that are read in each cycle; the others of `Reading.Ram` lend their scales to frames. */
const polled = [Reading.Ram.stateOfCharge, ...powers]

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
    let revision = Number.NaN
    let parts = noParts
    let isFirst = true
    let dueAt = Number.NEGATIVE_INFINITY

    /** Waits for the next cycle. One that took longer than the interval is not caught up with. */
    const pace = Effect.gen(function* () {
      // The infos are proven one by one, after the first reading; one without an answer has another turn.
      if (!isFirst) yield* Effect.ignore(session.confirmation.next)
      const now = yield* Monotonic.millis
      if (now < dueAt) yield* Effect.sleep(dueAt - now)
      dueAt = Math.max(dueAt, now) + intervalMillis
    })

    const gather = Effect.gen(function* () {
      const identity = session.identity()
      if (scalesOf !== identity || revision !== session.infos.revision()) {
        scales = yield* readScales(session, Object.values(Reading.Ram))
        parts = { ...parts, masters: [], batteryCapacity: yield* readCapacity(session) }
        scalesOf = session.identity()
        revision = session.infos.revision()
      }
      const ramIds = polled.filter((id) => scales.get(id)?._tag === "Linear")
      parts = yield* poll(session, parts, { ramIds, isFirst, intervalMillis })
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
  readonly masters: ReadonlyArray<Master | null>
  readonly batteryCapacity: number | null
}

/** What the master of a phase told, and until when it is left alone because it did not answer. */
interface Master {
  readonly ram: RamReader.RamWords
  readonly scales: Reading.RamScales
  readonly notBefore: number
}

const noParts: Parts = {
  dc: null,
  ac: [],
  ram: new Map(),
  state: null,
  leds: null,
  config: null,
  masters: [],
  batteryCapacity: null
}

const readScales = (
  unit: Unit,
  ids: ReadonlyArray<number>
): Effect.Effect<Reading.RamScales, Errors.LinkError> =>
  Effect.map(
    Effect.forEach(ids, (id) => unit.ramScale(id), { concurrency: MAX_WINDOW }),
    (scales) => new Map<number, Scale.RamScale>(ids.map((id, index) => [id, scales[index]!]))
  )

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
  const agedWords = (words: RamReader.RamWords) =>
    new Map([...words].map(([id, word]) => [id, aged(word)!] as const))
  return {
    dc: aged(parts.dc),
    ac: parts.ac.map(aged),
    ram: agedWords(parts.ram),
    masters: parts.masters.map((master) =>
      master === null ? null : { ram: agedWords(master.ram), scales: master.scales }
    ),
    state: aged(parts.state),
    leds: aged(parts.leds),
    config: aged(parts.config),
    batteryCapacity: parts.batteryCapacity
  }
}

/** When each part arrived that every cycle asks for. */
const arrivals = ({ dc, ac, ram, leds }: Reading.Parts): ReadonlyArray<number> =>
  [dc, ...ac, ...ram.values(), leds].flatMap((part) => (part === null ? [] : [part.at]))

interface Cycle {
  readonly ramIds: ReadonlyArray<number>
  readonly isFirst: boolean
  readonly intervalMillis: number
}

/**
 * One cycle: what answered is new in the parts, what did not is as it was. Fails when there is no link, and in the
 * first cycle also when nothing answered.
 */
const poll = (
  session: Session,
  parts: Parts,
  { ramIds, isFirst, intervalMillis }: Cycle
): Effect.Effect<Parts, Errors.LinkError> =>
  Effect.gen(function* () {
    const startedAt = yield* Monotonic.millis
    let failure: Errors.DeviceError | undefined
    let answers = 0
    /** The new answer, or what there was before. */
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
    /** The same for what is asked for only from a certain age on; a cycle that comes a little early counts as in time. */
    const refreshOld = <A>(
      effect: Effect.Effect<Exchange.Answer<A>, Errors.LinkError>,
      before: Exchange.Answer<A> | null,
      ageMillis: number
    ) =>
      before !== null && startedAt - before.at < ageMillis - intervalMillis / 2
        ? Effect.succeed(before)
        : refresh(effect, before)
    const leds = yield* refresh(session.ask(Question.leds, once), parts.leds)
    const dc = yield* refresh(session.ask(Question.dcInfo, once), parts.dc)
    const first = yield* refresh(session.ask(Question.acInfo(1), once), parts.ac[0] ?? null)
    const ac = [first]
    const phases = first === null ? 1 : (AcInfo.phaseCountOf(first.value.phaseCode) ?? 1)
    for (const phase of [2, 3, 4] as const) {
      if (phase > phases) break
      ac.push(yield* refresh(session.ask(Question.acInfo(phase), once), parts.ac[phase - 1] ?? null))
    }
    const [ram, state] = yield* Effect.all(
      [
        refresh(session.readRam(ramIds, once), parts.ram),
        refreshOld(session.ask(Question.deviceState, once), parts.state, STATE_MILLIS)
      ],
      { concurrency: session.window }
    )
    const config = yield* refreshOld(session.ask(Question.acInputConfig, once), parts.config, CONFIG_MILLIS)
    if (isFirst && answers === 0 && failure !== undefined) return yield* failure
    const masters: Array<Master | null> = []
    for (const index of ac.keys()) {
      // The phases of a system are those of its masters as seen from the first: address 1 is that of L2, 2 of L3.
      if (index === 0 || session.address !== 0) continue
      masters.push(yield* askMaster(session.unit(index), parts.masters[index - 1] ?? null, startedAt))
    }
    return { ...parts, leds, dc, ac, ram: new Map([...parts.ram, ...ram]), state, config, masters }
  })

/** The powers of another phase. One that does not answer keeps what it told, and is left alone for a while. */
const askMaster = (
  unit: Unit,
  before: Master | null,
  now: number
): Effect.Effect<Master, Errors.LinkError> => {
  if (before !== null && now < before.notBefore) return Effect.succeed(before)
  const known = before ?? { ram: new Map(), scales: new Map(), notBefore: now }
  return Effect.gen(function* () {
    // The words first, with few repeats: an absent unit must cost little.
    const ram = yield* unit.readRam(powers, once)
    const scales = known.scales.size > 0 ? known.scales : yield* readScales(unit, powers)
    return { ram, scales, notBefore: now }
  }).pipe(
    Effect.catchTag("DeviceError", (error) =>
      error.reason._tag === "Asleep"
        ? Effect.fail(error)
        : Effect.as(Effect.logDebug(error.message), { ...known, notBefore: now + ABSENT_MILLIS })
    )
  )
}
