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
import { Alarm } from "@vebus/codec"
import { type Errors, Initialise } from "@vebus/runtime"
import * as ExitCode from "../ExitCode.ts"
import * as Silent from "../output/Silent.ts"
import { type Adapter, isTooOld, type Line, type Observations } from "./Observations.ts"
import { remedy } from "./Remedy.ts"

export type Cause =
  | "no-adapter"
  | "several-adapters"
  | "no-such-port"
  | "permission"
  | "busy-port"
  | "cannot-open"
  | "lost"
  | "silence"
  | "asleep"
  | "wrong-baud"
  | "no-version"
  | "firmware-too-old"
  | "only-version-frames"
  | "silent-unit"
  | "vebus-error"
  | "alarm"
  | "impossible-value"
  | "other-master"

export interface Problem {
  readonly cause: Cause
  readonly meaning: string
  readonly remedy: string
  readonly exitCode: number
}

/** What is looked at, in this order. */
export const names = [
  "adapter",
  "port",
  "line",
  "firmware",
  "device",
  "units",
  "alarms",
  "values",
  "control"
] as const

export interface Check {
  readonly name: (typeof names)[number]
  /** What was seen. */
  readonly found: string
  /** `null`: all is well. */
  readonly problem: Problem | null
}

/** What a check saw, and what is wrong about it. */
interface Finding {
  readonly found: string
  readonly wrong?: readonly [cause: Cause, meaning: string]
}

type Judge = (seen: Observations) => Finding | null

const good = (found: string): Finding => ({ found })
const bad = (found: string, cause: Cause, meaning: string): Finding => ({ found, wrong: [cause, meaning] })

/** How long a powered adapter is silent at most; it sends its version every second. */
const SILENT_MILLIS = 4000

/** Each kind of failure of a port: which check it belongs to, and what is wrong. */
const failures: {
  readonly [Tag in Errors.TransportReason["_tag"]]: {
    readonly check: "adapter" | "port"
    readonly judge: (reason: Extract<Errors.TransportReason, { readonly _tag: Tag }>) => Finding
  }
} = {
  NotFound: {
    check: "adapter",
    judge: ({ port }) =>
      port === null
        ? bad("no MK3 on this machine", "no-adapter", "No serial port of this machine names itself an MK3.")
        : bad(`there is no ${port}`, "no-such-port", "The port that was named does not exist.")
  },
  Several: {
    check: "adapter",
    judge: ({ ports }) =>
      bad(`several adapters: ${ports.join(", ")}`, "several-adapters", "It is not clear which one is meant.")
  },
  PermissionDenied: {
    check: "port",
    judge: () => bad("permission denied", "permission", "The port is there, but this user may not use it.")
  },
  Busy: {
    check: "port",
    judge: () => bad("another program has it", "busy-port", "A serial port has one owner at a time.")
  },
  OpenFailed: {
    check: "port",
    judge: ({ cause }) => bad(cause, "cannot-open", "The port is named rightly, but cannot be opened.")
  },
  Lost: {
    check: "port",
    judge: ({ cause }) =>
      bad(`it was open and is gone: ${cause}`, "lost", "The plug was pulled, or the other side hung up.")
  }
}

const failureOf = ({ failure }: Observations, check: "adapter" | "port"): Finding | null => {
  if (failure === null || failures[failure._tag].check !== check) return null
  const judge = failures[failure._tag].judge as (reason: Errors.TransportReason) => Finding
  return judge(failure)
}

const adapter: Judge = (seen) => failureOf(seen, "adapter") ?? good(seen.port ?? "")

const port: Judge = (seen) => failureOf(seen, "port") ?? good("can be opened, and nobody else has it")

const seconds = (millis: number): string => `${Math.round(millis / 1000)} s`

const line: Judge = ({ line: heard, isNamedAdapter, adapter: found }) => {
  if (heard === null) return null
  const { bytes, frames, sample, listenedMillis, silentMillis } = heard
  if (bytes === 0) {
    return isNamedAdapter
      ? bad(
          `not a byte in ${seconds(listenedMillis)}`,
          "asleep",
          "The adapter is there on USB, but gets its power from the inverter: the inverter is asleep, or the VE.Bus cable is unplugged. Or another program left the adapter at another speed."
        )
      : bad(
          `not a byte in ${seconds(listenedMillis)}`,
          "silence",
          "Either the inverter is asleep or the VE.Bus cable is unplugged, or this is not the adapter's port, or another program left the adapter at another speed."
        )
  }
  if (frames === 0) {
    return bad(
      `${bytes} bytes and no frame (${sample})`,
      "wrong-baud",
      "Bytes come in, but they make no sense: another speed than 2400 baud, another device, or a second program that takes some of the bytes away."
    )
  }
  if (silentMillis >= SILENT_MILLIS) {
    return bad(
      `${frames} frames, then nothing for ${seconds(silentMillis)}`,
      "asleep",
      "The adapter has just lost its power, which comes from the inverter: the inverter fell asleep, or the VE.Bus cable was unplugged."
    )
  }
  if (found === null) {
    return bad(
      `${frames} frames, but no version`,
      "no-version",
      "What sends here speaks VE.Bus, but does not say what it is."
    )
  }
  return good(`${frames} ${frames === 1 ? "frame" : "frames"}${damage(heard)}`)
}

const damage = ({ discarded }: Line): string =>
  discarded === 0 ? "" : `, ${discarded} bytes that formed none`

const named = ({ type, version, firmware }: Adapter): string =>
  type === null ? `adapter ${version}` : `${type}, firmware ${firmware}`

