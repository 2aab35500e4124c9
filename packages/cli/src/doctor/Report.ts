/**
 * A bundle for an issue: versions, what the doctor saw, what the device tells about its values, and a capture of the
 * whole examination. One JSON document, `vebus.report/1`. Serial numbers are not asked for, and masked where a name
 * holds one. The capture alone: `jq -c '.capture[]' report.json > capture.jsonl`.
 */
import { release } from "node:os"
import { RamVariable, Setting } from "@vebus/codec"
import { Capture, type Errors, Question, Retry, type Transport } from "@vebus/runtime"
import type { SerialPorts } from "@vebus/runtime/serial"
import * as Effect from "effect/Effect"
import { version } from "../Version.ts"
import type { Check } from "./Diagnosis.ts"
import { type Ask, orNull } from "./Probe.ts"
import type { Visit } from "./Visit.ts"

export const SCHEMA = "vebus.report/1"

/** What the device tells about its values, in raw words. */
export interface Infos {
  readonly ram: Array<{ readonly id: number; readonly scaleWord: number; readonly offsetWord: number }>
  readonly settings: Array<{ readonly id: number } & object>
}

export const noInfos = (): Infos => ({ ram: [], settings: [] })

/** How many questions in a row may stay unanswered before the rest is not asked. */
const PATIENCE = 3

/** Asks for all infos, as long as there are answers. What is not answered is missing. */
export const collect =
  (infos: Infos, onStep: (step: string) => void) =>
  (ask: Ask): Effect.Effect<void, Errors.TransportError> => {
    let unanswered = 0
    /** Asks about one thing, and keeps what the device tells. */
    const about = <A>(step: string, question: Question.Question<A>, keep: (info: A) => void) =>
      Effect.gen(function* () {
        if (unanswered === PATIENCE) return
        onStep(step)
        const found = yield* orNull(ask(question, { retry: Retry.times(1) }))
        unanswered = found === null ? unanswered + 1 : 0
        if (found !== null) keep(found.value)
      })
    return Effect.gen(function* () {
      for (const { id } of RamVariable.all) {
        yield* about(`asking for the info of RAM variable ${id}`, Question.ramInfo(id), (info) =>
          infos.ram.push({ id, ...info })
        )
      }
      for (const [index, { id }] of Setting.all.entries()) {
        const step = `asking for the info of setting ${index + 1} of ${Setting.all.length}`
        yield* about(step, Question.settingInfo(id), (info) => {
          if (info !== null) infos.settings.push({ id, ...info })
        })
      }
    })
  }

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

/** The whole report as text. */
export const text = ({
  time,
  checks,
  observations,
  infos,
  ports,
  capture
}: Visit & { readonly checks: ReadonlyArray<Check> }): string => {
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
