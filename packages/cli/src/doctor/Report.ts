/**
 * A bundle for an issue: versions, what the doctor saw, what the device tells about its values, and a capture of the
 * whole examination. One JSON document, `vebus.report/1`. Serial numbers are not asked for, and masked where a name
 * holds one. The capture alone: `jq -c '.capture[]' report.json > capture.jsonl`.
 */
import { openSync, writeFileSync } from "node:fs"
import { release } from "node:os"
import { RamVariable, Setting } from "@vebus/codec"
import { Capture, type Errors, Question, type Transport } from "@vebus/runtime"
import type { SerialPorts } from "@vebus/runtime/serial"
import * as Effect from "effect/Effect"
import * as ExitCode from "../ExitCode.ts"
import { version } from "../Version.ts"
import type { Check } from "./Diagnosis.ts"
import type { Observations } from "./Observations.ts"
import { type Ask, orNull } from "./Probe.ts"

export const SCHEMA = "vebus.report/1"

/** What the device tells about its values, in raw words. */
export interface Infos {
  readonly ram: Array<{ readonly id: number; readonly scaleWord: number; readonly offsetWord: number }>
  readonly settings: Array<{ readonly id: number } & object>
}

export const noInfos = (): Infos => ({ ram: [], settings: [] })

/** Asks for all infos. What is not answered is missing. */
export const collect =
  (infos: Infos, onStep: (step: string) => void) =>
  (ask: Ask): Effect.Effect<void, Errors.TransportError> =>
    Effect.gen(function* () {
      for (const { id } of RamVariable.all) {
        onStep(`asking for the info of RAM variable ${id}`)
        const found = yield* orNull(ask(Question.ramInfo(id), { repeats: 1 }))
        if (found !== null) infos.ram.push({ id, ...found.value })
      }
      for (const [index, { id }] of Setting.all.entries()) {
        onStep(`asking for the info of setting ${index + 1} of ${Setting.all.length}`)
        const found = yield* orNull(ask(Question.settingInfo(id), { repeats: 1 }))
        if (found !== null && found.value !== null) infos.settings.push({ id, ...found.value })
      }
    })

/** The same transport, whose traffic is kept as well. */
export const recorded = (
  transport: Transport.Transport["Service"],
  lines: Array<string>
): Effect.Effect<Transport.Transport["Service"]> =>
  Capture.record(transport, {
    write: (line) => Effect.sync(() => void lines.push(line)),
    software: `vebus ${version}`
  })

/** Serial numbers of Victron adapters, wherever one stands. */
const victronSerial = /\bHQ[0-9A-Z]{6,}\b|(?<=_)HQ[0-9A-Z]{6,}|(?<=-)HQ[0-9A-Z]{6,}/g

/** A text without the serial numbers of these ports, or any of Victron's form. */
export const masked = (text: string, ports: ReadonlyArray<SerialPorts.Port>): string =>
  ports
    .map(({ serialNumber }) => serialNumber ?? "")
    .filter((serialNumber) => serialNumber.length > 3)
    .reduce((masking, serialNumber) => masking.replaceAll(serialNumber, "***"), text)
    .replaceAll(victronSerial, "***")

/** Opens the new file for a report, before anything is examined. Never overwrites one. */
export const create = (path: string): Effect.Effect<(text: string) => void, ExitCode.CommandError> =>
  Effect.try({
    try: () => {
      const file = openSync(path, "wx")
      return (text: string) => writeFileSync(file, text)
    },
    catch: (cause) =>
      new ExitCode.CommandError(
        ExitCode.badFile,
        `cannot write ${path}: ${cause instanceof Error ? cause.message : String(cause)}. Name a new file, in a folder that exists and that you may write to.`
      )
  })

/** The whole report as text. */
export const text = (content: {
  readonly time: string
  readonly checks: ReadonlyArray<Check>
  readonly observations: Observations
  readonly infos: Infos
  readonly ports: ReadonlyArray<SerialPorts.Port>
  readonly capture: ReadonlyArray<string>
}): string => {
  const { time, checks, observations, infos, ports, capture } = content
  const document = {
    schema: SCHEMA,
    time,
    software: {
      vebus: version,
      node: process.version,
      platform: process.platform,
      release: release(),
      architecture: process.arch
    },
    masked: "serial numbers",
    checks,
    observations,
    infos,
    ports,
    capture: capture.map((line): unknown => JSON.parse(line))
  }
  return `${masked(JSON.stringify(document, null, 2), ports)}\n`
}
