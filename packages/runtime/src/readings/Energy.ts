/**
 * Energy: the rolling counters of each unit, and what they come to while somebody watches.
 *
 * The count never exceeds the energy that flowed. A counter rolls over unseen when nobody looks for too long, and starts from 0
 * when its unit was off, restarted or lost its power: then counting goes on from the next reply, and what passed
 * meanwhile is not counted, which is said. A refusal by a unit that has answered before is a lost reply.
 * Not to be trusted in a system with units from address 3 on whose firmware is 100 to 158, 200 to 208 or 300 to 305.
 * Reference: protocol.md 4.5.1, 4.5.10.
 */
import { EnergyCounters, EnergyTotals, Product, Quantity, Scale, SoftwareVersion, Words } from "@vebus/codec"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { LinkError } from "../Errors.ts"
import type { Answer } from "../link/Exchange.ts"
import * as PollTable from "./PollTable.ts"
import type * as Initialise from "../session/Initialise.ts"
import * as Monotonic from "../Monotonic.ts"
import type { Session, Unit } from "../session/Session.ts"
import * as Described from "../device/Described.ts"

/** Something for each counter. */
const byCounter = <A>(of: (index: number) => A) =>
  Object.fromEntries(EnergyCounters.counters.map((counter, index) => [counter, of(index)])) as Record<
    EnergyTotals.Counter,
    A
  >

const each = <S extends Schema.Top>(schema: S) => Schema.Struct(byCounter(() => schema))

/** Joules by counter, over ten ways that energy can take. */
export const Joules = each(Quantity.Joules)
export type Joules = typeof Joules.Type

/** The counters as they stand: 65,536 J a step, modulo 256. */
export const Counters = Schema.Struct({
  raw: each(Words.Uint8),
  time: Described.Time
})
export type Counters = typeof Counters.Type

/** Why nothing was counted for a while. */
export const Reason = Schema.Literals([
  /** The unit said that it is off or down: its counters may have been cleared. */
  "off",
  /** It gave no answer at all. */
  "silent",
  /** It refused its counters, as on a bus with many errors, or they got lost. */
  "no-counters",
  /** The adapter restarted, or the link was lost. */
  "restarted",
  /** The counters say more than the unit can carry, so they were cleared meanwhile. */
  "impossible",
  /** A counter rolled over or was cleared, and nobody can tell which: what flowed for sure was counted. */
  "in-part",
  /** So long passed between two looks that a counter may have rolled over unseen. */
  "too-long"
])
export type Reason = typeof Reason.Type

/** A span in which nothing that flowed through a unit, or not all of it, was counted. */
export const Uncounted = Schema.Struct({
  address: Schema.Int,
  from: Described.Time,
  to: Described.Time,
  millis: Schema.Int,
  reason: Reason
})
export type Uncounted = typeof Uncounted.Type

/** The energy since somebody watches. */
export const Energy = Schema.Struct({
  units: Schema.Array(
    Schema.Struct({
      address: Schema.Int,
      /** `null`: it never showed its counters. */
      joules: Schema.NullOr(Joules),
      /** How long it was counted for. While that is 0, `joules` say nothing. */
      countedMillis: Schema.Int,
      /** When its counters were last read. */
      time: Schema.NullOr(Described.Time)
    })
  ),
  /** Of all units together, as far as they were counted; `null`: none showed its counters. */
  total: Schema.NullOr(Joules),
  /** Whether all that flowed is in the total: every unit was counted all the time. */
  complete: Schema.Boolean,
  /** The spans that are missing from the total, the latest of each unit. The next look may close one that lasts. */
  uncounted: Schema.Array(Uncounted),
  /** When counting began, and when this was put together. */
  since: Described.Time,
  time: Described.Time
})
export type Energy = typeof Energy.Type

/** So much time between two looks that a counter may roll over unseen. */
export class IntervalTooLong extends Schema.TaggedError<IntervalTooLong>()("IntervalTooLong", {
  maximumMillis: Schema.Int
}) {
  override get message() {
    return `energy counters must be read at least every ${this.maximumMillis / 60_000} minutes: they roll over`
  }
}

/** How often the counters are looked at. */
export interface Options {
  /** The time from one look to the next, up to ten minutes; one minute unless said otherwise. */
  readonly interval?: Duration.Input
}

const { counters: row } = PollTable
/** A counter holds 16.7 MJ: 18 kW for a quarter of an hour. */
const MAX_GAP_MILLIS = 900_000
/** How a look is asked for: changes go first. */
const look = { retry: row.retry, polling: true } as const

/** A unit that refuses so often has no counters; one that has shown them lost a reply. */
const REFUSALS = 3
const REFUSED_MILLIS = 300
/** So many gaps are told, the latest: a watch may last for weeks. */
const GAPS = 20

