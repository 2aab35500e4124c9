/**
 * A fleet on a cluster of which one server is killed and comes back: how long each site is away, whether a command acts twice,
 * and what is retained afterwards.
 *
 * Real: the cluster (`nats-server`, JetStream, MQTT), the gateway's MQTT with one connection for each site, its gate of
 * commands with expiry, and the eyes of `vebus fleet`. Not real: the units, whose readings are made up here; the network,
 * which is this machine's; and that all sites live in one process.
 */
import * as Reading from "@vebus/codec/reading"
import { AuditLog, Commands, Feed, FleetWatch, MqttSite, Permissions } from "@vebus/gateway"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as References from "effect/References"
import type * as Scope from "effect/Scope"
import * as Cluster from "./Cluster.ts"

/** How large a trial is. */
export interface Options {
  readonly sites: number
  /** The time from one reading of a site to the next, in milliseconds. */
  readonly interval: number
  /** Told what happens. */
  readonly say: (text: string) => void
}

/** What came out. */
export interface Outcome {
  /** Until all sites were there at first. */
  readonly firstMillis: number
  /** From the kill until a site's next figures were there, each site. */
  readonly backMillis: ReadonlyArray<number>
  /** Sites that were connected to the server that was killed. */
  readonly cut: number
  readonly commands: {
    readonly sent: number
    readonly acted: number
    readonly twice: number
    readonly refused: number
  }
  /** Of what should be retained, what each server has, at the end. */
  readonly retained: ReadonlyArray<{ readonly expected: number; readonly found: number }>
}

const KINDS = ["status", "bridge", "0/availability", "0/state", "0/info"]
const WAIT_MILLIS = 120_000
const AGAIN_MILLIS = 50
/** A command is worth this long. */
const EXPIRY_MILLIS = 5000
const UNIT = 0.001
const LEAST_AMPERES = 6

const nameOf = (index: number): string => `site-${String(index).padStart(4, "0")}`
const readingOf = (index: number, now: number): Reading.Reading => ({
  ...Reading.assemble(Reading.noParts, {
    time: new Date(now).toISOString(),
    port: "/dev/ttyUSB0",
    address: 0,
    notBefore: 0
  }),
  battery: {
    voltage: (48 + (index % 10) / 10) as Reading.Battery["voltage"],
    current: null,
    power: null,
    stateOfCharge: null,
    temperature: null
  },
  units: [
    {
      address: 0,
      phase: 1,
      status: "present",
      battery: null,
      inputPower: null,
      outputPower: null,
      inverterPower: null,
      state: "charge",
      chargeState: "bulk"
    }
  ]
})

/** A unit that takes every limit, and counts how often it took each. */
const countingControl = (acts: Map<number, number>) => ({
  plan: (changes: ReadonlyArray<{ readonly amperes: number }>) =>
    Effect.succeed({
      changes,
      writes: changes.map(({ amperes }) => ({
        name: "limit",
        before: "16 A",
        after: `${amperes} A`,
        frame: "",
        warnings: []
      }))
    }),
  execute: (
    plan: {
      readonly changes: ReadonlyArray<{ readonly amperes: number }>
      readonly writes: ReadonlyArray<unknown>
    },
    { onOutcome }: { readonly onOutcome: (write: unknown, outcome: object) => Effect.Effect<void> }
  ) =>
    Effect.gen(function* () {
      for (const [index, { amperes }] of plan.changes.entries()) {
        const number = Math.round((amperes - LEAST_AMPERES) / UNIT)
        acts.set(number, (acts.get(number) ?? 0) + 1)
        yield* onOutcome(plan.writes[index], { _tag: "Written" })
      }
      return []
    })
})

/** Waits until something is so. */
const until = <A>(what: string, ask: Effect.Effect<A | null>) =>
  Effect.gen(function* () {
    const end = performance.now() + WAIT_MILLIS
    for (;;) {
      const found = yield* ask
      if (found !== null) return found
      if (performance.now() > end) return yield* Effect.die(new Error(`waited in vain: ${what}`))
      yield* Effect.sleep(AGAIN_MILLIS)
    }
  })

/** What a server has retained of the sites. */
const retainedOf = (url: string, expected: ReadonlySet<string>) =>
  Effect.promise(async () => {
    const client = await Cluster.client(url, "look")
    const found = new Set<string>()
    client.on("message", (topic, payload, { retain }) => {
      if (retain && payload.length > 0 && expected.has(topic)) found.add(topic)
    })
    await client.subscribeAsync(KINDS.map((kind) => `vebus/+/${kind}`))
    const end = performance.now() + WAIT_MILLIS
    while (found.size < expected.size && performance.now() < end)
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MILLIS))
    await client.endAsync(true)
    return { expected: expected.size, found: found.size }
  })

