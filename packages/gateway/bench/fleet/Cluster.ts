/**
 * A cluster of three NATS servers with JetStream and their MQTT face, each a process of its own, which can be killed and come
 * back with what it had stored.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { randomUUID } from "node:crypto"
import { once } from "node:events"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { connect, type MqttClient } from "mqtt"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** One server. */
export interface Server {
  readonly url: string
  /** Ends it as a power cut does. */
  readonly kill: Effect.Effect<void>
  /** Starts it again, and waits until it takes clients. */
  readonly start: Effect.Effect<void>
}

const NAMES = ["one", "two", "three"]
const READY_MILLIS = 60_000

/** Below those that the system gives to clients: a server has to get the same one again when it comes back. */
const [FIRST_PORT, PORTS] = [20_000, 12_000]

const isFree = async (port: number): Promise<boolean> => {
  const server = createServer()
  return new Promise((resolve) => {
    server.once("error", () => resolve(false))
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)))
  })
}

const freePort = async (): Promise<number> => {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS)
    if (await isFree(port)) return port
  }
}

/** A client of one connection. A server that is not ready yet hangs up without a word. */
export const client = (url: string, name: string): Promise<MqttClient> =>
  new Promise((resolve, reject) => {
    const made = connect(url, {
      reconnectPeriod: 0,
      connectTimeout: 10_000,
      clientId: `${name}-${randomUUID().slice(0, 8)}`
    })
    made.once("connect", () => resolve(made))
    made.on("error", reject)
    made.once("close", () => reject(new Error("it hung up")))
  })

/** Waits until a broker takes a client. */
const ready = async (url: string, said: () => string): Promise<void> => {
  const end = performance.now() + READY_MILLIS
  for (;;) {
    try {
      const probe = await client(url, "probe")
      await probe.endAsync(true)
      return
    } catch (cause) {
      if (performance.now() > end) throw new Error(`${url} takes no client. It said: ${said()}`, { cause })
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
  }
}

/** Three servers, until the scope closes. */
export const make: Effect.Effect<ReadonlyArray<Server>, never, Scope.Scope> = Effect.gen(function* () {
  const folder = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "vebus-nats-"))),
    (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
  )
  const ports = yield* Effect.promise(async () => {
    const found: Array<{ readonly client: number; readonly mqtt: number; readonly cluster: number }> = []
    for (const _ of NAMES)
      found.push({ client: await freePort(), mqtt: await freePort(), cluster: await freePort() })
    return found
  })
  const routes = ports.map(({ cluster }) => `"nats://127.0.0.1:${cluster}"`).join(", ")
  const running = new Map<string, ChildProcess>()
  const said = new Map<string, string>()

  const stop = async (name: string): Promise<void> => {
    const process_ = running.get(name)
    running.delete(name)
    if (process_ === undefined || process_.exitCode !== null) return
    const exit = once(process_, "exit")
    process_.kill("SIGKILL")
    await exit
  }
  yield* Effect.addFinalizer(() => Effect.promise(() => Promise.all(NAMES.map(stop))))

  const begin = (name: string, index: number): void => {
    const { client, mqtt, cluster } = ports[index]!
    const file = join(folder, `${name}.conf`)
    writeFileSync(
      file,
      `server_name: ${name}
listen: "127.0.0.1:${client}"
jetstream { store_dir: "${join(folder, name)}", max_memory_store: 64MB, max_file_store: 1GB }
mqtt { listen: "127.0.0.1:${mqtt}" }
cluster { name: fleet, listen: "127.0.0.1:${cluster}", routes: [${routes}] }
`
    )
    const process_ = spawn("nats-server", ["-c", file], { stdio: ["ignore", "ignore", "pipe"] })
    process_.stderr.on("data", (chunk: Buffer) =>
      said.set(name, `${said.get(name) ?? ""}${chunk.toString("utf8")}`.slice(-4000))
    )
    running.set(name, process_)
  }

  const servers = NAMES.map((name, index): Server => {
    const url = `mqtt://127.0.0.1:${ports[index]!.mqtt}`
    const whenReady = Effect.promise(() => ready(url, () => said.get(name) ?? "nothing"))
    return {
      url,
      kill: Effect.promise(() => stop(name)),
      start: Effect.andThen(
        Effect.sync(() => begin(name, index)),
        whenReady
      )
    }
  })
  NAMES.forEach(begin)
  yield* Effect.forEach(
    servers,
    ({ url }) => Effect.promise(() => ready(url, () => [...said.values()].join("\n"))),
    {
      concurrency: "unbounded"
    }
  )
  return servers
})
