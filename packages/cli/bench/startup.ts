/**
 * How long `vebus` takes to start, and how much memory: `npm run bench -- startup`.
 *
 * Each command runs as a process of its own, several times, beside a Node that does nothing; the median counts. `monitor`
 * reads the embedded simulator, once with nothing cached: what it takes above the others is mostly the paced line.
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { availableParallelism, tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const RUNS = 7
const MEGABYTE = 1_048_576
/** Packages that a command may not load when it needs no port. */
const HEAVY = /\/serialport\/|\/packages\/simulator\/|\/node-pty\//

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))
const probe = new URL("./startup/Probe.mjs", import.meta.url).href

interface Command {
  readonly name: string
  readonly words: ReadonlyArray<string>
  /** Whether it has no business with a port. */
  readonly isLight: boolean
}

const frame = "04 FF 41 01 00 BB"
const commands: ReadonlyArray<Command> = [
  { name: "node -e 0", words: ["-e", "0"], isLight: true },
  { name: "vebus --version", words: [main, "--version"], isLight: true },
  { name: "vebus frame decode", words: [main, "frame", "decode", frame], isLight: true },
  {
    name: "vebus monitor --count 1",
    words: [main, "monitor", "--port", "sim:", "--count", "1", "--jsonl"],
    isLight: false
  }
]

/** What the probe in a process tells of it. */
interface Told {
  readonly bytes: number
  readonly cpuMillis: number
  readonly loaded: ReadonlyArray<string>
}

interface Run extends Told {
  readonly millis: number
}

/** Times a process as users start it, then has it looked into by a probe. */
const run = ({ name, words }: Command, env: NodeJS.ProcessEnv): Run => {
  const started = performance.now()
  const timed = spawnSync(process.execPath, words, { env, stdio: "ignore" })
  const millis = performance.now() - started
  const probed = spawnSync(process.execPath, ["--import", probe, ...words], {
    env,
    stdio: ["ignore", "ignore", "inherit", "pipe"],
    encoding: "utf8"
  })
  if (timed.status !== 0 || probed.status !== 0) throw new Error(`${name} failed`)
  return { millis, ...(JSON.parse(probed.output[3]!) as Told) }
}

const median = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

const folder = mkdtempSync(join(tmpdir(), "vebus-bench-"))
const column = (value: string | number): string => String(value).padStart(11)
console.log(`Node ${process.versions.node}, ${availableParallelism()} cores, median of ${RUNS} runs`)
console.log(`${"".padEnd(26)}${["ms", "above node", "CPU ms", "MB", "modules"].map(column).join("")}`)
let nothing: number | undefined
let isMet = true
for (const command of commands) {
  const runs = Array.from({ length: RUNS }, (_, n) =>
    run(command, { ...process.env, VEBUS_CACHE_DIR: join(folder, String(n)) })
  )
  const millis = median(runs.map((one) => one.millis))
  nothing ??= millis
  const { loaded } = runs[0]!
  const heavy = loaded.filter((url) => HEAVY.test(url))
  if (command.isLight && heavy.length > 0) {
    isMet = false
    console.log(`${command.name} loads ${heavy.join(", ")}`)
  }
  const columns = [
    millis.toFixed(0),
    (millis - nothing).toFixed(0),
    median(runs.map(({ cpuMillis }) => cpuMillis)).toFixed(0),
    (median(runs.map(({ bytes }) => bytes)) / MEGABYTE).toFixed(0),
    loaded.length
  ]
  console.log(`${command.name.padEnd(26)}${columns.map(column).join("")}`)
}
rmSync(folder, { recursive: true, force: true })
console.log(
  `target: --version and frame decode load neither serialport nor the simulator: ${isMet ? "met" : "missed"}`
)
process.exitCode = isMet ? 0 : 1
