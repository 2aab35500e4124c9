/**
 * The traffic of a site, out of the figures that the gateway gives Prometheus.
 */
import type { Counters } from "../../Source.ts"

const names = {
  frames: "vebus_frames_received_total",
  rejected: "vebus_bytes_skipped_total",
  retries: "vebus_request_retries_total",
  late: "vebus_late_replies_total",
  reconnects: "vebus_reconnects_total"
} as const

/** The sum of all series of a name at a site; `null`: there is none. */
const sum = (lines: ReadonlyArray<string>, name: string, site: string): number | null => {
  const found = lines.filter((line) => line.startsWith(`${name}{`) && line.includes(`site="${site}"`))
  return found.length === 0
    ? null
    : found.reduce((total, line) => total + Number(line.slice(line.lastIndexOf("} ") + 2)), 0)
}

/** The counters of a site in a text for Prometheus. Series that count only what happened are 0 before. */
export const counters = (exposition: string, site: string): Counters => {
  const lines = exposition.split("\n")
  const count = (name: string): number | null => sum(lines, name, site)
  const frames = count(names.frames)
  return {
    frames,
    rejected: count(names.rejected),
    retries: count(names.retries) ?? (frames === null ? null : 0),
    late: count(names.late),
    reconnects: count(names.reconnects)
  }
}
