/**
 * How long `vebus` takes to start, and how much memory, against a Node that does nothing: `npm run bench -- startup`.
 *
 * What runs is the bundle, as it is installed, with a warm cache of compiled code. Each command runs as a process of its
 * own, turn by turn with the others, so that a machine that is busy is busy for all; the medians are compared.
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { availableParallelism, tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const RUNS = 15
const MEGABYTE = 1_048_576

const probe = fileURLToPath(new URL("./startup/probe.cjs", import.meta.url))
const folder = mkdtempSync(join(tmpdir(), "vebus-bench-"))
const program = join(folder, "bin/vebus.cjs")
const env = { ...process.env, VEBUS_CACHE_DIR: join(folder, "cache") }

interface Run {
  readonly millis: number
  readonly cpuMillis: number
  readonly bytes: number
}

/** At most so many times what Node takes that does nothing. */
type Targets = { readonly [_ in keyof Run]?: number }

interface Command {
  readonly name: string
  readonly words: ReadonlyArray<string>
  readonly targets: Targets
}

const commands: ReadonlyArray<Command> = [
  { name: "node -e 0", words: ["-e", "0"], targets: {} },
  { name: "vebus --version", words: [program, "--version"], targets: { millis: 2.2, bytes: 1.4 } },
  // The version is said before anything is loaded: this loads the whole tree of commands.
  { name: "vebus --help", words: [program, "--help"], targets: {} },
  {
    name: "vebus frame decode",
    words: [program, "frame", "decode", "04 FF 41 01 00 BB"],
    targets: { millis: 3 }
  },
  {
    name: "vebus monitor --count 1",
    words: [program, "monitor", "--port", "sim:", "--count", "1", "--jsonl"],
    targets: { cpuMillis: 5.5, bytes: 1.8 }
  }
]

/** Times a process as users start it, then has it looked into by a probe. */
const run = ({ name, words }: Command): Run => {
  const started = performance.now()
  const timed = spawnSync(process.execPath, words, { env, stdio: "ignore" })
  const millis = performance.now() - started
  const probed = spawnSync(process.execPath, ["--require", probe, ...words], {
    env,
    stdio: ["ignore", "ignore", "inherit", "pipe"],
    encoding: "utf8"
  })
  if (timed.status !== 0 || probed.status !== 0) throw new Error(`${name} failed`)
  return { millis, ...(JSON.parse(probed.output[3]!) as Omit<Run, "millis">) }
}

const median = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

const { bundle } = (await import(new URL("../../../.ci/bundle.mjs", import.meta.url).href)) as {
  readonly bundle: (folder: string) => Promise<unknown>
}
await bundle(folder)
for (const command of commands) run(command)
const runs = Array.from({ length: RUNS }, () => commands.map(run))
rmSync(folder, { recursive: true, force: true })

/** A figure and how many times that of Node it is, with the target. */
const compared = (index: number, figure: keyof Run, unit: number, target: number | undefined) => {
  const of = (n: number) => median(runs.map((one) => one[n]![figure]))
  const ratio = of(index) / of(0)
  const limit = target === undefined ? "" : ` <= ${target}`
  return {
    text: `${(of(index) / unit).toFixed(0).padStart(7)}${ratio.toFixed(2).padStart(7)}${limit.padEnd(7)}`,
    isMet: target === undefined || ratio <= target
  }
}

console.log(`Node ${process.versions.node}, ${availableParallelism()} cores, median of ${RUNS} runs`)
console.log(`${"".padEnd(24)}     ms  ratio          CPU ms  ratio         MB  ratio`)
let isMet = true
commands.forEach(({ name, targets }, index) => {
  const columns = [
    compared(index, "millis", 1, targets.millis),
    compared(index, "cpuMillis", 1, targets.cpuMillis),
    compared(index, "bytes", MEGABYTE, targets.bytes)
  ]
  isMet &&= columns.every((column) => column.isMet)
  console.log(`${name.padEnd(24)}${columns.map(({ text }) => text).join("")}`.trimEnd())
})
console.log(`target: no ratio above its limit: ${isMet ? "met" : "missed"}`)
process.exitCode = isMet ? 0 : 1
