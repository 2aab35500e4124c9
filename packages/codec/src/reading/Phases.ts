/**
 * The phases of a system: which there are, which unit is on which, and the figures of each.
 *
 * Address mod 3 is the phase of a unit, except where the phases that answer contradict it. F 1 gives a count of phases,
 * which is a hint; a phase that answers exists. A phase that answers although no unit is on it is the second line of a
 * 2x120 V unit: nobody knows whether the words of its power count one line or both, so no phase gets them.
 * Reference: protocol.md 3.5.2, 6.10.
 */
import type { Amperes, Hertz, Watts } from "../device/Quantity.ts"
import * as AcInfo from "../info/AcInfo.ts"
import type * as Document from "./Document.ts"
import type { Arrived, UnitParts } from "./Parts.ts"
import type { Told } from "./Units.ts"
import * as Units from "./Units.ts"

/** The address rule holds for three phases. */
const RULED = 3

/** The phase of an address by the rule: 0 is L1. */
const ruled = (address: number): number => address % RULED

/** The known facts about the phases, whatever the age of the frames. */
export interface Layout {
  /** How many there are: as many as answered, are counted, or have a unit. */
  readonly count: number
  /** The phase of the unit with an address; `null`: on none. */
  readonly phaseOf: (address: number) => Document.Phase | null
  /** Whether some phase answers that no unit is on. */
  readonly hasUnownedLine: boolean
}

/** The phases of a system, from the frames that arrived, L1 first, and the addresses of the units. */
export const layout = ({
  ac,
  units
}: {
  readonly ac: ReadonlyArray<Pick<Arrived<AcInfo.Reply>, "value"> | null>
  readonly units: ReadonlyArray<Pick<UnitParts, "address">>
}): Layout => {
  const first = ac[0] ?? null
  const counted = first === null ? null : AcInfo.phaseCountOf(first.value.phaseCode)
  const hasAnswered = (index: number): boolean => (ac[index] ?? null) !== null
  const phaseOf = (address: number): Document.Phase | null => {
    const index = ruled(address)
    const isContradicted = counted !== null && (counted > RULED || (index >= counted && !hasAnswered(index)))
    return isContradicted ? null : phaseAt(index)
  }
  const owned = new Set(units.map(({ address }) => phaseOf(address)))
  const answered = [...ac.keys()].filter(hasAnswered)
  return {
    count: Math.max(
      1,
      counted ?? 0,
      ...answered.map((index) => index + 1),
      ...units.map(({ address }) => ruled(address) + 1)
    ),
    phaseOf,
    hasUnownedLine: answered.some((index) => !owned.has(phaseAt(index)))
  }
}

const phaseAt = (index: number): Document.Phase => (index + 1) as Document.Phase

/** Currents below this many volt-amperes are no evidence: an idle unit draws some that does no work. */
const EVIDENCE_VOLT_AMPERES = 100

/** Whether power and current of a phase contradict each other by more than half of the larger. */
const contradicts = ({
  voltage,
  current,
  power
}: Pick<Document.AcPhase, "voltage" | "current" | "power">) => {
  if (voltage === null || current === null || power === null) return false
  const [apparent, real] = [Math.abs(voltage * current), Math.abs(power)]
  const larger = Math.max(apparent, real)
  return larger >= EVIDENCE_VOLT_AMPERES && Math.abs(apparent - real) > larger / 2
}

/** The frame's figures of one side of a phase, and what its current was multiplied by. */
export interface Side {
  readonly voltage: Document.AcPhase["voltage"]
  readonly current: Document.AcPhase["current"]
  readonly frequency: Hertz | null
  readonly factor: number
}

const noSide: Side = { voltage: null, current: null, frequency: null, factor: 1 }

const onPhase = (units: ReadonlyArray<Told>, index: number): ReadonlyArray<Told> =>
  units.filter(({ unit }) => unit.phase === phaseAt(index))

/** One phase of one side, from its frame and from the units on it. */
export const phase = (
  index: number,
  side: Side | null,
  units: ReadonlyArray<Told>,
  { hasUnownedLine }: Layout,
  figure: (unit: Document.Unit) => Watts | null
): Document.AcPhase => {
  const { voltage, current, frequency, factor } = side ?? noSide
  const mine = onPhase(units, index)
  const power = hasUnownedLine || mine.length < factor ? null : Units.sum(mine, figure)
  const living = mine.filter(({ unit }) => unit.status === "present").length
  const isMiscounted = factor > 1 || (mine.length > 0 && living !== factor)
  return {
    phase: phaseAt(index),
    voltage,
    current,
    power,
    frequency,
    currentDoubtful: current !== null && (isMiscounted || contradicts({ voltage, current, power }))
  }
}

/**
 * A figure of the whole system; `null` also while a phase has neither a frame nor a living unit, and where a frame counts
 * more units on its phase than are known.
 */
export const total = <A extends Amperes | Watts>(
  units: ReadonlyArray<Told>,
  frames: ReadonlyArray<AcInfo.Reply | null>,
  { hasUnownedLine }: Layout,
  figure: (unit: Document.Unit) => A | null
): A | null => {
  const isKnown = (frame: AcInfo.Reply | null, index: number): boolean => {
    const mine = onPhase(units, index)
    if (frame === null) return mine.some(({ unit }) => unit.status === "present")
    return hasUnownedLine || mine.length >= Math.max(frame.backfeedFactor, frame.inverterFactor)
  }
  return frames.every(isKnown) ? Units.sum(units, figure) : null
}
