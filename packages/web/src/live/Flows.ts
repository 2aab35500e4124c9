/**
 * The power between the AC input, the unit, the loads and the battery, from a reading: how much, which way, and in words.
 * Nothing is drawn here.
 */
import type * as Reading from "@vebus/codec/reading"
import * as Quantity from "../format/Quantity.ts"

/** The ends of the lines that meet in the unit. */
export type End = "input" | "output" | "battery"

/** Towards the unit, away from it, neither, or not known. */
export type Direction = "in" | "out" | "rest" | "unknown"

/** One line of the picture. */
export interface Flow {
  readonly end: End
  readonly direction: Direction
  /** Without a sign; `null`: absent. */
  readonly watts: number | null
  /** The direction in a word. */
  readonly word: string
  /** The same in a sentence. */
  readonly sentence: string
  /** How fast and how thick it is drawn, 0 to 5: with the logarithm of the power. */
  readonly level: number
}

/** Below so many watts a line rests. */
export const REST_WATTS = 15
/** Below so many volts there is no mains. */
export const MAINS_VOLTS = 40
const MOST_LEVEL = 5

/** Whether something flows, as far as is known. */
export const moves = ({ direction }: Flow): boolean => direction === "in" || direction === "out"

type Phases = Reading.Reading["acInput"]

/** Whether the mains is there; `null`: not known. */
export const hasMains = (input: Phases): boolean | null => {
  const volts = (input ?? []).flatMap(({ voltage }) => voltage ?? [])
  return volts.length === 0 ? null : volts.some((voltage) => voltage >= MAINS_VOLTS)
}

const levelOf = (watts: number): number =>
  Math.max(0, Math.min(MOST_LEVEL, Math.round(2 * Math.log10(watts / REST_WATTS))))

/** The words of an end for each direction: beside the value, and the sentence before the amount. */
const words: Readonly<Record<End, Readonly<Record<Direction, readonly [word: string, sentence: string]>>>> = {
  input: {
    in: ["drawn", "drawn from the AC input"],
    out: ["fed out", "fed out into the AC input"],
    rest: ["idle", "AC input idle"],
    unknown: ["", "AC input not known"]
  },
  output: {
    out: ["to loads", "to the loads"],
    in: ["from the output", "taken in from the AC output"],
    rest: ["idle", "loads idle"],
    unknown: ["", "loads not known"]
  },
  battery: {
    out: ["charging", "battery charging"],
    in: ["discharging", "battery discharging"],
    rest: ["resting", "battery resting"],
    unknown: ["", "battery not known"]
  }
}

/** A flow of so many watts towards the unit; the sign says which way. */
const flow = (end: End, towards: number | null): Flow => {
  if (towards === null) {
    const [word, sentence] = words[end].unknown
    return { end, direction: "unknown", watts: null, word, sentence, level: 0 }
  }
  const watts = Math.abs(towards)
  const direction = watts < REST_WATTS ? "rest" : towards > 0 ? "in" : "out"
  const [word, said] = words[end][direction]
  return {
    end,
    direction,
    watts,
    word,
    sentence: `${said}: ${Quantity.text("watts", watts)}`,
    level: direction === "rest" ? 0 : levelOf(watts)
  }
}

const input = (reading: Reading.Reading): Flow => {
  const found = flow("input", reading.acInputPower)
  return hasMains(reading.acInput) === false
    ? {
        ...found,
        direction: "rest",
        word: "no mains",
        sentence: "none from the AC input, mains absent",
        level: 0
      }
    : found
}

const minus = (value: number | null): number | null => (value === null ? null : -value)

/** The flows of a reading; `null`: nothing is known. An inverter has no AC input, so no flow of one. */
export const of = (reading: Reading.Reading | null): ReadonlyArray<Flow> =>
  reading === null
    ? [flow("input", null), flow("output", null), flow("battery", null)]
    : [
        ...(reading.inputs === 0 ? [] : [input(reading)]),
        flow("output", minus(reading.acOutputPower)),
        flow("battery", minus(reading.battery?.power ?? null))
      ]
