/**
 * The plugin in a Signal K server: packed, installed by npm, and looked at through the API of the server.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { served } from "@vebus/testing/served"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { install } from "../../../../.ci/real/Installed.ts"
import * as Program from "../../../gateway/test/real/Program.ts"

const SERVER = join(
  import.meta.dirname,
  "../../../../.ci/tools/signalk/node_modules/signalk-server/bin/signalk-server"
)

/** The server listens on all addresses and has no option for that. */
const LOOPBACK = `const net = require("node:net"), listen = net.Server.prototype.listen
net.Server.prototype.listen = function (port, ...rest) {
  return /^\\d+$/.test(String(port)) ? listen.call(this, Number(port), "127.0.0.1", ...rest) : listen.call(this, port, ...rest)
}
`

const interfaces = {
  plugins: true,
  rest: true,
  ws: true,
  ...Object.fromEntries(["mdns", "nmea-tcp", "tcp", "appstore", "webapps"].map((name) => [name, false]))
}

/** Where the plugin is installed, once for all servers. */
let home = ""
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "vebus-signalk-home-"))
  await install("signalk", home)
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** A server with the plugin, configured in a folder of its own. */
const server = (configuration: object) =>
  Effect.gen(function* () {
    const folder = yield* Program.folder
    for (const name of ["node_modules", "package.json"]) symlinkSync(join(home, name), join(folder, name))
    writeFileSync(
      join(folder, "settings.json"),
      JSON.stringify({ interfaces, mdns: false, ssl: false, pipedProviders: [] })
    )
    writeFileSync(join(folder, "loopback.cjs"), LOOPBACK)
    mkdirSync(join(folder, "plugin-config-data"))
    writeFileSync(
      join(folder, "plugin-config-data/signalk-vebus.json"),
      JSON.stringify({ enabled: true, configuration })
    )
    const port = yield* Program.freePort
    const base = `http://127.0.0.1:${port}`
    const isReady = () => fetch(`${base}/signalk`).then(({ ok }) => ok)
    const { said } = yield* Program.running(process.execPath, [SERVER], isReady, {
      SIGNALK_NODE_CONFIG_DIR: folder,
      PORT: String(port),
      NODE_OPTIONS: `--require=${join(folder, "loopback.cjs")}`
    })
    const self = `${base}/signalk/v1/api/vessels/self`
    const get = async (path: string): Promise<unknown> => {
      const response = await fetch(`${self}/${path.replaceAll(".", "/")}`)
      return response.ok ? response.json() : undefined
    }
    const until = (path: string, is: (value: unknown) => boolean) =>
      Program.until(
        () => `${path}. The server said: ${said()}`,
        async () => is(await get(path))
      )
    const put = async (path: string, value: unknown) => {
      const response = await fetch(`${self}/${path.replaceAll(".", "/")}`, {
        method: "PUT",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ value })
      })
      const reply = (await response.json()) as Request
      return reply.href === undefined ? reply : ended(`${base}${reply.href}`)
    }
    /** Waits for a line about the plugin, as the dashboard of the admin page hears it. */
    const untilLine = (words: string) =>
      Program.until(
        () => `"${words}" in the admin page. The server said: ${said()}`,
        () => Promise.resolve(lines.some((line) => line.includes(words)))
      )
    const lines: Array<string> = []
    yield* Effect.acquireRelease(
      Effect.promise(async () => {
        const events = new WebSocket(
          `ws://127.0.0.1:${port}/signalk/v1/stream?serverevents=all&subscribe=none`
        )
        events.addEventListener("message", ({ data }) => {
          const { type, data: told } = JSON.parse(String(data)) as Event
          if (type !== "PROVIDERSTATUS") return
          lines.push(...told.filter(({ id }) => id === "signalk-vebus").map(({ message }) => message))
        })
        await new Promise((resolve) => events.addEventListener("open", resolve))
        return events
      }),
      (events) => Effect.sync(() => events.close())
    )
    const ask = async (path: string) => (await fetch(`${base}${path}`)).json() as Promise<unknown>
    return { get, until, untilLine, put, ask }
  })

/** What the server tells its admin page. */
interface Event {
  readonly type?: string
  readonly data: ReadonlyArray<{ readonly id: string; readonly message: string }>
}

