/**
 * `npm run soak -- --hours 24 --seed 1`: a soak in virtual time, with its figures. `npm run soak -- --real --minutes 10`:
 * one on the real clock and a pseudo-terminal. Exit 1 when a value was wrong, or a request did not end as it must.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import * as Process from "./Process.ts"
import * as RealSoak from "./RealSoak.ts"
import * as Soak from "./Soak.ts"

const { values } = parseArgs({
  options: {
    hours: { type: "string", default: "24" },
    real: { type: "boolean", default: false },
    minutes: { type: "string", default: "10" },
    seed: { type: "string", default: "1" }
  }
})
const seed = Number(values.seed)

const runReal = async (): Promise<RealSoak.Report> => {
  const folder = mkdtempSync(join(tmpdir(), "vebus-soak-"))
  try {
    return await RealSoak.run({ minutes: Number(values.minutes), seed, folder })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const started = performance.now()
const report: Soak.Report & Partial<RealSoak.Report> = values.real
  ? await runReal()
  : await Soak.run({ hours: Number(values.hours), seed })
const took = ((performance.now() - started) / 1000).toFixed(0)

const share = (count: number): string => ((100 * count) / Math.max(1, report.calm)).toPrecision(2)
const failed = Object.values(report.failures).reduce((sum, count) => sum + count, 0)
console.log(
  values.real
    ? `${values.minutes} min on the real clock and a pseudo-terminal, seed ${seed}`
    : `${values.hours} h of virtual time in ${took} s, seed ${seed}`
)
console.log(`requests     ${report.requests}`)
console.log(`right        ${report.right}`)
console.log(`wrong        ${report.wrong.length}`)
console.log(
  `forged       ${report.forged} from ${report.forgeries} frames that no checksum tells from true ones`
)
console.log(`failures     ${failed} ${JSON.stringify(report.failures)}`)
console.log(`untyped      ${report.untyped}`)
console.log(
  `hanging      ${report.hanging}; the longest request took ${(report.longestMillis / 1000).toFixed(1)} s`
)
console.log(
  `by chance    ${report.byChance} NoReply (${share(report.byChance)} %) in ${report.calm} requests outside of incidents; ` +
    `the rates predict ${report.predicted.toFixed(2)} (${share(report.predicted)} %)`
)
console.log(`faults       ${JSON.stringify(report.faults)}`)
console.log(`heap MB      ${Process.megabytes(report.heap.map(({ data }) => data))}`)
console.log(`compiled MB  ${Process.megabytes(report.heap.map(({ code }) => code))}`)
if (report.descriptors !== undefined) console.log(`descriptors  ${report.descriptors.join(" ")}`)
for (const line of report.wrong.slice(0, 20)) console.log(line)
process.exit(report.wrong.length + report.untyped + report.hanging === 0 ? 0 : 1)
