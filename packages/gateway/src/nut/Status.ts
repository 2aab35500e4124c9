/**
 * The status of a UPS, out of one reading after the other. What it says shuts machines down, so one odd reading changes
 * nothing: a change is told when readings agree on it. Pure.
 *
 *     OL       AC is accepted: the unit passes it through, charges or assists, or its mains LED is on
 *     OB       it inverts, and the mains LED is not on
 *     OFF      it is off
 *     LB       OB, and the battery is low: by the LED or the state of charge in two readings in a row, or by the voltage
 *              for as long as the configuration says
 *
 * A reading that does not tell changes nothing either, and ends a change that was about to be told. After a gap nothing
 * of before counts. `BYPASS` is never said: in NUT it means that the UPS is out of the way, and in a unit it is how mains
 * are passed on. Reference: integrations.md 6.2.
 */
import type * as Reading from "@vebus/codec/reading"
import * as Supply from "../unit/Supply.ts"

const { isLit } = Supply

/** Where the power of the loads comes from, in the word of NUT. */
export type Line = "OL" | "OB" | "OFF"

const LINES: Readonly<Record<Supply.Supply, Line>> = { mains: "OL", battery: "OB", none: "OFF" }

/** Where the power comes from, as one reading has it; `null`: it does not tell. */
export const lineOf = (reading: Reading.Reading): Line | null => {
  const supply = Supply.of(reading)
  return supply === null ? null : LINES[supply]
}

/** When a battery is low, besides what the low-battery LED says. */
export interface Low {
  /** Below this state of charge, 0 to 1; `null`: it does not matter. */
  readonly stateOfCharge: number | null
  /** Below this voltage; `null`: it does not matter. */
  readonly voltage: number | null
  /** For so long the voltage has to be low, and an end of all of it to last, in milliseconds. */
  readonly forMillis: number
}

/** A value, and since which reading there is no other; `null`: it is not known. */
interface Since<A> {
  readonly value: A
  /** When it was first read, on a clock that does not go back. */
  readonly at: number
  /** In how many readings in a row. */
  readonly count: number
}

/** The status after the readings so far. */
export interface State {
  /** The line that clients are told; `null`: none yet. */
  readonly line: Line | null
  readonly isLow: boolean
  readonly lineRead: Since<Line> | null
  /** By the LED or the state of charge. */
  readonly lowRead: Since<boolean> | null
  readonly voltageRead: Since<boolean> | null
}

/** Nothing was read yet. */
export const initial: State = { line: null, isLow: false, lineRead: null, lowRead: null, voltageRead: null }

/** So long readings have to agree, in milliseconds: about a second, at an interval that is never quite one. */
const AGREE_MILLIS = 900
const AGREE_READINGS = 2

const below = (value: number | null | undefined, floor: number | null): boolean | null =>
  floor === null || value === null || value === undefined ? null : value < floor

/** One of them is enough; `null`: none of them tells. */
const either = (one: boolean | null, other: boolean | null): boolean | null =>
  one === null ? other : other === null ? one : one || other

const follow = <A>(before: Since<A> | null, value: A | null, at: number): Since<A> | null =>
  value === null
    ? null
    : before?.value === value
      ? { ...before, count: before.count + 1 }
      : { value, at, count: 1 }

const agrees = (read: Since<unknown>, now: number, forMillis = AGREE_MILLIS): boolean =>
  read.count >= AGREE_READINGS && now - read.at >= forMillis

/** Whether the battery is low, from what was so before and what is read now. */
const lowOf = (
  wasLow: boolean,
  { lowRead, voltageRead }: Pick<State, "lowRead" | "voltageRead">,
  { forMillis }: Low,
  now: number
): boolean => {
  if (lowRead?.value === true && agrees(lowRead, now)) return true
  if (voltageRead?.value === true && agrees(voltageRead, now, forMillis)) return true
  const told = [lowRead, voltageRead].filter((read) => read !== null)
  // It is over when nothing that tells has said so for as long.
  const isOver =
    told.length > 0 &&
    told.every((read) => !read.value && agrees(read, now, Math.max(forMillis, AGREE_MILLIS)))
  return wasLow && !isOver
}

/** The status after one more reading; `now` on a clock that does not go back, in milliseconds. */
export const step = (before: State, reading: Reading.Reading, low: Low, now: number): State => {
  const lineRead = follow(before.lineRead, lineOf(reading), now)
  const lowRead = follow(
    before.lowRead,
    either(isLit(reading.leds?.lowBattery), below(reading.battery?.stateOfCharge, low.stateOfCharge)),
    now
  )
  const voltageRead = follow(before.voltageRead, below(reading.battery?.voltage, low.voltage), now)
  const line =
    lineRead !== null && (before.line === null || agrees(lineRead, now)) ? lineRead.value : before.line
  return {
    line,
    isLow: line === "OB" && lowOf(before.isLow, { lowRead, voltageRead }, low, now),
    lineRead,
    lowRead,
    voltageRead
  }
}

/** Between these currents a battery neither charges nor discharges, in amperes. */
const DEAD_BAND = 1

/** The alarms on the front of the unit, in words; `null`: none. */
export const alarmOf = ({ leds, vebusError }: Reading.Reading): string | null => {
  const texts = [
    ...(isLit(leds?.overload) === true ? ["overload"] : []),
    ...(isLit(leds?.temperature) === true ? ["temperature"] : []),
    ...(isLit(leds?.lowBattery) === true ? ["low battery"] : []),
    ...((vebusError?.code ?? 0) === 0
      ? []
      : [`VE.Bus error ${vebusError!.code}${vebusError!.name === null ? "" : `: ${vebusError!.name}`}`])
  ]
  return texts.length === 0 ? null : texts.join(", ")
}

/** Whether a current is one of discharging. */
export const isDischarging = (current: number | null): boolean => current !== null && current < -DEAD_BAND

const flowOf = (current: number | null | undefined): ReadonlyArray<string> =>
  current === null || current === undefined || Math.abs(current) <= DEAD_BAND
    ? []
    : [current > 0 ? "CHRG" : "DISCHRG"]

/** The words of `ups.status`; `null`: there are none yet. `isForced`: clients are to shut down. */
export const wordsOf = ({ line, isLow }: State, reading: Reading.Reading, isForced: boolean): string | null =>
  line === null
    ? null
    : [
        ...(isForced ? ["FSD"] : []),
        ...(alarmOf(reading) === null ? [] : ["ALARM"]),
        line,
        ...(isLow ? ["LB"] : []),
        ...flowOf(reading.battery?.current),
        ...(isLit(reading.leds?.overload) === true ? ["OVER"] : [])
      ].join(" ")