/** Carries out one trial. */
export const run = ({ sites: count, interval, say }: Options): Effect.Effect<Outcome, never, Scope.Scope> =>
  Effect.gen(function* () {
    const servers = yield* Cluster.make
    say("three servers are up")
    const urls = servers.map(({ url }) => url)
    const names = Array.from({ length: count }, (_, index) => nameOf(index))
    const context = yield* Feed.make
    const source = Context.get(context, Feed.Source)
    const lines: Array<AuditLog.Line> = []
    const acts = new Map<number, number>()
    const gate = yield* Commands.make({
      control: () => Effect.succeed(countingControl(acts) as never),
      permissions: () => Permissions.all
    }).pipe(Effect.provide(AuditLog.inMemory(lines)), Effect.provide(context))

    for (const [index, site] of names.entries()) {
      yield* source.add(site, { interval, metrics: Effect.succeed([]) })
      yield* source.link(site, "connected", null)
      yield* source.reading(site, readingOf(index, yield* Clock.currentTimeMillis))
    }
    const begun = performance.now()
    // Each gateway has the same list, and begins at another place of it.
    yield* Effect.forEach(
      names,
      (site, index) =>
        MqttSite.make({
          site,
          version: "trial",
          configurationUrl: null,
          settings: {
            ...FleetWatch.anonymous,
            urls: [0, 1, 2].map((step) => urls[(index + step) % 3]!),
            base: "vebus",
            homeAssistant: null,
            scalars: false,
            clientId: null
          }
        }),
      { discard: true }
    ).pipe(
      Effect.provide(context),
      Effect.provideService(Commands.Commands, gate),
      Effect.provideService(References.MinimumLogLevel, "None")
    )
    // One after the other, as sites of a fleet are.
    yield* Effect.forkScoped(
      Effect.forever(
        Effect.forEach(
          names,
          (site, index) =>
            Effect.gen(function* () {
              yield* source.reading(site, readingOf(index, yield* Clock.currentTimeMillis))
              yield* Effect.sleep(interval / count)
            }),
          { discard: true }
        )
      )
    )
    const watch = yield* Effect.provideService(
      FleetWatch.make({ urls: [urls[1]!, urls[2]!], ...FleetWatch.anonymous }, "vebus"),
      References.MinimumLogLevel,
      "None"
    )
    const ok = Effect.map(watch.rows, (rows) => rows.filter(({ verdict }) => verdict === "ok"))
    yield* until(
      "all sites at first",
      Effect.map(ok, (rows) => (rows.length === count ? true : null))
    )
    const firstMillis = performance.now() - begun
    say(`${count} sites are there after ${(firstMillis / 1000).toFixed(1)} s`)

    // Commands go on all the time, each once, and each worth five seconds.
    const commander = yield* Effect.acquireRelease(
      Effect.promise(() => Cluster.client(urls[2]!, "commander")),
      (client) => Effect.promise(() => client.endAsync(true))
    )
    let sent = 0
    let isSending = true
    yield* Effect.forkScoped(
      Effect.gen(function* () {
        while (isSending) {
          const expires = new Date((yield* Clock.currentTimeMillis) + EXPIRY_MILLIS).toISOString()
          const value = Number((LEAST_AMPERES + sent * UNIT).toFixed(3))
          commander.publish(
            `vebus/${names[sent % count]}/0/set/current_limit`,
            JSON.stringify({ value, id: `c${sent}`, expires }),
            { qos: 1 }
          )
          sent++
          yield* Effect.sleep(interval / count)
        }
      })
    )
    yield* Effect.sleep(2 * interval)

    const killed = yield* Clock.currentTimeMillis
    yield* servers[0]!.kill
    say("one server is killed")
    const back = new Map<string, number>()
    yield* until(
      "all sites after the kill",
      Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        for (const { site, at } of yield* ok)
          if (!back.has(site) && at !== null && at >= killed) back.set(site, now - killed)
        return back.size === count ? true : null
      })
    )
    say(`all sites are there again after ${(Math.max(...back.values()) / 1000).toFixed(1)} s`)
    yield* servers[0]!.start
    say("the server is back")
    yield* Effect.sleep(2 * interval)
    isSending = false
    yield* Effect.sleep(EXPIRY_MILLIS)

    const expected = new Set(names.flatMap((site) => KINDS.map((kind) => `vebus/${site}/${kind}`)))
    const retained = yield* Effect.forEach(urls, (url) => retainedOf(url, expected))
    return {
      firstMillis,
      backMillis: [...back.values()],
      cut: names.filter((_, index) => index % 3 === 0).length,
      commands: {
        sent,
        acted: acts.size,
        twice: [...acts.values()].filter((times) => times > 1).length,
        refused: lines.filter(({ phase }) => phase === "refused").length
      },
      retained
    }
  })