/** Again where it is refused, which may pass. */
const patiently = <A>(asking: Effect.Effect<A, LinkError>): Effect.Effect<A, LinkError> =>
  Effect.retry(asking, {
    while: ({ reason }) => reason._tag === "Refused",
    times: REFUSALS - 1,
    schedule: Schedule.spaced(REFUSED_MILLIS)
  })

/** The counters of a unit as they stand. Fails with `Refused` where it has none. */
export const read = (unit: Unit): Effect.Effect<Counters, LinkError> =>
  Effect.map(patiently(unit.ask(row.question)), (answer) => ({
    raw: byCounter((index) => answer.value.counts[index]!),
    time: Described.timeOf(answer)
  }))

/**
 * The energy of the units again and again, the first time at once, when it is nothing yet. Only the first look may fail,
 * where no unit shows its counters; later one that does not answer keeps what it had. Fails with `IntervalTooLong` above ten
 * minutes.
 */
export const totals = (
  session: Session,
  units: ReadonlyArray<Unit>,
  { interval = row.everyMillis }: Options = {}
): Stream.Stream<Energy, LinkError | IntervalTooLong> =>
  Duration.toMillis(interval) <= row.maximumMillis
    ? Stream.suspend(() => watch(session, units, Duration.toMillis(interval)))
    : Stream.fail(new IntervalTooLong({ maximumMillis: row.maximumMillis }))

/** When something was, on both clocks. */
interface Moment {
  readonly at: number
  readonly time: number
}

/** The facts about one unit. */
interface Counted {
  readonly unit: Unit
  readonly totals: EnergyTotals.State
  /** Its latest counters, or when counting began. */
  readonly last: Moment
  readonly answer: Answer<EnergyCounters.Reply> | null
  /** The initialisation that the last answer came after. */
  readonly identity: Initialise.Peer | null
  /** Why counting has to begin anew with the next answer, where it has. */
  readonly broken: Reason | null
  /** Why the latest look found no counters, where it did not. */
  readonly missed: Reason | null
  readonly countedMillis: number
  readonly isWhole: boolean
  readonly gaps: ReadonlyArray<Uncounted>
}

/** While a machine sleeps its monotonic clock may stand still: a span is as long as either clock says. */
const millisBetween = (from: Moment, to: Moment): number => Math.max(to.at - from.at, to.time - from.time)

const watch = (
  session: Session,
  units: ReadonlyArray<Unit>,
  intervalMillis: number
): Stream.Stream<Energy, LinkError> => {
  let since: Moment | undefined
  let counted: ReadonlyArray<Counted> = []
  const moment = Effect.all({ at: Monotonic.millis, time: Clock.currentTimeMillis })
  const lookAtAll = Effect.gen(function* () {
    const isFirst = since === undefined
    const begun = (since ??= yield* moment)
    if (isFirst) counted = units.map((unit) => begin(unit, begun))
    const failures: Array<LinkError> = []
    counted = yield* Effect.forEach(counted, (before) =>
      Effect.map(lookAt(before), ({ state, answer, error }) => {
        if (error !== null) failures.push(error)
        return countedOn(before, { state, answer, identity: session.identity() })
      })
    )
    const [failure] = failures
    if (isFirst && failure !== undefined && failures.length === units.length) return yield* failure
    return energyOf(counted, begun, yield* moment)
  })
  let dueAt = Number.NEGATIVE_INFINITY
  /** Looks begin at even distances, however long one takes. */
  const pace = Effect.flatMap(Monotonic.millis, (now) => {
    const pause = Math.max(0, dueAt - now)
    dueAt = Math.max(dueAt, now) + intervalMillis
    return Effect.sleep(pause)
  })
  return Stream.fromEffectRepeat(Effect.andThen(pace, lookAtAll))
}

const begin = (unit: Unit, now: Moment): Counted => ({
  unit,
  totals: EnergyTotals.initial,
  last: now,
  answer: null,
  identity: null,
  broken: null,
  missed: null,
  countedMillis: 0,
  isWhole: true,
  gaps: []
})

/** The result of one look at a unit. */
interface Look {
  /** `null`: no answer; `unknown`: it does not report it. */
  readonly state: "on" | "off" | "unknown" | null
  readonly answer: { readonly reply: Answer<EnergyCounters.Reply>; readonly maximumWatts: number } | null
  readonly identity: Initialise.Peer
}

