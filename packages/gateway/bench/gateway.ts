/**
 * What a gateway takes with many sites: `npm run bench -- gateway [--sites 5,50] [--for SECONDS]`.
 *
 * Simulated adapters run in one process, as fast as real lines; the gateway in another, started as users do, with MQTT, five
 * readers of its events, metrics fetched every five seconds, and history in a file. The broker and the readers are in this
 * process. Latency is from the time of a reading to its arrival at a subscriber, by one clock. Memory in the table is that of the
 * whole process, which Node lets grow; what is in use is measured over an hour of readings on the test clock (`gateway/hour.ts`).
 * It shows nothing of a real network or of a broker under other loads. Needs Linux, which says what a process has used.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { availableParallelism, loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { Aedes } from "aedes"
import * as Processes from "./gateway/Processes.ts"

const { values } = parseArgs({
  options: { sites: { type: "string", default: "5,50" }, for: { type: "string", default: "60" } }
})
const SECONDS = Number(values.for)
const READERS = 5
const SCRAPE_MILLIS = 5000
const WARM_UP_MILLIS = 20_000

const TARGET_CORE = 0.4
const TARGET_MILLIS = 50
/** Memory may grow by this share, and the cost of a site from few to many sites. */
const FLAT = 1.15
const ALIKE = 1.5
/** A reading that takes its time is no fault of the gateway alone, but most have to be there. */
const PACE = 0.95

const cli = fileURLToPath(new URL("../../cli/src/main.ts", import.meta.url))
const hour = fileURLToPath(new URL("gateway/hour.ts", import.meta.url))
const simulators = fileURLToPath(new URL("gateway/simulators.ts", import.meta.url))

