/**
 * One cycle of polling after the other, by the rows of the poll table (`PollTable.ts`).
 *
 * No part waits for another: what does not answer keeps its last answer, and is left alone for a while after it failed
 * twice. The words of a unit are marked with the cycle that they came in, so that a sum never mixes cycles.
 * Reference: protocol.md 6.2, 6.10.
 */
import { type AcInfo, type AcInputConfig, type DcInfo, Leds } from "@vebus/codec"
import * as Reading from "@vebus/codec/reading"
import * as Effect from "effect/Effect"
import * as Phases from "../device/Phases.ts"
import type * as Errors from "../Errors.ts"
import type { Answer } from "../link/Exchange.ts"
import type * as Retry from "../link/Retry.ts"
import * as Monotonic from "../Monotonic.ts"
import type * as Sessions from "../session/Session.ts"
import * as Part from "./Part.ts"
import * as PollTable from "./PollTable.ts"
import * as PolledUnit from "./PolledUnit.ts"
import * as RollCall from "./RollCall.ts"

/** All that is known of a system. */
export interface State {
  /** The initialisation that all of it came after. */
  readonly identity: Sessions.LinkedPeer | null
  /** How many cycles there were. */
  readonly cycle: number
  readonly leds: Part.Part<Leds.Reply>
  readonly dc: Part.Part<DcInfo.Reply>
  readonly config: Part.Part<AcInputConfig.Reply>
  /** L1 to L4. */
  readonly ac: ReadonlyArray<Part.Part<AcInfo.Reply>>
  /** Whether F 2 was asked although nothing promises a second phase. */
  readonly isSecondPhaseTried: boolean
  /** Whether F 2 has answered in more than one cycle. */
  readonly isSecondPhaseSure: boolean
  readonly roll: RollCall.Roll | null
  /** When the units were read last. */
  readonly unitsAt: number
}

/** Nothing is known yet. */
export const initial: State = {
  identity: null,
  cycle: 0,
  leds: Part.unasked,
  dc: Part.unasked,
  config: Part.unasked,
  ac: Phases.all.map(() => Part.unasked),
  isSecondPhaseTried: false,
  isSecondPhaseSure: false,
  roll: null,
  unitsAt: Number.NEGATIVE_INFINITY
}

/** Units with more volts than this on one line have no second line: those are of 2x120 V. */
const TWO_LINES_VOLTS = 180

/** How a cycle is run. */
export interface Options {
  /** Whether nobody has had a reading yet: it is not to wait for what it cannot need. */
  readonly isFirst: boolean
  readonly intervalMillis: number
  /** When to send again what got no good answer; as the poll table says unless said otherwise. */
  readonly retry?: Retry.Retry | undefined
}

/**
 * One cycle. Fails when there is no link, and in the first cycle also when nothing answered. Otherwise what did not
 * answer is as it was; a cycle in which nothing at all answered says nothing about any part.
 */
export const cycle = Effect.fn("Poll.cycle")(function* (
  session: Sessions.Session,
  last: State,
  { isFirst, intervalMillis, retry }: Options
): Effect.fn.Return<State, Errors.LinkError> {
  const identity = session.identity()
  const before = last.identity === identity ? last : { ...initial, cycle: last.cycle, identity }
  const now: Part.Cycle = { startedAt: yield* Monotonic.millis, intervalMillis }
  const number = before.cycle + 1
  /** Polling can wait, changes cannot. */
  const polling = (row: Pick<PollTable.Row<unknown>, "retry">) =>
    ({ retry: retry ?? row.retry, polling: true }) as const
  let answers = 0
  let failure: Errors.LinkError | undefined

  /** The answer, or `null` where this part of the system gives none. */
  const attempt = <A>(asked: Effect.Effect<A, Errors.LinkError>): Effect.Effect<A | null, Errors.LinkError> =>
    asked.pipe(
      Effect.tap(() => Effect.sync(() => answers++)),
      Effect.catchIf(PolledUnit.isPassing, (error) => {
        failure = error
        return Effect.as(Effect.logDebug(error.message), null)
      })
    )
  const refresh = <A>(
    part: Part.Part<A>,
    row: PollTable.Row<A>,
    mayBeAbsent = false
  ): Effect.Effect<Part.Part<A>, Errors.LinkError> =>
    Part.isDue(part, row.everyMillis, now)
      ? Effect.map(attempt(session.ask(row.question, { ...polling(row), mayBeAbsent })), (answer) =>
          answer === null ? Part.failed(part, now) : Part.answered(answer, now)
        )
      : Effect.succeed(part)

  // The first roll call may take seconds, and comes before what would be old by its end.
  const met = before.roll ?? (yield* called(session, null, null, now))
  const leds = yield* refresh(before.leds, PollTable.leds)
  const roll = met === null ? null : yield* called(session, met, errorOf(leds), now)
  const known = roll?.units ?? []
  const isTurnOfUnits = isDueOf(known, before.unitsAt, now)
  const units = isTurnOfUnits
    ? yield* readUnits(session, known, { number, options: polling(PollTable.words), ...now }, attempt)
    : known
  const dc = yield* refresh(before.dc, PollTable.dc)

  const ac = [...before.ac]
  let { isSecondPhaseTried, isSecondPhaseSure } = before
  const second = ac[1]!
  if (!isSecondPhaseSure && isMistaken(second, ac, units)) ac[1] = Part.unasked
  for (const [index, phase] of Phases.all.entries()) {
    const part = ac[index]!
    if (index < promised(ac, units)) {
      ac[index] = yield* refresh(part, PollTable.phase(phase))
    } else if (phase === 2 && !isSecondPhaseTried && !(isFirst && hasOneLine(ac[0]!, units))) {
      isSecondPhaseTried = true
      ac[index] = yield* refresh(part, PollTable.phase(phase), true)
    }
  }
  isSecondPhaseSure ||= second.answer !== null && ac[1]!.answer !== null && ac[1]!.answer !== second.answer
  const config = yield* refresh(before.config, PollTable.config)

  if (answers === 0 && failure !== undefined) return isFirst ? yield* failure : before
  return {
    identity,
    cycle: number,
    leds,
    dc,
    config,
    ac,
    isSecondPhaseTried,
    isSecondPhaseSure,
    roll: roll === null ? null : { ...roll, units },
    unitsAt: isTurnOfUnits ? now.startedAt : before.unitsAt
  }
})

