/**
 * Families as text, in the two formats that Prometheus reads: its own 0.0.4, and OpenMetrics 1.0.0 where that is asked
 * for. Both have the same names, labels and numbers, since Prometheus stores the one and people read the other.
 * Reference: integrations.md 2.2; OpenMetrics 1.0.0.
 */
import * as Accept from "../Accept.ts"
import type { Family, Labels } from "./Family.ts"

/** A format of the exposition. */
export type Format = "text" | "openmetrics"

/** The content type of each format. */
export const contentTypes: Readonly<Record<Format, string>> = {
  text: "text/plain; version=0.0.4; charset=utf-8",
  openmetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
}

const lines = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")
const quoted = (text: string): string => lines(text).replaceAll('"', '\\"')

const SPECIAL = /["\\\n]/u

/** Thousands of labels for each scrape, and hardly one of them has anything to escape. */
const labelled = (labels: Labels): string => {
  let text = ""
  for (const name in labels) {
    const value = labels[name]!
    text += `${text === "" ? "{" : ","}${name}="${SPECIAL.test(value) ? quoted(value) : value}"`
  }
  return text === "" ? "" : `${text}}`
}

const headOf = ({ name, type, unit, help }: Family, format: Format): ReadonlyArray<string> => {
  if (format === "text") {
    // In the text format a counter is called what its samples are called.
    const head = type === "counter" ? `${name}_total` : name
    return [`# HELP ${head} ${lines(help)}`, `# TYPE ${head} ${type}`]
  }
  return [
    `# HELP ${name} ${quoted(help)}`,
    `# TYPE ${name} ${type}`,
    ...(unit === null ? [] : [`# UNIT ${name} ${unit}`])
  ]
}

/** The families that have samples, as text. */
export const render = (families: ReadonlyArray<Family>, format: Format): string => {
  let text = ""
  for (const family of families) {
    if (family.samples.length === 0) continue
    for (const line of headOf(family, format)) text += `${line}\n`
    for (const { suffix, labels, value } of family.samples)
      text += `${family.name}${suffix}${labelled(labels)} ${String(value)}\n`
  }
  return format === "openmetrics" ? `${text}# EOF\n` : text
}

/**
 * The format for an `Accept` header: OpenMetrics where it is named and plain text is not preferred, else plain text.
 */
export const negotiate = (accept: string | undefined): Format => {
  const openmetrics = Accept.wish(
    accept,
    ({ type, parameters }) =>
      type === "application/openmetrics-text" && (parameters.get("version") ?? "1.0.0") === "1.0.0"
  )
  const text = Accept.wish(accept, ({ type }) => type === "text/plain")
  return openmetrics > 0 && openmetrics >= text ? "openmetrics" : "text"
}
