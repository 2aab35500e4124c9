/**
 * The keys of the full screen: what each does to what is shown. Pure.
 */
import type * as Reading from "@vebus/codec/reading"
import * as State from "./State.ts"

/** A key that can be pressed. */
export interface Key {
  /** The keys to type; help names the first one. */
  readonly typed: readonly [string, ...ReadonlyArray<string>]
  readonly meaning: string
  readonly press: (state: State.State) => State.State
}

/** The times from one reading to the next that the keys go through, in milliseconds. */
const INTERVALS = [100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000, 600_000]

const longer = ({ intervalMillis }: State.State): number =>
  INTERVALS.find((millis) => millis > intervalMillis) ?? intervalMillis

const shorter = ({ intervalMillis }: State.State): number =>
  INTERVALS.findLast((millis) => millis < intervalMillis) ?? intervalMillis

const unitsOf = ({ latest }: State.State): ReadonlyArray<Reading.Unit> => latest?.update.reading.units ?? []

/** The unit after this one; after the last one the whole system. A system of one unit is that unit. */
const nextUnit = (state: State.State): number | null => {
  const units = unitsOf(state)
  const next = units[units.findIndex(({ address }) => address === state.unit) + 1]
  return units.length < 2 || next === undefined ? null : next.address
}

/** The key that ends the program. */
export const QUIT = "q"

/** All keys, in the order in which they are told. */
export const all: ReadonlyArray<Key> = [
  {
    typed: ["?"],
    meaning: "this help, and back",
    press: (state) => ({ ...state, isHelp: !state.isHelp })
  },
  {
    typed: ["p"],
    meaning: "pause: the picture stands still, and goes on. Readings go on behind it",
    press: ({ held, ...state }) => {
      const { now, latest, powers } = state
      return { ...state, held: held === null ? { now, latest, powers } : null }
    }
  },
  {
    typed: ["+", "="],
    meaning: "more time from one reading to the next",
    press: (state) => ({ ...state, intervalMillis: longer(state) })
  },
  {
    typed: ["-", "_"],
    meaning: "less time",
    press: (state) => ({ ...state, intervalMillis: shorter(state) })
  },
  {
    typed: ["h"],
    meaning: "history: how much of the past the bars show",
    press: (state) => ({ ...state, scale: State.nextScale(state.scale) })
  },
  {
    typed: ["u"],
    meaning: "next unit of several, and the whole system again",
    press: (state) => ({ ...state, unit: nextUnit(state) })
  },
  { typed: [QUIT], meaning: "quit", press: (state) => state }
]

/** The state after a key; unchanged when it is none of these. */
export const pressed = (state: State.State, typed: string): State.State =>
  all.find((key) => key.typed.includes(typed.toLowerCase()))?.press(state) ?? state
