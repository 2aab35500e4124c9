/**
 * Writes `docs/performance.md`: runs the benchmarks one after the other, some five minutes, and puts their output below
 * what each measures, what limits it and what it does not show. For a machine that does nothing else meanwhile:
 * `node packages/testing/scripts/performance.ts`, or with the names of those to run again.
 */
import { spawnSync } from "node:child_process"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"

const root = resolve(fileURLToPath(new URL("../../..", import.meta.url)))
const page = join(root, "docs/performance.md")

interface Section {
  readonly name: string
  readonly title: string
  readonly method: string
  readonly limits: ReadonlyArray<string>
  readonly notShown: ReadonlyArray<string>
}

const sections: ReadonlyArray<Section> = [
  {
    name: "link",
    title: "The line",
    method:
      "A session asks the simulator, whose line is paced at 2400 baud and whose adapter works on one command at a time. Time is virtual unless a column says `real`: then the wire and the turnaround are exact, and what stands above them is what the session adds. `real` is the clock of the machine.",
    limits: [
      "Six values come in a reply of 17 bytes, so 240 bytes a second carry 84.7 values and no more.",
      "With window 1 a request, the turnaround and the reply follow one another: 46.6 values a second at 12 ms, 38.3 at 40 ms. With window 2 the adapter always has the next request, as long as the reply takes longer than the turnaround and the request that is still on the wire. With window 3 it has it at 40 ms too.",
      "A first reading needs the address, the version, the addresses of the system, the scales of eleven RAM variables and one setting before its frames. The infos are cached for each firmware version. Where there are such, the version is asked for a second time before they are believed. Version 0.1, which asked neither for the addresses nor for the power of each unit, took 1.77 s and 0.94 s at 12 ms.",
      "Settings with their infos are bound by the wire in the direction of the host, or by the turnaround where replies are short: 144 settings of 7 bytes at 40 ms take 5.8 s at least.",
      "A set-point waits for one request that is on its way, never for more: changes go before polling.",
      "The session wakes on whole milliseconds, as does the simulator: up to 1 ms for each question. The clock of a real machine adds its timers."
    ],
    notShown: [
      "A real adapter. Turnaround is 12 and 40 ms because that is what others have measured; the FTDI driver's latency timer adds up to 16 ms to every reply and is not in these figures.",
      "Window 2 and 3 on hardware: that a device takes several requests at once is documented by one source. The default is 1.",
      "A bad line. After a time-out a letter rests for up to two seconds, so that its late reply reaches nobody else; when all three rest, winmon reads wait. At 5 % lost and 2 % damaged replies with noise before 5 %, a saturated line with window 3 carried 47 to 58 values a second, with pauses of up to two seconds. Narrowing the window while letters rest was tried, and carried 36 to 46."
    ]
  },
  {
    name: "lines",
    title: "Many lines in one process",
    method:
      "One process with so many sessions, each with a full reading a second, for 20 s after all have begun. The simulators run in a worker of their own, so that what they cost is told apart. Bytes come in pieces of four, as from a USB adapter. Row 0 is the measuring itself. The heap is that of the runtime's thread, swept, after the run.",
    limits: [
      "Most of the processor time goes into Effect's fibers: waking the reader for each piece, and forking, racing and ending the fibers of each request. Frames, their decoding and the assembly of readings are less than a tenth of it.",
      "A profile of 500 lines led to what is there now: one reader without a queue of its own, one timer for the pieces of a frame instead of one for each piece, one race for each request instead of two, no stack trace for each span, and counters that are found once.",
      "A reading is late when another line has the thread: with 500 lines 2,200 frames and their requests share it each second."
    ],
    notShown: [
      "500 serial ports. What the driver and the kernel need for each port is not measured.",
      "A busy machine. When another process takes the processor for longer than 350 ms, pieces of frames are given up and asked for again, and readings come later than the table says."
    ]
  },
  {
    name: "startup",
    title: "Starting",
    method:
      "The bundled command line, as it is installed, with a warm cache of compiled code, against a Node that does nothing. Each command as a process, fifteen times, turn by turn with the others; the medians. Memory and processor time come from a second run with a probe in it.",
    limits: [
      "Every start loads one file of 489 kB with the tree of commands, which [start.test.ts](../packages/cli/test/start.test.ts) keeps that small: no codec, no driver, no simulator. Most of it is Effect with its schemas; 70 kB of these came with the gateway, which is why `--version` misses its target.",
      "An object of `Intl` costs 13 ms where it is made at once; an import of one of Node's modules runs all its getters, and `node:util` then loads worker threads. The bundle does neither.",
      "Node's code cache holds the outermost functions of a file. What a run has compiled is kept instead, for each command, which takes a quarter of the time of `monitor`. Asking V8 how much code there is, for each file, cost more than that saved.",
      "`monitor --count 1` misses its target of processor time. A tenth of it is Node, a seventh the tree of commands, a fifth loading the codec, the runtime and the simulator, and half the three seconds of the paced line: code that runs a few times and is never optimised. The garbage collector takes a sixth of all, with one full collection."
    ],
    notShown: ["The first start after an installation, which compiles and fills the cache."]
  },
  {
    name: "first-reading",
    title: "From the shell to the first reading",
    method:
      "`vebus monitor`, bundled, as a process on a pseudo-terminal of the paced simulator; an earlier run has filled the caches of code and of infos. The limit is the time of the frames that it needed, one at a time.",
    limits: [
      "What stands above the limit is starting Node, loading, and waking for each reply. With twenty-eight other programs waiting for two cores it was 0.3 to 0.6 s."
    ],
    notShown: ["A USB adapter and its latency timer."]
  },
  {
    name: "codec",
    title: "Bytes to values",
    method:
      "A stream of what an adapter sends to a monitor, in chunks, against a bare loop over the same chunks that finds boundaries and sums checksums.",
    limits: [
      "The share of the limit counts; megabytes per second are those of the machine. A line brings 240 bytes a second.",
      "Processes differ by how they collect short-lived values, not by their code. Each frame makes an event and a value, each chunk a list. V8 starts with a young generation of 1 MB and lets it grow with what survives. Held at 1 MB (`--max-semi-space-size=1`), three processes of version 0.1 decoded 39, 47 and 67 MB/s at 128-byte chunks, and three of this version 76, 86 and 118. Held at 4 MB they were within 3 %: 57 and 58, 140 to 143. Version 0.1 spent twice as long in collections (`--trace-gc`: 592 ms in 74, now 282 ms in 51), so it differed more.",
      "Six to ten deoptimisations in a process (`--trace-deopt`) have the same cause, `dependent allocation site tenuring changed`. They come in the first passes and cost nothing later: without pretenuring the figures are the same.",
      "The first three passes over a megabyte run at a third, before V8 has compiled. A measurement of a few passes shows these, or a process whose young generation is still small. So each figure here is the best of several long runs, in five processes."
    ],
    notShown: ["Damaged streams, where the deframer searches."]
  },
  {
    name: "gateway",
    title: "Sites on the network",
    method:
      "One process serves simulated sites for a minute each: MQTT to a broker, five readers of events, a scrape of the metrics every five seconds, and history. The simulators are a process of their own, the broker and the readers another. `p50` and `p99` are the times from a reading to the broker. Then an hour of readings of fifty sites goes through the outputs on a clock that waits for nothing.",
    limits: [
      "Most of the time is spent in the sessions: each site asks its unit some ten questions a second.",
      "SQLite blocks the loop while it writes; `blocked` is the share of its looks that took more than 50 ms."
    ],
    notShown: ["A real hour.", "Real adapters: what a driver and the kernel need for each port."]
  }
]

