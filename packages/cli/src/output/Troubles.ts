/**
 * The troubles that a system reports, in words: the VE.Bus error, alarms and warnings, and units that do not answer.
 */
import type * as Reading from "@vebus/codec/reading"
import * as Silent from "./Silent.ts"
import * as Words from "./Words.ts"

type Told = Pick<Reading.Reading, "vebusError" | "alarms" | "units">

const error = ({ vebusError }: Told): ReadonlyArray<string> =>
  vebusError === null || vebusError.code === 0
    ? []
    : [`VE.Bus error ${vebusError.code}${vebusError.name === null ? "" : `: ${vebusError.name}`}`]

const subjects = (what: string, of: ReadonlyArray<string>): ReadonlyArray<string> =>
  of.length === 0 ? [] : [`${what}: ${of.map(Words.spaced).join(", ")}`]

/** The troubles, the worst first; none where all is well or nothing is known. */
export const of = (reading: Told): ReadonlyArray<string> => {
  const { alarms, warnings } = reading.alarms ?? { alarms: [], warnings: [] }
  const silent = (reading.units ?? []).filter(({ status }) => status === "silent")
  const said = Silent.sentence(silent.map(({ address }) => address))
  return [
    ...error(reading),
    ...subjects("alarm", alarms),
    ...subjects(
      "warning",
      warnings.filter((subject) => !alarms.includes(subject))
    ),
    ...(said === null ? [] : [said])
  ]
}
