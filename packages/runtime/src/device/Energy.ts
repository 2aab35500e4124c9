/**
 * Energy: the rolling counters of each unit, and what they come to while somebody watches.
 *
 * A counter rolls over unseen when nobody looks for too long, and a unit that restarted counts from anywhere: after a
 * gap and after a reconnect counting goes on from the next reply, and what passed meanwhile is not counted.
 * Not to be trusted in a system with units from address 3 on whose firmware is 100 to 158, 200 to 208 or 300 to 305.
 * Reference: protocol.md 4.5.1, 4.5.10.
 */
import { EnergyCounters, EnergyTotals, Quantity, Scale, Words } from "@vebus/codec"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { LinkError } from "../Errors.ts"
import type { Answer } from "../Exchange.ts"
import type * as Initialise from "../Initialise.ts"
import * as Question from "../Question.ts"
import type { Session, Unit } from "../Session.ts"
import * as Described from "./Described.ts"

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

/** What has been counted since somebody watches. */
export const Energy = Schema.Struct({
  units: Schema.Array(
    Schema.Struct({
      address: Schema.Int,
      joules: Joules,
      /** When its counters were last read. */
      time: Schema.NullOr(Described.Time)
    })
  ),
  /** Of all units together. */
  total: Joules,
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
  /** Milliseconds from one look to the next, up to ten minutes; one minute unless said otherwise. */
  readonly intervalMillis?: number
}

const INTERVAL_MILLIS = 60_000
const MAX_INTERVAL_MILLIS = 600_000
/** A counter holds 16.7 MJ: 18 kW for a quarter of an hour. */
const MAX_GAP_MILLIS = 900_000
/** So few transmissions leave the link alone, and with it what was counted: the next look sees the rest. */
const look = { repeats: 2, polling: true } as const

/** The counters of a unit as they stand. Fails with `Refused` where it has none. */
export const read = (unit: Unit): Effect.Effect<Counters, LinkError> =>
  Effect.map(unit.ask(Question.energyCounters), (answer) => ({
    raw: byCounter((index) => answer.value.counts[index]!),
    time: Described.timeOf(answer)
  }))

/**
 * What units have counted, the first time at once, when it is nothing yet. Only the first look may fail; later a unit
 * that does not answer keeps what it had. Fails with `IntervalTooLong` above ten minutes.
 */
export const totals = (
  session: Session,
  units: ReadonlyArray<Unit>,
  { intervalMillis = INTERVAL_MILLIS }: Options = {}
): Stream.Stream<Energy, LinkError | IntervalTooLong> =>
  intervalMillis <= MAX_INTERVAL_MILLIS
    ? Stream.suspend(() => watch(session, units, intervalMillis))
    : Stream.fail(new IntervalTooLong({ maximumMillis: MAX_INTERVAL_MILLIS }))

/** What is known of one unit. */
interface Counted {
  readonly unit: Unit
  readonly totals: EnergyTotals.State
  readonly last: Answer<EnergyCounters.Reply> | null
  /** The initialisation that the last answer came after. */
  readonly identity: Initialise.Identity | null
}

const watch = (
  session: Session,
  units: ReadonlyArray<Unit>,
  intervalMillis: number
): Stream.Stream<Energy, LinkError> => {
  let since: number | undefined
  let counted = units.map((unit): Counted => ({
    unit,
    totals: EnergyTotals.initial,
    last: null,
    identity: null
  }))
  const lookAtAll = Effect.gen(function* () {
    const isFirst = since === undefined
    since ??= yield* Clock.currentTimeMillis
    counted = yield* Effect.forEach(counted, (before) =>
      Effect.map(before.unit.ask(Question.energyCounters, look), (answer) =>
        countedOn(before, answer, session.identity())
      ).pipe(
        Effect.catch((error) =>
          isFirst ? Effect.fail(error) : Effect.as(Effect.logDebug(error.message), before)
        )
      )
    )
    return energyOf(counted, since, yield* Clock.currentTimeMillis)
  })
  return Stream.fromEffectSchedule(lookAtAll, Schedule.fixed(intervalMillis))
}

const countedOn = (
  { unit, totals, last, identity: before }: Counted,
  answer: Answer<EnergyCounters.Reply>,
  identity: Initialise.Identity
): Counted => {
  // While a machine sleeps its monotonic clock may stand still: the gap is as long as either clock says.
  const gap = last === null ? 0 : Math.max(answer.at - last.at, answer.time - last.time)
  const isContinued = gap <= MAX_GAP_MILLIS && identity === before
  return {
    unit,
    totals: EnergyTotals.add(isContinued ? totals : EnergyTotals.resume(totals), answer.value),
    last: answer,
    identity
  }
}

const energyOf = (counted: ReadonlyArray<Counted>, since: number, now: number): Energy => ({
  units: counted.map(({ unit, totals, last }) => ({
    address: unit.address,
    joules: EnergyTotals.joules(totals),
    time: last === null ? null : Described.timeOf(last)
  })),
  total: byCounter((index) =>
    Scale.countsToJoules(counted.reduce((sum, { totals }) => sum + totals.counts[index]!, 0))
  ),
  since: Described.timeOf({ time: since }),
  time: Described.timeOf({ time: now })
})