/** Asks a unit what it is doing, and for its counters. A refusal is asked again: it may pass. */
const lookAt = Effect.fn("Energy.lookAt")(function* ({ unit, answer }: Counted) {
  const state = yield* unit.ask(PollTable.state.question, look).pipe(
    Effect.map(({ value }) => (OFF.has(value.state) ? ("off" as const) : ("on" as const))),
    Effect.catchTag(["DeviceError", "TransportError"], ({ reason }) =>
      Effect.succeed(reason._tag === "Unsupported" || reason._tag === "Refused" ? ("unknown" as const) : null)
    )
  )
  const found = yield* Effect.result(
    Effect.gen(function* () {
      const reply = yield* patiently(unit.ask(row.question, look))
      return { reply, maximumWatts: answer === null ? UNKNOWN_WATTS : yield* maximumWatts(unit) }
    })
  )
  if (Result.isSuccess(found)) return { state, answer: found.success, error: null }
  yield* Effect.logDebug(found.failure.message)
  return { state, answer: null, error: found.failure }
})

/** States in which counters are cleared, or may be (protocol.md 4.5.10). */
const OFF: ReadonlySet<string> = new Set(["down", "off"])

const UNKNOWN_WATTS = 10_000
/** Two transfer switches of 100 A: no unit carries more one way. */
const ANY_WATTS = 50_000
const TRANSFER_VOLTS = 240
const TWICE = 2

/** The power that one way through a unit can carry: twice its nominal power, or what its transfer switch passes on. */
const maximumWatts = (unit: Unit): Effect.Effect<number, LinkError> =>
  Effect.map(unit.firmware.proven, (firmware) => {
    if (firmware === null) return UNKNOWN_WATTS
    const { voltAmperes, transferAmperes } = Product.nominal(SoftwareVersion.productId(firmware.version))
    const inverter = voltAmperes === null ? UNKNOWN_WATTS : TWICE * voltAmperes
    return Math.max(inverter, (transferAmperes ?? 0) * TRANSFER_VOLTS)
  })

const JOULES_A_COUNT = Scale.countsToJoules(1)
const MILLIS = 1000
/** A counter shows whole counts at both ends of a span. */
const ROUNDING = 2
const ROLL_OVER = 256

const countedOn = (before: Counted, { state, answer, identity }: Look): Counted => {
  // What a unit says that is off is cleared, or will be: counting goes on when it is on again.
  const isOff = state === "off"
  const broken = isOff ? "off" : state === null && answer === null ? "silent" : before.broken
  if (answer === null || isOff) {
    return { ...before, broken, missed: isOff ? "off" : state === null ? "silent" : "no-counters" }
  }
  const { reply, maximumWatts } = answer
  const millis = millisBetween(before.last, reply)
  const countsOf = (watts: number) => (watts * millis) / MILLIS / JOULES_A_COUNT + ROUNDING
  const most = { device: countsOf(maximumWatts), any: countsOf(ANY_WATTS) }
  const tooLong = millis > MAX_GAP_MILLIS || most.device >= ROLL_OVER ? "too-long" : null
  const restarted = before.identity !== null && before.identity !== identity ? "restarted" : null
  const reason = broken ?? restarted ?? tooLong ?? (before.answer === null ? before.missed : null)
  const start = reason === null ? before.totals : EnergyTotals.resume(before.totals)
  const { state: totals, added } = EnergyTotals.addSurely(start, reply.value, most)
  const gap = reason ?? (added === "whole" ? null : added === "part" ? "in-part" : "impossible")
  // Of a span that was counted in part something is there; of the others nothing.
  const isCounted = before.answer !== null && (gap === null || gap === "in-part")
  return {
    unit: before.unit,
    totals,
    last: reply,
    answer: reply,
    identity,
    broken: null,
    missed: null,
    countedMillis: before.countedMillis + (isCounted ? millis : 0),
    isWhole: before.isWhole && gap === null,
    gaps: gap === null ? before.gaps : withGap(before, reply, gap)
  }
}

const withGap = ({ unit, last, gaps }: Counted, to: Moment, reason: Reason): ReadonlyArray<Uncounted> =>
  [
    ...gaps,
    {
      address: unit.address,
      from: Described.timeOf(last),
      to: Described.timeOf(to),
      millis: Math.round(millisBetween(last, to)),
      reason
    }
  ].slice(-GAPS)

const energyOf = (counted: ReadonlyArray<Counted>, since: Moment, now: Moment): Energy => {
  const shown = counted.filter(({ answer }) => answer !== null)
  return {
    units: counted.map(({ unit, totals, answer, countedMillis }) => ({
      address: unit.address,
      joules: answer === null ? null : EnergyTotals.joules(totals),
      countedMillis: Math.round(countedMillis),
      time: answer === null ? null : Described.timeOf(answer)
    })),
    total:
      shown.length === 0
        ? null
        : byCounter((index) =>
            Scale.countsToJoules(shown.reduce((sum, { totals }) => sum + totals.counts[index]!, 0))
          ),
    complete: counted.every(({ isWhole, missed }) => isWhole && missed === null),
    uncounted: counted.flatMap((unit) =>
      unit.missed === null ? unit.gaps : withGap(unit, now, unit.missed)
    ),
    since: Described.timeOf(since),
    time: Described.timeOf(now)
  }
}