const errorOf = ({ answer }: State["leds"]): number | null =>
  answer === null ? null : Leds.vebusError(answer.value)

/** The roll, called if it is time; as it was when that fails. */
const called = (
  session: Sessions.Session,
  roll: RollCall.Roll | null,
  error: number | null,
  now: Part.Cycle
): Effect.Effect<RollCall.Roll | null, Errors.LinkError> => {
  const calling =
    roll === null
      ? RollCall.first(session, error, now)
      : RollCall.isDue(roll, error, now)
        ? RollCall.repeat(session, roll, error, now)
        : Effect.succeed(roll.error === null ? { ...roll, error } : roll)
  return Effect.catchIf(calling, PolledUnit.isPassing, (failure) =>
    Effect.as(Effect.logDebug(failure.message), roll)
  )
}

type Polled = ReadonlyArray<PolledUnit.PolledUnit>

const isPresent = ({ status }: PolledUnit.PolledUnit): boolean => status === "present"

const isDueOf = (units: Polled, unitsAt: number, now: Part.Cycle): boolean =>
  units.filter(isPresent).length < PollTable.words.manyUnits ||
  Part.hasPassed(unitsAt, PollTable.words.everyMillisOfMany, now)

/** The phases that the frames so far and the addresses promise. */
const promised = (ac: State["ac"], units: Polled): number =>
  Phases.count(
    ac.map(({ answer }) => answer),
    units.map(({ address }) => address)
  )

/** Whether F 2 answered once, then in no other cycle, and nothing else promises a second phase: it was a damaged frame. */
const isMistaken = (second: State["ac"][number], ac: State["ac"], units: Polled): boolean =>
  second.answer !== null && Part.isSetAside(second.failures) && promised(ac.slice(0, 1), units) < 2

/** Whether the frame of L1 shows that its units have no second line: those that have one are of 120 V. */
const hasOneLine = ({ answer }: Part.Part<AcInfo.Reply>, units: Polled): boolean => {
  const scales = units.find((unit) => unit.scales.size > 0)?.scales
  if (answer === null || scales === undefined) return false
  const { input, output } = Reading.acOf(answer.value, scales)
  return [input.voltage, output.voltage].some((volts) => volts !== null && volts > TWO_LINES_VOLTS)
}

/** Reads all units that answer, one after the other. */
const readUnits = (
  session: Sessions.Session,
  units: Polled,
  turn: Pick<PolledUnit.Turn, "number" | "options" | keyof Part.Cycle>,
  attempt: <A>(asked: Effect.Effect<A, Errors.LinkError>) => Effect.Effect<A | null, Errors.LinkError>
): Effect.Effect<Polled, Errors.LinkError> => {
  const present = units.filter(isPresent)
  const leader = present[0]?.address
  const ofState = stateTurns(present, turn)
  return Effect.forEach(units, (unit) =>
    isPresent(unit)
      ? Effect.map(
          attempt(
            PolledUnit.read(session, unit, {
              ...turn,
              leads: unit.address === leader,
              wantsState: ofState.has(unit.address)
            })
          ),
          (read) => read ?? PolledUnit.failed(unit)
        )
      : Effect.succeed(unit)
  )
}

/** The units whose turn it is to be asked for their state: those that never were, and of the others the oldest. */
const stateTurns = (present: Polled, cycle: Part.Cycle): ReadonlySet<number> => {
  const count =
    present.length < PollTable.state.allFrom
      ? Math.ceil(present.length / PollTable.state.sharedBy)
      : present.length
  const due = present.filter(({ state }) => Part.isDue(state, PollTable.state.everyMillis, cycle))
  const isNew = ({ state }: PolledUnit.PolledUnit): boolean => state.answer === null
  const oldest = due
    .filter((unit) => !isNew(unit))
    .toSorted((a, b) => a.state.answer!.at - b.state.answer!.at)
  return new Set([...due.filter(isNew), ...oldest.slice(0, count)].map(({ address }) => address))
}

/** The parts of a reading, each with its time as `arrived` sees it. */
export const partsOf = (
  { leds, dc, config, ac, roll }: State,
  arrived: <A>(answer: Answer<A>) => Reading.Arrived<A>
): Reading.Parts => {
  const latest = <A>({ answer }: Part.Part<A>) => (answer === null ? null : arrived(answer))
  return {
    leds: latest(leds),
    dc: latest(dc),
    config: latest(config),
    ac: ac.map(latest),
    units: (roll?.units ?? []).map((unit) => ({
      address: unit.address,
      status: unit.status,
      scales: unit.scales,
      ram: new Map([...unit.ram].map(([id, word]) => [id, arrived(word)])),
      cycle: unit.cycle,
      state: latest(unit.state),
      batteryCapacity: unit.batteryCapacity ?? null,
      measuresPower: unit.measuresPower,
      nominalVolts: unit.nominalVolts
    }))
  }
}