const firmware: Judge = ({ adapter: found }) => {
  if (found === null) return null
  return isTooOld(found)
    ? bad(
        named(found),
        "firmware-too-old",
        `MK2 firmware below ${Initialise.OLDEST_MK2} does not know the commands that reach the inverter.`
      )
    : good(named(found))
}

const device: Judge = (seen) => {
  if (seen.adapter === null || isTooOld(seen.adapter) || line(seen)?.wrong !== undefined) return null
  return seen.device === null
    ? bad(
        "version frames come, but no answer to anything else",
        "only-version-frames",
        "The adapter has power and speaks, but the inverter behind it does not answer: it is off, it is starting, or it has another address."
      )
    : good(
        `version ${seen.device.version} at address ${seen.device.address}, answers in ${seen.device.winmonMode} frames`
      )
}

const units: Judge = ({ system, device: found }) => {
  if (found === null || system === null || system.silent === null) return null
  const said = Silent.sentence(system.silent)
  return said === null
    ? good("every unit that is configured answers")
    : bad(
        said,
        "silent-unit",
        "A unit that is switched off at its front, or cut off, leaves the bus. What the others report is shown; sums over all units are not."
      )
}

const alarms: Judge = ({ system }) => {
  if (system === null || (system.alarms === null && system.error === null)) return null
  const { alarms: standing, error } = system
  const signs = [
    ...(error === null || error === 0
      ? []
      : [`VE.Bus error ${error}: ${Alarm.vebusError(error) ?? "not documented"}`]),
    ...(standing?.alarms ?? []).map((subject) => `${subject} alarm`),
    ...(standing?.warnings ?? [])
      .filter((subject) => standing?.alarms.includes(subject) !== true)
      .map((subject) => `${subject} warning`)
  ]
  if (signs.length === 0) return good("no alarm, no VE.Bus error")
  return error === null || error === 0
    ? bad(
        signs.join(", "),
        "alarm",
        "The inverter reports that something is out of its limits, or about to be."
      )
    : bad(signs.join(", "), "vebus-error", "The units of the system disagree, or one of them has a fault.")
}

const values: Judge = ({ system }) => {
  if (system === null || system.battery === null) return null
  const { volts, impossible } = system.battery
  return impossible === null
    ? good(`battery ${volts.toFixed(2)} V`)
    : bad(
        `${impossible} cannot be`,
        "impossible-value",
        "The scale that the unit reports, or the value itself, is wrong, or damaged on its way. Such a value is not shown."
      )
}

const control: Judge = ({ control: seen, device: found }) => {
  const { foreignFrames, digitalMultiControl, isForwarding } = seen
  const signs = [
    ...(foreignFrames > 0 ? [`${foreignFrames} frames of another panel`] : []),
    ...(digitalMultiControl === true ? ["the inverter reports a Digital Multi Control"] : [])
  ]
  if (signs.length > 0) {
    return bad(
      signs.join(", "),
      "other-master",
      "Another controller sets switch and current limit. What is set from here may be undone within a second."
    )
  }
  if (found === null) return null
  return good(
    isForwarding === true
      ? "no other controller heard"
      : "no other controller seen; this adapter does not pass on the frames of other panels, so one may be there unseen"
  )
}

const judges: ReadonlyArray<readonly [Check["name"], Judge]> = [
  ["adapter", adapter],
  ["port", port],
  ["line", line],
  ["firmware", firmware],
  ["device", device],
  ["units", units],
  ["alarms", alarms],
  ["values", values],
  ["control", control]
]

/** Which exit code a cause gives (decisions.md 4). */
const exitCodes: Readonly<Record<Cause, number>> = {
  "impossible-value": ExitCode.failure,
  "no-adapter": ExitCode.noPort,
  "several-adapters": ExitCode.noPort,
  "no-such-port": ExitCode.noPort,
  permission: ExitCode.noPort,
  "busy-port": ExitCode.noPort,
  "cannot-open": ExitCode.noPort,
  lost: ExitCode.noPort,
  silence: ExitCode.noAnswer,
  asleep: ExitCode.noAnswer,
  "wrong-baud": ExitCode.noAnswer,
  "no-version": ExitCode.noAnswer,
  "firmware-too-old": ExitCode.refused,
  "only-version-frames": ExitCode.noAnswer,
  "silent-unit": ExitCode.noAnswer,
  "vebus-error": ExitCode.failure,
  alarm: ExitCode.failure,
  "other-master": ExitCode.refused
}

/** All checks that could be made, in order. */
export const diagnose = (seen: Observations): ReadonlyArray<Check> => {
  const facts = {
    platform: seen.platform,
    port: seen.port,
    group: seen.group,
    owner: seen.failure?._tag === "Busy" ? (seen.failure.owner ?? null) : null
  }
  const checks: Array<Check> = []
  for (const [name, judge] of judges) {
    const finding = judge(seen)
    if (finding === null) continue
    const { found, wrong } = finding
    checks.push({
      name,
      found,
      problem:
        wrong === undefined
          ? null
          : {
              cause: wrong[0],
              meaning: wrong[1],
              remedy: remedy(wrong[0], facts),
              exitCode: exitCodes[wrong[0]]
            }
    })
    // Without a port there is nothing behind it to look at.
    if (wrong !== undefined && (name === "adapter" || name === "port")) break
  }
  return checks
}

/** What is wrong, the most fundamental first. */
export const problemsOf = (checks: ReadonlyArray<Check>): ReadonlyArray<Problem> =>
  checks.flatMap(({ problem }) => (problem === null ? [] : [problem]))
