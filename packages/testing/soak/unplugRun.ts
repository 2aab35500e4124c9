/**
 * `npm run soak:unplug -- --times 100 --seed 1`: pulls the plug of a real pseudo-terminal, with its figures. Exit 1 when a
 * caller ended otherwise than documented, or no reading came after a replug.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import * as Process from "./Process.ts"
import * as Unplug from "./Unplug.ts"

const { values } = parseArgs({
  options: { times: { type: "string", default: "100" }, seed: { type: "string", default: "1" } }
})
const folder = mkdtempSync(join(tmpdir(), "vebus-unplug-"))
const started = performance.now()
const report = await Unplug.run({ times: Number(values.times), seed: Number(values.seed), folder })
rmSync(folder, { recursive: true, force: true })

console.log(
  `plug pulled ${report.times} times in ${((performance.now() - started) / 1000).toFixed(0)} s, seed ${values.seed}`
)
console.log(`callers ended   ${JSON.stringify(report.endings)}`)
console.log(`read again      ${report.readAgain} of ${report.times}`)
console.log(`heap MB         ${Process.megabytes(report.heap.map(({ data }) => data))}`)
console.log(`compiled MB     ${Process.megabytes(report.heap.map(({ code }) => code))}`)
console.log(`descriptors     ${report.descriptors.join(" ")}`)
const documented = ["answered", "Lost", "NoReply", "NotFound", "OpenFailed"]
const isGood =
  report.readAgain === report.times &&
  Object.keys(report.endings).every((ending) => documented.includes(ending))
process.exit(isGood ? 0 : 1)
