/**
 * What a session makes of 240 bytes a second: `npm run bench -- link`.
 *
 * A session of the runtime asks the paced simulator, with 12 ms and with 40 ms of turnaround for every command. All
 * figures but those marked "real" in the first table are in virtual time: wire and turnaround are exact, and the
 * computer takes none. Those marked so are on the clock of this machine, whose timers fire a millisecond or two late.
 */
import { availableParallelism } from "node:os"
import * as Effect from "effect/Effect"
import * as Latency from "./link/Latency.ts"
import * as Line from "./link/Line.ts"
import * as SetPoint from "./link/SetPoint.ts"
import * as Settings from "./link/Settings.ts"
import * as Start from "./link/Start.ts"
import * as Throughput from "./link/Throughput.ts"
import * as Virtual from "./link/Virtual.ts"

const VIRTUAL_SECONDS = 60
const REAL_SECONDS = 5
/** Values per second that are asked of a window of three, and of one at the shorter turnaround. */
const TARGET_PIPELINED = 80
const TARGET_ONE = 45

const row = (name: string, ...columns: ReadonlyArray<string | number>): void =>
  console.log(`${name.padEnd(34)}${columns.map((column) => String(column).padStart(13)).join("")}`)
const share = (rate: number): string => `${((rate / Line.LIMIT) * 100).toFixed(0)} %`
const seconds = (millis: number): string => (millis / 1000).toFixed(2)

console.log(`Node ${process.versions.node}, ${availableParallelism()} cores, 2400 baud`)

console.log(`\nRAM values per second; the wire carries ${Line.LIMIT.toFixed(1)}`)
row("", "virtual", "of limit", "real", "of limit")
let isMet = true
for (const turnaroundMillis of Line.TURNAROUNDS) {
  for (const variables of [6, 18]) {
    for (const window of Line.WINDOWS) {
      const options = { turnaroundMillis, variables, window }
      const rate = await Virtual.run(Throughput.rate({ ...options, seconds: VIRTUAL_SECONDS }))
      const real = await Effect.runPromise(
        Effect.scoped(Throughput.rate({ ...options, seconds: REAL_SECONDS }))
      )
      row(
        `${turnaroundMillis} ms, ${variables} variables, window ${window}`,
        rate.toFixed(1),
        share(rate),
        real.toFixed(1),
        share(real)
      )
      if (window === 3) isMet &&= rate >= TARGET_PIPELINED
      if (window === 1 && turnaroundMillis === 12) isMet &&= rate >= TARGET_ONE
    }
  }
}

console.log("\nFrom opening the port to the first reading")
row("", "cold s", "wire s", "cached s", "wire s")
for (const turnaroundMillis of Line.TURNAROUNDS) {
  for (const window of Line.WINDOWS) {
    const both = await Virtual.run(Start.twice(turnaroundMillis, window))
    row(
      `${turnaroundMillis} ms, window ${window}`,
      ...both.flatMap(([traffic, millis]) => [seconds(millis), seconds(Line.wireMillis(traffic).inTurn)])
    )
  }
}

console.log("\nOne question on an idle line, wire and turnaround beside it")
row("", "bytes", "limit ms", "ms", "above ms")
for (const turnaroundMillis of Line.TURNAROUNDS) {
  for (const { name, bytes, limitMillis, millis } of await Virtual.run(Latency.latencies(turnaroundMillis))) {
    row(
      `${turnaroundMillis} ms, ${name}`,
      bytes,
      limitMillis.toFixed(1),
      millis.toFixed(1),
      (millis - limitMillis).toFixed(1)
    )
  }
}

console.log("\nAll settings of multiplus-ii-48-3000-230v, with their infos")
row("", "settings", "cold s", "wire s", "cached s", "wire s")
for (const winmonMode of ["short", "long"] as const) {
  for (const turnaroundMillis of Line.TURNAROUNDS) {
    for (const window of Line.WINDOWS) {
      const both = await Virtual.run(Settings.twice({ turnaroundMillis, window, winmonMode }))
      isMet &&= both.every(({ missing }) => missing === 0)
      row(
        `${turnaroundMillis} ms, window ${window}, ${winmonMode} mode`,
        both[0].count,
        ...both.flatMap(({ millis, used }) => [
          seconds(millis),
          seconds(window === 1 ? Line.wireMillis(used).inTurn : Line.wireMillis(used).overlapping)
        ])
      )
    }
  }
}

console.log("\nA new set-point of the ESS assistant, to its acknowledgement")
row("", "median ms", "longest ms")
for (const turnaroundMillis of Line.TURNAROUNDS) {
  for (const isPolled of [false, true]) {
    const millis = await Virtual.run(SetPoint.writes(turnaroundMillis, isPolled))
    row(
      `${turnaroundMillis} ms, ${isPolled ? "polled once a second" : "idle line"}`,
      millis[Math.floor(millis.length / 2)]!,
      millis.at(-1)!
    )
  }
}

console.log(
  `\ntarget: ${TARGET_PIPELINED} values/s with window 3, ${TARGET_ONE} with window 1 at 12 ms, in virtual time: ${isMet ? "met" : "missed"}`
)
process.exitCode = isMet ? 0 : 1
