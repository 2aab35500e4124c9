/**
 * A fleet on a cluster of which one server is killed and comes back: `npm run bench -- fleet [--sites 200] [--interval 5]`.
 * Needs `nats-server`. What is real and what is not stands in `fleet/Trial.ts`.
 */
import { spawnSync } from "node:child_process"
import { availableParallelism, loadavg } from "node:os"
import { parseArgs } from "node:util"
import * as Effect from "effect/Effect"
import * as Trial from "./fleet/Trial.ts"

const { values } = parseArgs({
  options: { sites: { type: "string", default: "200" }, interval: { type: "string", default: "5" } }
})
const sites = Number(values.sites)
const seconds = Number(values.interval)
const TARGET_SECONDS = 10

const { stdout } = spawnSync("nats-server", ["--version"], { encoding: "utf8" })
if (typeof stdout !== "string" || stdout === "") {
  console.error("bench: nats-server is not installed (Debian: apt-get install nats-server)")
  process.exit(2)
}
console.log(
  `Node ${process.versions.node}, ${availableParallelism()} cores, load ${loadavg()[0]!.toFixed(1)}; ${stdout.trim()}; ${sites} sites, one reading each ${seconds} s`
)
// Who stops it leaves no server behind.
const stopped = new AbortController()
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopped.abort())
const outcome = await Effect.runPromise(
  Effect.scoped(Trial.run({ sites, interval: seconds * 1000, say: (text) => console.log(`  ${text}`) })),
  { signal: stopped.signal }
)
const { backMillis, commands, retained } = outcome
const sorted = backMillis.toSorted((one, other) => one - other)
const share = (part: number): string =>
  ((sorted[Math.floor((sorted.length - 1) * part)] ?? NaN) / 1000).toFixed(1)
console.log(`
figures after the kill   p50 ${share(0.5)} s, p90 ${share(0.9)} s, last ${share(1)} s (${outcome.cut} sites were cut off)
commands                 ${commands.sent} sent, ${commands.acted} acted, ${commands.twice} twice, ${commands.refused} refused; the rest were lost with the server or expired
retained, each server    ${retained.map(({ found, expected }) => `${found} of ${expected}`).join(", ")}
`)
const targets: ReadonlyArray<readonly [string, boolean]> = [
  [`every site there again within ${TARGET_SECONDS} s`, Number(share(1)) <= TARGET_SECONDS],
  ["no command acts twice", commands.twice === 0 && commands.acted > 0],
  [
    "all that is retained is there, on each server",
    retained.every(({ found, expected }) => found === expected)
  ]
]
for (const [target, isMet] of targets) console.log(`${isMet ? "met   " : "missed"}  ${target}`)
process.exit(targets.every(([, isMet]) => isMet) ? 0 : 1)
