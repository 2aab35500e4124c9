/**
 * An hour of readings of many sites on the test clock, through feed, history and exposition, with five listeners: prints the
 * memory in use after ten minutes and at the end, in MB. Links and broker are left out, so that an hour takes a minute.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Reading from "@vebus/codec/reading"
import { Feed, History, Prometheus } from "@vebus/gateway"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"

const sites = Number(process.argv[2])
const SECONDS = 3600
const SETTLED = 600
const LISTENERS = 5
const SCRAPE_SECONDS = 5
const BYTES = 1024 * 1024

const folder = mkdtempSync(join(tmpdir(), "vebus-hour-"))
const build = { version: "bench", revision: null, runtime: "node" }

/** Twice, since what a first collection frees may let go of more. */
const megabytes = (): number => {
  globalThis.gc!()
  globalThis.gc!()
  return process.memoryUsage().heapUsed / BYTES
}

const reading = (second: number): Reading.Reading => {
  const time = new Date(second * 1000).toISOString()
  const empty = Reading.assemble(Reading.noParts, { time, port: "/dev/ttyUSB0", address: 0, notBefore: 0 })
  const phase = {
    phase: 1 as const,
    voltage: 230 + Math.sin(second),
    current: 2,
    power: 460,
    frequency: 50,
    currentDoubtful: false
  }
  return {
    ...empty,
    battery: {
      voltage: 52 + Math.sin(second),
      current: 10,
      power: 520,
      stateOfCharge: null,
      temperature: null
    },
    acInput: [phase],
    acOutput: [phase]
  } as unknown as Reading.Reading
}

const hour = Effect.gen(function* () {
  const context = yield* Layer.build(
    Layer.provideMerge(History.layer({ path: join(folder, "history.db") }), Feed.layer)
  )
  const [feed, source] = [Context.get(context, Feed.Feed), Context.get(context, Feed.Source)]
  const names = Array.from({ length: sites }, (_, index) => `site-${index}`)
  for (const name of names) {
    yield* source.add(name, { interval: 1000, metrics: Effect.succeed([]) })
    yield* source.link(name, "connected", null)
  }
  for (let listener = 0; listener < LISTENERS; listener++)
    yield* Effect.forkScoped(Stream.runDrain(feed.events))
  let settled = 0
  for (let second = 0; second < SECONDS; second++) {
    if (second === SETTLED) settled = megabytes()
    for (const name of names) yield* source.reading(name, reading(second))
    if (second % SCRAPE_SECONDS === 0) Prometheus.exposition(yield* feed.sites, { build })
    yield* TestClock.adjust("1 second")
  }
  return { settled, end: megabytes() }
})

try {
  console.log(
    JSON.stringify(await Effect.runPromise(Effect.scoped(hour).pipe(Effect.provide(TestClock.layer()))))
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
