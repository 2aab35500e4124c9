/**
 * The diagnosis: from what was seen to what is wrong, what it means and what to do. Pure.
 *
 *     adapter    is there one, and which             no-adapter, several-adapters, no-such-port
 *     port       can it be opened                    permission, busy-port, cannot-open, lost
 *     line       do frames come                      silence, asleep, wrong-baud, no-version
 *     firmware   does the adapter speak as we do     firmware-too-old
 *     device     does the inverter answer            only-version-frames
 *     units      does every unit answer              silent-unit
 *     alarms     is the system without alarm         vebus-error, alarm
 *     values     can what is told be                 impossible-value
 *     control    does somebody else steer            other-master
 *
 * A check that needs what an earlier one did not find is left out. Reference: decisions.md 4; protocol.md 1.2, 7.
 */
import * as Failure from "../documents/Failure.ts"
import * as Causes from "./Causes.ts"
import { nameOf, type Observations } from "./Observations.ts"
import { type CheckName, names } from "./Row.ts"

/** The name of a cause. */
export type Cause = Causes.Cause

/** A problem with its cause and its remedy. */
export interface Problem {
  readonly cause: Cause
  readonly meaning: string
  readonly remedy: string
  readonly exitCode: number
}

/** A check that was made, and what it found. */
export interface Check {
  readonly name: CheckName
  /** The observation. */
  readonly found: string
  /** `null`: all is well. */
  readonly problem: Problem | null
}

/** The checks that must be well before a check makes sense, and its words where it finds no cause of trouble. */
interface Examined {
  readonly after: ReadonlyArray<CheckName>
  /** Whether there is something to judge. */
  readonly isPossible: (seen: Observations) => boolean
  /** `null`: nothing that could be said. */
  readonly well: (seen: Observations) => string | null
}

const always = (): boolean => true

const heard = ({ line }: Observations): string | null => {
  if (line === null) return null
  const { frames, discarded } = line
  const damage = discarded === 0 ? "" : `, ${discarded} bytes that formed none`
  return `${frames} ${frames === 1 ? "frame" : "frames"}${damage}`
}

const answering = ({ device }: Observations): string | null =>
  device === null
    ? null
    : `version ${device.version} at address ${device.address}, answers in ${device.winmonMode} frames`

const alone = ({ device, control }: Observations): string | null => {
  if (device === null) return null
  return control.isForwarding === true
    ? "no other controller heard"
    : "no other controller seen; this adapter does not pass on the frames of other panels, so one may be there unseen"
}

const checks: Readonly<Record<CheckName, Examined>> = {
  adapter: { after: [], isPossible: always, well: ({ port }) => port ?? "" },
  port: { after: ["adapter"], isPossible: always, well: () => "can be opened, and nobody else has it" },
  line: { after: ["port"], isPossible: ({ line }) => line !== null, well: heard },
  firmware: {
    after: ["port"],
    isPossible: ({ adapter }) => adapter !== null,
    well: ({ adapter }) => (adapter === null ? null : nameOf(adapter))
  },
  device: { after: ["line", "firmware"], isPossible: always, well: answering },
  units: {
    after: ["port"],
    isPossible: ({ system, device }) => device !== null && (system?.silent ?? null) !== null,
    well: () => "every unit that is configured answers"
  },
  alarms: {
    after: ["port"],
    isPossible: ({ system }) => system !== null && (system.alarms !== null || system.error !== null),
    well: () => "no alarm, no VE.Bus error"
  },
  values: {
    after: ["port"],
    isPossible: ({ system }) => (system?.battery ?? null) !== null,
    well: ({ system }) => `battery ${system!.battery!.volts.toFixed(2)} V`
  },
  control: { after: ["port"], isPossible: always, well: alone }
}

/** The first cause of a check that was recognised. */
const problemIn = (seen: Observations, name: CheckName): Check | null => {
  for (const [cause, row] of Causes.all) {
    const found = row.check === name ? row.recognise(seen) : null
    if (found === null) continue
    const { failure } = seen
    const owner = failure?._tag === "Busy" ? (failure.owner ?? null) : null
    const meaning = typeof row.meaning === "string" ? row.meaning : row.meaning(seen)
    const remedy = Causes.remedyOf(row, { ...seen, owner })
    return { name, found, problem: { cause, meaning, remedy, exitCode: Failure.exitCodeOf(row.kind) } }
  }
  return null
}

/** All checks that could be made, in order. */
export const diagnose = (seen: Observations): ReadonlyArray<Check> => {
  const made: Array<Check> = []
  const isWell = (name: CheckName) => made.some((check) => check.name === name && check.problem === null)
  for (const name of names) {
    const { after, isPossible, well } = checks[name]
    if (!after.every(isWell) || !isPossible(seen)) continue
    const found = well(seen)
    const check = problemIn(seen, name) ?? (found === null ? null : { name, found, problem: null })
    if (check !== null) made.push(check)
  }
  return made
}

/** The problems, the most fundamental first. */
export const problemsOf = (made: ReadonlyArray<Check>): ReadonlyArray<Problem> =>
  made.flatMap(({ problem }) => (problem === null ? [] : [problem]))