/** A plugin in the admin page. */
interface Shown {
  readonly id: string
  readonly schema: { readonly properties: object }
}

interface Request {
  readonly href?: string
  readonly state: string
  readonly statusCode: number
  readonly message?: string
}

/** Asks for a request until it is done. */
const ended = async (href: string): Promise<Request> => {
  for (;;) {
    const reply = (await (await fetch(href)).json()) as Request
    if (reply.state !== "PENDING") return reply
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

const VOLTAGE = "electrical.chargers.vebus.voltage"
const LIMIT = "electrical.inverters.vebus.acin.currentLimit"
const MODE = "electrical.chargers.vebus.mode"

const unit = Effect.acquireRelease(
  Effect.promise(() => served()),
  (made) => Effect.promise(() => made[Symbol.asyncDispose]())
)

describe("a Signal K server", () => {
  it.effect("shows the paths of the plugin, without them after an unplug, and has PUTs carried out", () =>
    Effect.gen(function* () {
      const { port, pull, push, heard } = yield* unit
      const allow = { switch: true, limit: true, limitMaximum: 16 }
      const { get, until, untilLine, put, ask } = yield* server({ port, allow })

      yield* until(VOLTAGE, (found) => typeof (found as { value?: unknown }).value === "number")
      const voltage = (yield* Effect.promise(() => get(VOLTAGE))) as Record<string, unknown>
      assert.include(voltage["meta"] as object, { units: "V" })
      assert.strictEqual(voltage["$source"], "signalk-vebus")
      for (const path of [
        "electrical.chargers.vebus.chargingMode",
        "electrical.chargers.vebus.leds.mains",
        "electrical.inverters.vebus.inverterModeNumber",
        "electrical.inverters.vebus.acin.frequency",
        "electrical.inverters.vebus.acout.power",
        LIMIT,
        MODE
      ])
        yield* until(path, (found) => ((found as { value?: unknown } | undefined)?.value ?? null) !== null)

      const plugins = (yield* Effect.promise(() => ask("/skServer/plugins"))) as ReadonlyArray<Shown>
      const shown = plugins.find(({ id }) => id === "signalk-vebus")
      assert.hasAnyKeys(shown?.schema.properties, ["port", "allow"])
      yield* untilLine(`${port}: `)

      const done = yield* Effect.promise(() => put(LIMIT, 12))
      assert.strictEqual(done.statusCode, 200, done.message)
      yield* until(LIMIT, (found) => (found as { value?: unknown }).value === 12)
      const count = heard.filter((frame) => /^.. FF 53/.test(frame)).length
      const refused = yield* Effect.promise(() => put(LIMIT, 20))
      assert.strictEqual(refused.statusCode, 400)
      assert.include(refused.message, "up to 16 A")
      assert.strictEqual(heard.filter((frame) => /^.. FF 53/.test(frame)).length, count)

      yield* Effect.promise(pull)
      for (const path of [VOLTAGE, LIMIT, MODE])
        yield* until(path, (found) => (found as { value?: unknown }).value === null)
      yield* until(
        "notifications.electrical.chargers.vebus.connection",
        (found) => (found as { value?: { state?: string } }).value?.state === "warn"
      )
      yield* untilLine("the adapter is unplugged")
      const late = yield* Effect.promise(() => put(MODE, "off"))
      assert.strictEqual(late.statusCode, 503)

      yield* Effect.promise(push)
      yield* until(VOLTAGE, (found) => typeof (found as { value?: unknown }).value === "number")
    })
  )

  it.effect("lets nobody change anything as it comes", () =>
    Effect.gen(function* () {
      const { port, heard } = yield* unit
      const { until, put } = yield* server({ port })
      yield* until(VOLTAGE, (found) => typeof (found as { value?: unknown }).value === "number")
      for (const [path, value] of [
        [LIMIT, 12],
        [MODE, "off"]
      ] as const)
        assert.strictEqual((yield* Effect.promise(() => put(path, value))).statusCode, 405)
      assert.deepStrictEqual(
        heard.filter((frame) => /^.. FF 53/.test(frame)),
        []
      )
    })
  )
})
