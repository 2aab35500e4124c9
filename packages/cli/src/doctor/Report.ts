/**
 * A bundle for an issue: versions, what the doctor saw, what the device reports about its values, and a capture of the
 * whole examination. One JSON document, `vebus.report/1`. Serial numbers are not asked for, and masked where a name
 * holds one. The capture alone: `jq -c '.capture[]' report.json > capture.jsonl`.
 */
import { release } from "node:os"
import type { SerialPorts } from "@vebus/runtime/serial"
import { version } from "../Version.ts"
import type { Diagnosis } from "@vebus/runtime/doctor"
import type { Visit } from "./Visit.ts"

export const SCHEMA = "vebus.report/1"

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
}: Visit & { readonly checks: ReadonlyArray<Diagnosis.Check> }): string => {
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
