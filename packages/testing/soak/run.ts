/**
 * `npm run soak -- --hours 24 --seed 1`: a soak in virtual time, with its figures. Exit 1 when a value was wrong.
 */
import { parseArgs } from "node:util"
import * as Soak from "./Soak.ts"

const { values } = parseArgs({
  options: { hours: { type: "string", default: "24" }, seed: { type: "string", default: "1" } }
})

const collect = (globalThis as { gc?: () => void }).gc
const heapUsed = (): number => {
  collect?.()
  return process.memoryUsage().heapUsed
}

const started = performance.now()
const report = await Soak.run({
  hours: Number(values.hours),
  seed: Number(values.seed),
  heapUsed,
  breathe: () => new Promise((resolve) => setImmediate(resolve))
})

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)
console.log(
  `${report.hours} h of virtual time in ${((performance.now() - started) / 1000).toFixed(0)} s, seed ${values.seed}`
)
console.log(`requests   ${report.requests}`)
console.log(`right      ${report.right}`)
console.log(`wrong      ${report.wrong.length}`)
console.log(`failures   ${JSON.stringify(report.failures)}`)
console.log(
  `by chance  ${report.byChance} NoReply outside of incidents; the rates predict ${report.predicted.toFixed(2)}`
)
console.log(`faults     ${JSON.stringify(report.faults)}`)
console.log(`heap MB    ${report.heap.map(megabytes).join(" ")}`)
for (const line of report.wrong.slice(0, 20)) console.log(line)
process.exit(report.wrong.length === 0 ? 0 : 1)
