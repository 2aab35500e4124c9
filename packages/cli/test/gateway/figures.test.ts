/**
 * The figures of a gateway that runs, as its users meet them: over HTTP, with a plug that is pulled, a file of history that is
 * damaged, and one that cannot be written.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, describe, it } from "@effect/vitest"
import type { History } from "@vebus/gateway"
import { Driver } from "@vebus/simulator"
import { serveTcp } from "@vebus/simulator/serve"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { read } from "../../../gateway/test/prometheus/Strict.ts"
import { start } from "../InProcess.ts"

const folder = mkdtempSync(join(tmpdir(), "vebus-figures-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let count = 0

/** Asks again until it is so. The test ends it if it never is. */
const until = async <A>(ask: () => Promise<A | null>): Promise<A> => {
  for (;;) {
    const found = await ask()
    if (found !== null) return found
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** A simulated adapter on a TCP port, and its plug. */
const adapter = async () => {
  const scope = Effect.runSync(Scope.make())
  const served = Effect.gen(function* () {
    const simulated = yield* Driver.make({ line: "unpaced" })
    return yield* serveTcp({ port: 0 }, simulated)
  })
  const { port } = await Effect.runPromise(Scope.provide(served, scope))
  return { port, unplug: () => Effect.runPromise(Scope.close(scope, Exit.void)) }
}

/** A gateway with one site, over an adapter of its own, and what is asked of it. */
const gateway = async (history: string) => {
  const own = join(folder, String(count++))
  const { port, unplug } = await adapter()
  const config = `${own}.yaml`
  writeFileSync(
    config,
    `sites: { van: { port: "tcp://127.0.0.1:${port}", interval: 200ms } }\nhistory: { path: "${history}" }\n`
  )
  const running = start(["gateway", "--config", config, "--listen", "127.0.0.1:0"], {
    env: { VEBUS_STATE_DIR: own, VEBUS_CACHE_DIR: own }
  })
  const [url] = /http:\S+/u.exec(await running.line(/http:/u))!
  const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${url}${path}`, { headers })
  const metrics = async () => read(await (await get("/metrics")).text(), "text")
  /** The value of a name of the site, if it is there. */
  const value = async (name: string) =>
    (await metrics()).flatMap(({ samples }) => samples).find((sample) => sample.name === name)?.value ?? null
  return { running, unplug, get, metrics, value, end: async () => (await running.stop(), unplug()) }
}

describe.concurrent("a gateway", () => {
  it("shows what it reads in the format that is asked for, and to HEAD what GET would show", async () => {
    const { get, value, end } = await gateway(join(folder, "formats.db"))
    await until(async () => value("vebus_battery_voltage_volts"))
    const openmetrics = await get("/metrics", {
      accept: "application/openmetrics-text;version=1.0.0,*/*;q=0.1"
    })
    assert.strictEqual(
      openmetrics.headers.get("content-type"),
      "application/openmetrics-text; version=1.0.0; charset=utf-8"
    )
    read(await openmetrics.text(), "openmetrics")
    const text = await get("/metrics")
    assert.strictEqual(text.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8")
    read(await text.text(), "text")
    const { url } = text
    const head = await fetch(url, { method: "HEAD" })
    assert.strictEqual(head.status, 200)
    assert.strictEqual(head.headers.get("content-type"), text.headers.get("content-type"))
    await end()
  })

  it("whose plug is pulled shows no figure any more, and says so", async () => {
    const { get, metrics, value, unplug, end } = await gateway(join(folder, "unplugged.db"))
    await until(async () => value("vebus_battery_voltage_volts"))
    assert.strictEqual(await value("vebus_up"), 1)
    await unplug()
    await until(async () => ((await value("vebus_up")) === 0 ? true : null))
    const names = (await metrics()).map(({ name }) => name)
    assert.deepStrictEqual(
      names.filter((name) => /_(?:volts|amperes|watts|hertz|ratio)$/u.test(name)),
      []
    )
    assert.include(names, "vebus_frames_received_total")
    assert.strictEqual((await get("/readyz")).status, 503)
    await end()
  })

  it("keeps history, and answers in columns and as CSV", async () => {
    const { get, value, end } = await gateway(join(folder, "kept.db"))
    await until(async () => value("vebus_battery_voltage_volts"))
    const path = () => {
      const [from, to] = [Date.now() - 60_000, Date.now() + 60_000].map((at) => new Date(at).toISOString())
      return `/api/v1/history?site=van&fields=battery.voltage&from=${from}&to=${to}&points=120`
    }
    const answer = await until(async () => {
      const found = (await (await get(path())).json()) as History.Answer
      return found.time.length > 1 ? found : null
    })
    assert.strictEqual(answer.columns[0]?.field, "battery.voltage")
    for (const mean of answer.columns[0]!.mean) assert.isAbove(mean!, 40)
    assert.includeMembers(
      answer.events.map(({ kind, message }) => `${kind}: ${message}`),
      ["gateway: the gateway started", "link: the unit answers"]
    )
    const csv = await get(path(), { accept: "text/csv" })
    assert.match(csv.headers.get("content-type")!, /^text\/csv/u)
    assert.match(
      await csv.text(),
      /^time,battery\.voltage,battery\.voltage\.low,battery\.voltage\.high\n2\d{3}-/u
    )
    assert.strictEqual((await get("/api/v1/history?site=van&fields=battery.colour")).status, 400)
    await end()
  })

  it("sets a damaged file of history aside, and goes on", async () => {
    const path = join(folder, "damaged.db")
    writeFileSync(path, "no database at all, and long enough to look like one ".repeat(100))
    const { running, value, end } = await gateway(path)
    await until(async () => value("vebus_battery_voltage_volts"))
    assert.strictEqual(await value("vebus_history_files_set_aside_total"), 1)
    await running.line(/damaged\.db cannot be used .*history begins anew/u)
    assert.isTrue(existsSync(`${path}.damaged`))
    await end()
  })

  it("reads on where history cannot be written, and says it once", async () => {
    const { running, value, end } = await gateway("/dev/full/history.db")
    await until(async () => value("vebus_battery_voltage_volts"))
    await running.line(/history is not written to \/dev\/full\/history\.db/u)
    assert.strictEqual(await value("vebus_up"), 1)
    assert.strictEqual(await value("vebus_history_dropped_total"), 0)
    await end()
  })
})
