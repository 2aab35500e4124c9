/**
 * Many devices in one process: `npm run bench -- lines`, or `npm run bench -- lines 500` for one row.
 *
 * Each line is a session of its own that gives a full reading once a second: LEDs, DC, AC and power in every cycle, the
 * device state every two seconds, switch and limit every five. The adapters are simulated, paced, in a worker: what they
 * cost is measured apart. Lines begin one after the other within a second, as programs of their own would. A reading is
 * late by what it comes after the beat of its line, which is that of one line in virtual time, set by its earliest reading.
 */
import { execFileSync } from "node:child_process"
import { availableParallelism } from "node:os"
import { fileURLToPath } from "node:url"
import type { Report } from "./lines/Report.ts"

const SECONDS = 20
const TARGET_LATE_MILLIS = 100
const TARGET_LINES = 500

const fleet = fileURLToPath(new URL("./lines/Fleet.ts", import.meta.url))
const measure = (lines: number): Report =>
  JSON.parse(
    execFileSync(process.execPath, [fleet, String(lines), String(SECONDS)], { encoding: "utf8" })
  ) as Report

const percent = (share: number, digits = 1): string => `${(share * 100).toFixed(digits)} %`
const millis = (value: number | null): string => (value === null ? "" : value.toFixed(1))
const column = (value: string | number): string => String(value).padStart(11)
const row = (columns: ReadonlyArray<string | number>): void => console.log(columns.map(column).join(""))

console.log(
  `Node ${process.versions.node}, ${availableParallelism()} cores, ${SECONDS} s a row; CPU is of one core`
)
row(["", "", "", "CPU", "", "memory", "loop delay", "ms", "late", "ms", "simulators"])
row(["lines", "readings", "frames/s", "all", "a line", "a line kB", "p99", "max", "p99", "max", "CPU"])

const asked = process.argv.slice(2).map(Number)
let idle: Report | undefined
let isMet: boolean | undefined
for (const lines of asked.length > 0 ? asked : [0, 1, 10, 100, TARGET_LINES]) {
  const report = measure(lines)
  if (lines === 0) idle = report
  const cpu = report.cpuShare - (idle?.cpuShare ?? 0)
  const heap = report.heapBytes - (idle?.heapBytes ?? 0)
  row([
    lines,
    report.readings,
    report.framesPerSecond.toFixed(0),
    percent(report.cpuShare),
    lines === 0 ? "" : percent(cpu / lines, 3),
    lines === 0 ? "" : (heap / lines / 1024).toFixed(0),
    millis(report.delayMillis.p99),
    millis(report.delayMillis.max),
    millis(report.lateMillis?.p99 ?? null),
    millis(report.lateMillis?.max ?? null),
    percent(report.simulatorShare)
  ])
  if (report.missed > 0) console.log(`${report.missed} readings lacked a battery or an AC input`)
  if (lines !== TARGET_LINES) continue
  isMet = report.cpuShare < 1 && report.missed === 0 && (report.lateMillis?.max ?? 0) <= TARGET_LATE_MILLIS
}
if (isMet !== undefined) {
  console.log(
    `target: ${TARGET_LINES} lines on one core, readings at most ${TARGET_LATE_MILLIS} ms late: ${isMet ? "met" : "missed"}`
  )
}
process.exitCode = isMet === false ? 1 : 0
