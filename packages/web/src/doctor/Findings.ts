/**
 * The findings of the doctor as rows, with what the browser itself can tell, and as a text to be sent to somebody. Pure.
 */
import type { Answers } from "../Ask.ts"

type Doctor = Answers["Doctor"]

/** A row. */
export interface Row {
  readonly name: string
  readonly result: "passed" | "warning" | "failed"
  readonly seen: string
  /** The meaning, and what to try; `null` where nothing is needed. */
  readonly meaning: string | null
  readonly remedy: string | null
}

/** The subject of each check, for people. */
const names: Readonly<Record<string, string>> = {
  adapter: "Adapter",
  port: "Port",
  line: "Line",
  firmware: "Adapter firmware",
  device: "Inverter/charger",
  units: "Units of the system",
  alarms: "Alarms",
  values: "Values",
  control: "Other controllers"
}

/** Findings that are no faults, and worth a look. */
const warnings: ReadonlyArray<string> = ["other-master", "silent-unit", "alarm"]

/** The rows of the checks. */
export const rows = ({ checks }: Doctor): ReadonlyArray<Row> =>
  checks.map(({ name, found, problem }) => ({
    name: names[name] ?? name,
    result: problem === null ? "passed" : warnings.includes(problem.cause) ? "warning" : "failed",
    seen: found,
    meaning: problem?.meaning ?? null,
    remedy: problem?.remedy ?? null
  }))

/** The facts about a browser. */
export interface Browser {
  readonly isSecure: boolean
  readonly hasSerial: boolean
  /** How many ports this page may use; `null`: it cannot be asked. */
  readonly ports: number | null
  /** Whether the page talks to a gateway: then nothing else is needed. */
  readonly isGateway: boolean
}

/** Rows about the browser. */
export const browserRows = ({ isSecure, hasSerial, ports, isGateway }: Browser): ReadonlyArray<Row> => {
  const of = (name: string, isWell: boolean, seen: string, remedy: string): Row => ({
    name,
    result: isWell ? "passed" : "warning",
    seen,
    meaning: isWell ? null : "An adapter cannot be plugged into this computer and used from this page.",
    remedy: isWell ? null : `${remedy}${isGateway ? " What the gateway shows does not need it." : ""}`
  })
  return [
    of(
      "Secure page",
      isSecure,
      isSecure ? "this page may use devices" : "this page came over plain http",
      "Open it by https, or on the computer itself as http://localhost."
    ),
    of(
      "Web Serial",
      hasSerial,
      hasSerial
        ? `there${ports === null ? "" : `, ${ports} ${ports === 1 ? "port" : "ports"} granted`}`
        : "not in this browser",
      isSecure
        ? "Use Chrome, Edge or another Chromium on a computer."
        : "A browser has it on a secure page alone."
    )
  ]
}

/** Serial numbers of Victron devices, wherever one stands. */
const SERIAL = /(?<![0-9A-Z])HQ[0-9A-Z]{6,}(?![0-9A-Z])/g

/** A text without serial numbers. */
export const masked = (text: string): string => text.replaceAll(SERIAL, "***")

/** The report: what was found, in words. `link`: what the page knows of the link besides. */
export const report = (
  found: ReadonlyArray<Row>,
  about: { readonly time: string; readonly source: string; readonly link: string; readonly browser: string },
  withSerials: boolean
): string => {
  const text = [
    `vebus report of ${about.time}`,
    `source: ${about.source}`,
    `link: ${about.link}`,
    `browser: ${about.browser}`,
    "",
    ...found.flatMap(({ name, result, seen, meaning, remedy }) => [
      `${result.padEnd(7)}  ${name}: ${seen}`,
      ...(meaning === null ? [] : [`         means: ${meaning}`]),
      ...(remedy === null ? [] : [`         try: ${remedy}`])
    ]),
    ""
  ].join("\n")
  return withSerials ? text : masked(text)
}

/** All of it in one line. */
export const summary = (found: ReadonlyArray<Row>): string => {
  const count = (result: Row["result"]): number => found.filter((row) => row.result === result).length
  const failed = count("failed")
  const worth = count("warning")
  if (failed === 0 && worth === 0) return "All is well."
  const parts = [
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(worth === 0 ? [] : [`${worth} to look at`])
  ]
  return `${parts.join(", ")}.`
}