const sleep = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis))
const listening = async (server: ReturnType<typeof createServer>): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return (server.address() as { readonly port: number }).port
}
const freePort = async (): Promise<number> => {
  const server = createServer()
  const port = await listening(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}
const percentile = (values: ReadonlyArray<number>, share: number): number =>
  values.toSorted((one, other) => one - other)[Math.floor((values.length - 1) * share)] ?? Number.NaN

interface Measured {
  readonly sites: number
  readonly cores: number
  readonly before: number
  readonly after: number
  readonly p50: number
  readonly p99: number
  readonly readings: number
  readonly lost: number
  readonly scrapeMillis: number
  /** Of the looks of history at its file, the share that held up the program for more than 50 ms. */
  readonly blocked: number
}

/** Reads events until it is stopped, and counts the readings of each site. */
const reader = (url: string, signal: AbortSignal) => {
  const times = new Map<string, Set<string>>()
  const done = (async () => {
    const { body } = await fetch(`${url}/api/v1/stream`, { signal })
    let text = ""
    for await (const chunk of body!.pipeThrough(new TextDecoderStream())) {
      text += chunk
      const events = text.split("\n\n")
      text = events.pop()!
      for (const event of events) {
        const data = /^data: ?(.*)$/m.exec(event)?.[1]
        if (!/^event: ?reading$/m.test(event) || data === undefined) continue
        const { site, at } = JSON.parse(data) as { readonly site: string; readonly at: number }
        times.set(site, (times.get(site) ?? new Set()).add(new Date(at).toISOString()))
      }
    }
  })().catch(() => undefined)
  return { times, done }
}

const measure = async (sites: number): Promise<Measured> => {
  const folder = mkdtempSync(join(tmpdir(), "vebus-bench-"))
  const broker = await Aedes.createBroker()
  const mqtt = createServer(broker.handle)
  const brokerPort = await listening(mqtt)
  let isCounting = false
  const latencies: Array<number> = []
  const published = new Map<string, Set<string>>()
  broker.on("publish", ({ topic, payload }, client) => {
    const found = /^vebus\/([^/]+)\/0\/state$/.exec(topic)
    if (!isCounting || client === null || found === null) return
    const { ts } = JSON.parse(payload.toString()) as { readonly ts: string }
    latencies.push(Date.now() - Date.parse(ts))
    published.set(found[1]!, (published.get(found[1]!) ?? new Set()).add(ts))
  })

  try {
    const { line } = await Processes.start([simulators, String(sites)], /^\[/)
    const ports = JSON.parse(line) as ReadonlyArray<number>
    const http = await freePort()
    const config = join(folder, "gateway.yaml")
    writeFileSync(
      config,
      [
        "sites:",
        ...ports.map((port, index) => `  site-${index}: { port: "tcp://127.0.0.1:${port}", interval: 1s }`),
        `http: { listen: "127.0.0.1:${http}" }`,
        `mqtt: { url: "mqtt://127.0.0.1:${brokerPort}" }`,
        `history: { path: "${join(folder, "history.db")}" }`,
        ""
      ].join("\n")
    )
    const url = `http://127.0.0.1:${http}`
    const gateway = await Processes.start([cli, "gateway", "--config", config], /http:\/\//, {
      VEBUS_STATE_DIR: join(folder, "state"),
      VEBUS_CACHE_DIR: join(folder, "cache")
    })
    const stop = new AbortController()
    const readers = Array.from({ length: READERS }, () => reader(url, stop.signal))
    for (;;) {
      const metrics = await (await fetch(`${url}/metrics`)).text()
      if ([...metrics.matchAll(/^vebus_up\{.*\} 1$/gm)].length === sites) break
      await sleep(500)
    }
    await sleep(WARM_UP_MILLIS)

    for (const { times } of readers) times.clear()
    isCounting = true
    const scrapes: Array<number> = []
    const scraping = setInterval(() => {
      const begun = performance.now()
      void fetch(`${url}/metrics`)
        .then((answer) => answer.text())
        .then(() => scrapes.push(performance.now() - begun))
    }, SCRAPE_MILLIS)
    const [cpu, before, begun] = [
      Processes.cpuSeconds(gateway.pid),
      Processes.memoryMegabytes(gateway.pid),
      performance.now()
    ]
    await sleep(SECONDS * 1000)
    const cores = (Processes.cpuSeconds(gateway.pid) - cpu) / ((performance.now() - begun) / 1000)
    const after = Processes.memoryMegabytes(gateway.pid)
    const told = await (await fetch(`${url}/metrics`)).text()
    const looks = (le: string): number =>
      Number(new RegExp(`^vebus_history_blocked_seconds_bucket\\{le="${le}"\\} (\\d+)`, "m").exec(told)?.[1])
    isCounting = false
    clearInterval(scraping)
    // What is on its way still arrives.
    await sleep(1000)
    stop.abort()
    await Promise.all(readers.map(({ done }) => done))

    // A reading is lost where it did not arrive though one before it and one after it, or all others, did.
    let lost = 0
    let readings = 0
    for (let index = 0; index < sites; index++) {
      const all = [published, ...readers.map(({ times }) => times)].map((of) =>
        [...(of.get(`site-${index}`) ?? [])].toSorted()
      )
      const heard = all.filter((times) => times.length > 0)
      const first =
        heard
          .map((times) => times[0]!)
          .toSorted()
          .at(-1) ?? ""
      const last = heard.map((times) => times.at(-1)!).toSorted()[0] ?? ""
      const within = new Set(heard.flat().filter((time) => time >= first && time <= last))
      readings += within.size
      for (const times of all) lost += [...within].filter((time) => !times.includes(time)).length
    }
    return {
      sites,
      cores,
      before,
      after,
      p50: percentile(latencies, 0.5),
      p99: percentile(latencies, 0.99),
      readings,
      lost,
      scrapeMillis: percentile(scrapes, 0.5),
      blocked: 1 - looks("0.05") / looks("\\+Inf")
    }
  } finally {
    await Processes.end()
    await new Promise<void>((resolve) => broker.close(() => resolve()))
    mqtt.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

console.log(
  `Node ${process.versions.node}, ${availableParallelism()} cores, load ${loadavg()[0]!.toFixed(1)}; ${SECONDS} s at 1 Hz, ` +
    `MQTT, ${READERS} readers of events, metrics every ${SCRAPE_MILLIS / 1000} s, history`
)
const row = (...cells: ReadonlyArray<string>): void =>
  console.log(cells.map((cell, index) => (index === 0 ? cell.padEnd(8) : cell.padStart(13))).join(""))
row(
  "sites",
  "of a core",
  "a site",
  "memory MB",
  "grew to",
  "p50 ms",
  "p99 ms",
  "scrape ms",
  "readings",
  "lost",
  "blocked"
)
const all: Array<Measured> = []
for (const sites of values.sites.split(",").map(Number)) {
  const one = await measure(sites)
  all.push(one)
  row(
    String(one.sites),
    `${(one.cores * 100).toFixed(1)} %`,
    `${((one.cores * 100) / one.sites).toFixed(2)} %`,
    one.before.toFixed(0),
    one.after.toFixed(0),
    one.p50.toFixed(0),
    one.p99.toFixed(0),
    one.scrapeMillis.toFixed(0),
    String(one.readings),
    `${((one.readings / one.sites / SECONDS) * 100).toFixed(0)} %`,
    String(one.lost),
    `${(one.blocked * 100).toFixed(1)} %`
  )
}
const few = all[0]!
const many = all.at(-1)!

const { line } = await Processes.start(["--expose-gc", hour, String(many.sites)], /^\{/)
await Processes.end()
const { settled, end } = JSON.parse(line) as { readonly settled: number; readonly end: number }
console.log(
  `\nan hour of readings of ${many.sites} sites, without links: ${settled.toFixed(1)} MB in use after ten minutes, ${end.toFixed(1)} MB at the end`
)
const targets: ReadonlyArray<readonly [string, boolean]> = [
  [`at most ${TARGET_CORE * 100} % of a core`, many.cores <= TARGET_CORE],
  ["memory flat over an hour of readings", end <= settled * FLAT],
  [`reading to broker below ${TARGET_MILLIS} ms in 99 of 100`, many.p99 < TARGET_MILLIS],
  ["no reading lost", many.lost === 0 && many.readings > 0],
  ["each site read once a second", many.readings >= many.sites * (SECONDS - 2) * PACE],
  [
    "a site costs no more beside many than beside few",
    many.cores / many.sites <= (few.cores / few.sites) * ALIKE
  ]
]
console.log("")
for (const [target, isMet] of targets) console.log(`${isMet ? "met   " : "missed"}  ${target}`)
process.exit(targets.every(([, isMet]) => isMet) ? 0 : 1)
