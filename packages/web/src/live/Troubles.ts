/**
 * The troubles of a system, in sentences, each with what to do. The worst first.
 */
import type * as Reading from "@vebus/codec/reading"
import { patternsOf } from "./Lamps.ts"

/** One thing that is wrong. */
export interface Trouble {
  readonly isAlarm: boolean
  readonly sentence: string
  readonly remedy: string
}

type Subject = NonNullable<Reading.Reading["alarms"]>["alarms"][number]

const subjects: Readonly<Record<Subject, readonly [warning: string, alarm: string, remedy: string]>> = {
  temperature: [
    "The unit is getting too hot",
    "The unit is too hot and limits or stops its output",
    "Lower the load, and let air reach the unit."
  ],
  "low-battery": [
    "The battery is getting low",
    "The battery is too low: the unit has stopped or will stop inverting",
    "Switch loads off, or charge the battery."
  ],
  overload: [
    "The loads draw almost more than the unit can give",
    "The loads draw more than the unit can give",
    "Switch something off."
  ],
  ripple: [
    "The battery voltage ripples more than it should",
    "The battery voltage ripples too much",
    "Check the DC cables, their fuses and terminals, and the state of the battery."
  ]
}

const ofAlarms = ({ alarms }: Reading.Reading): ReadonlyArray<Trouble> => [
  ...(alarms?.alarms ?? []).map((subject) => ({
    isAlarm: true,
    sentence: subjects[subject][1],
    remedy: subjects[subject][2]
  })),
  ...(alarms?.warnings ?? [])
    .filter((subject) => !alarms!.alarms.includes(subject))
    .map((subject) => ({ isAlarm: false, sentence: subjects[subject][0], remedy: subjects[subject][2] }))
]

const ofError = ({ vebusError }: Reading.Reading): ReadonlyArray<Trouble> =>
  vebusError === null || vebusError.code === 0
    ? []
    : [
        {
          isAlarm: true,
          sentence: `VE.Bus error ${vebusError.code}${vebusError.name === null ? "" : `: ${vebusError.name}`}`,
          remedy: "Switch all units off and on again. If it comes back, check the cables between them."
        }
      ]

const ofUnits = ({ units }: Reading.Reading): ReadonlyArray<Trouble> =>
  (units ?? [])
    .filter(({ status }) => status === "silent")
    .map(({ address }) => ({
      isAlarm: true,
      sentence: `The unit with address ${address} does not answer, so sums are missing`,
      remedy: "Check that it is switched on, and its VE.Bus cable."
    }))

const ofLamps = (reading: Reading.Reading): ReadonlyArray<Trouble> =>
  patternsOf(reading)
    .filter(({ isAlarm }) => isAlarm)
    .map(({ label }) => ({
      isAlarm: true,
      sentence: `The lamps of the unit say: ${label}`,
      remedy: label.includes("sensor")
        ? "Check the sensor and its cable."
        : "Switch all units off and on again. If it comes back, check the cables between them."
    }))

/** The troubles of a reading; none where all is well or nothing is known. */
export const of = (reading: Reading.Reading | null): ReadonlyArray<Trouble> =>
  reading === null
    ? []
    : [...ofError(reading), ...ofAlarms(reading), ...ofUnits(reading), ...ofLamps(reading)].toSorted(
        (a, b) => Number(b.isAlarm) - Number(a.isAlarm)
      )
