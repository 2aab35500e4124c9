/**
 * A whole gateway with the built page and simulated units, in the process of the test: what a browser talks to is what
 * `vebus gateway` runs, and what stands behind its sites can be changed and compared with.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Config, Main, Ports, Static } from "@vebus/gateway"
import { StateStore, Transport, WritePolicy } from "@vebus/runtime"
import type { Change } from "@vebus/simulator"
import { type DeviceOptions, type SimulatedTransport, transport } from "@vebus/testing/session"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as References from "effect/References"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { built } from "./Built.ts"

/** The token of every gateway here that has one. */
export const TOKEN = "a-token-of-the-test"

/** How it is run. */
export interface Options {
  /** The units by the name of their site. */
  readonly sites: Readonly<Record<string, DeviceOptions>>
  /** More of the configuration, in YAML. Without `http`, that has a token and listens on a free port of loopback. */
  readonly yaml?: string
  /** What the URL of each port begins with; `sim:` unless said otherwise. History of others is kept in a file. */
  readonly ports?: string
  /** Prepares the folder of what is kept. */
  readonly prepare?: (folder: string) => Promise<void>
  /** Where to listen: `127.0.0.1:0` unless said otherwise. */
  readonly listen?: string
}

/** A gateway that runs. */
export interface Gateway {
  readonly url: string
  /** What stands behind each site. */
  readonly behind: Readonly<Record<string, SimulatedTransport>>
  /** Changes what is so around a unit. */
  readonly change: (site: string, change: Change.Change) => Promise<void>
  /** Ends the gateway alone: the units go on. */
  readonly stop: () => Promise<void>
  /** Starts it again, where it was. */
  readonly start: () => Promise<void>
  /** Ends all. */
  readonly close: () => Promise<void>
}

const yamlOf = (names: ReadonlyArray<string>, ports: string, listen: string, more: string): string =>
  [
    "sites:",
    ...names.map((name) => `  ${name}: { port: "${ports}${name}", interval: 200ms }`),
    /^http:/m.test(more) ? "" : `http: { listen: "${listen}", token: ${TOKEN} }`,
    more
  ].join("\n")

const configOf = (text: string): Config.Config =>
  Result.getOrThrowWith(
    Config.load({ file: { path: "gateway.yaml", text }, env: {}, flags: [] }),
    (lines) => new Error(lines.join("\n"))
  ).config

/** What is stored is counted: without a memory of that nothing is stored. */
const remembering = Layer.effect(
  StateStore.StateStore,
  Effect.map(StateStore.StateStore, (store) => ({ ...store, survives: true }))
).pipe(Layer.provide(StateStore.inMemory))

/** Runs one. */
export const run = async ({
  sites,
  yaml = "",
  listen = "127.0.0.1:0",
  ports: prefix = "sim:",
  prepare = async () => undefined
}: Options): Promise<Gateway> => {
  const scope = Scope.makeUnsafe()
  const folder = mkdtempSync(join(tmpdir(), "vebus-web-"))
  await prepare(folder)
  const page = await Effect.runPromise(Static.read(await built()))
  const behind = Object.fromEntries(
    await Promise.all(
      Object.entries(sites).map(
        async ([name, options]) =>
          [
            name,
            await Effect.runPromise(Scope.provide(transport({ line: "unpaced", ...options }), scope))
          ] as const
      )
    )
  )
  const ports = Layer.succeed(Ports.Ports)({
    open: (url) => Effect.succeed(Transport.make(url, behind[url.slice(prefix.length)]!.open, null)),
    permission: () => Layer.merge(WritePolicy.layer({ by: "test" }), remembering),
    cache: () => null
  })

  const begin = async (where: string) => {
    const listening = Deferred.makeUnsafe<string>()
    const fiber = Effect.runFork(
      Main.run({
        config: configOf(yamlOf(Object.keys(sites), prefix, where, yaml)),
        reloads: Stream.never,
        places: { state: folder, cache: folder },
        build: { version: "1", revision: null, runtime: "node" },
        env: {},
        page,
        onListening: (url) => Effect.asVoid(Deferred.succeed(listening, url)),
        ports
      }).pipe(Effect.provideService(References.MinimumLogLevel, "None"))
    )
    const url = await Effect.runPromise(
      Effect.raceFirst(Deferred.await(listening), Effect.andThen(Fiber.join(fiber), Effect.never))
    )
    return { url, fiber }
  }

  let running = await begin(listen)
  const { url } = running
  const stop = async (): Promise<void> => {
    await Effect.runPromise(Fiber.interrupt(running.fiber))
  }
  return {
    url: `${url}/`,
    behind,
    change: (site, change) => Effect.runPromise(behind[site]!.simulator.control(change)),
    stop,
    start: async () => {
      running = await begin(new URL(url).host)
    },
    close: async () => {
      await stop()
      await Effect.runPromise(Scope.close(scope, Exit.void))
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
