/**
 * `npm run fuzz -- --count 10000000 --seed 1`: throws random and damaged bytes at the codec, prints what it counted, and
 * exits 1 on a finding. Without a seed it takes one from the clock and prints it; `--first N` starts at input N.
 */
import { parseArgs } from "node:util"
import * as Figures from "./Figures.ts"
import { fuzz } from "./Run.ts"

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "10000000" },
    seed: { type: "string", default: String(Date.now() % 0x1_0000_0000) },
    first: { type: "string", default: "0" }
  }
})
const number = (name: "count" | "seed" | "first"): number => {
  const value = Number(values[name])
  if (Number.isSafeInteger(value) && value >= 0) return value
  console.error(`fuzz: --${name} expects a whole number, found "${values[name]}"`)
  process.exit(2)
}
const [count, seed, first] = [number("count"), number("seed"), number("first")]

const started = performance.now()
const seconds = (): number => (performance.now() - started) / 1000
console.log(`seed ${seed}, ${count} inputs`)
const { figures, findings } = fuzz({
  seed,
  count,
  first,
  onProgress: (done) => {
    if (process.stderr.isTTY)
      process.stderr.write(`\r${done} inputs, ${Math.round(done / seconds())} a second `)
  }
})
if (process.stderr.isTTY) process.stderr.write("\n")
for (const line of Figures.lines(figures)) console.log(line)
console.log(`${seconds().toFixed(0)} s, ${Math.round(figures.inputs / seconds())} inputs a second`)
for (const { seed, index, what, chunks } of findings) {
  console.log(`\nfinding: --seed ${seed} --first ${index} --count 1\n${what}\n${chunks.join("\n")}`)
}
console.log(findings.length === 0 ? "no finding" : `\n${findings.length} findings`)
process.exitCode = findings.length === 0 ? 0 : 1