/** The output of a benchmark. A missed target is shown as it is. */
const outputOf = (name: string): string => {
  console.error(`bench ${name}`)
  const { status, stdout } = spawnSync(process.execPath, [".ci/bench.mjs", name], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8"
  })
  if (status !== 0) console.error(`bench ${name} failed or missed its target:\n${stdout}`)
  if (!/^(?:targets?: |met |missed )/m.test(stdout)) throw new Error(`bench ${name} did not come to its end`)
  return stdout.trimEnd()
}

/** What the page says now about a benchmark. */
const before = existsSync(page) ? readFileSync(page, "utf8") : ""
const kept = (name: string): string | undefined =>
  new RegExp(`\`npm run bench -- ${name}\`\n\n\`\`\`text\n([^]*?)\n\`\`\``).exec(before)?.[1]

const asked = process.argv.slice(2)
const textOf = ({ name, title, method, limits, notShown }: Section): string => {
  const output = asked.length > 0 && !asked.includes(name) ? kept(name) : undefined
  return [
    `## ${title}`,
    method,
    `\`npm run bench -- ${name}\``,
    `\`\`\`text\n${output ?? outputOf(name)}\n\`\`\``,
    "What limits it:",
    limits.map((line) => `- ${line}`).join("\n"),
    "What it does not show:",
    notShown.map((line) => `- ${line}`).join("\n")
  ].join("\n\n")
}

const text = [
  "# Performance",
  "Generated by `packages/testing/scripts/performance.ts` from the output of the benchmarks.",
  "Figures are those of one machine with two cores, in one run of each benchmark. Compare figures of one page with one another, not with those of another machine.",
  ...sections.map(textOf)
].join("\n\n")
writeFileSync(page, `${text}\n`)
