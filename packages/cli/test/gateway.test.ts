/**
 * `vebus gateway` as a process: its configuration, its port, its signals, its end.
 */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { freePort } from "../../gateway/test/FreePort.ts"
import * as Folder from "./Folder.ts"
import { run as inProcess } from "./InProcess.ts"
import { type Running, start, stop } from "./Process.ts"

const folder = Folder.temporary("gateway")

const file = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

let states = 0
const begin = (words: ReadonlyArray<string>): Running =>
  start(["gateway", ...words], { env: { VEBUS_STATE_DIR: join(folder, `state-${states++}`) } })

const get = async (url: string, init: RequestInit = {}) => {
  const response = await fetch(url, init)
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

/** Asks until an answer is as wanted; a process that ended answers no more. */
const until = async (
  url: string,
  isWanted: (answer: { status: number; body: Record<string, unknown> }) => boolean
) => {
  for (;;) {
    const answer = await get(url)
    if (isWanted(answer)) return answer
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

describe("vebus gateway", () => {
  it("serves a simulated unit without a file, on an address that a second one finds taken, and ends on SIGTERM", async () => {
    const port = await freePort()
    const running = begin(["--port", "sim:", "--listen", `127.0.0.1:${port}`])
    await running.line(/serves vebus \(sim:\)/)
    const base = `http://127.0.0.1:${port}`
    const { body } = await until(`${base}/api/v1/sites/vebus/reading`, ({ status }) => status === 200)
    assert.strictEqual(body["schema"], "vebus.reading/1")

    const second = await begin(["--port", "sim:", "--listen", `127.0.0.1:${port}`]).ended
    assert.strictEqual(second.code, 3)
    assert.match(second.stderr, /^vebus: 127\.0\.0\.1:\d+ is in use by another program/m)
    assert.strictEqual(second.stdout, "")

    // A listener that is there holds nothing up.
    const stream = await fetch(`${base}/api/v1/stream`)
    assert.strictEqual(stream.status, 200)
    const ended = await stop(running, "SIGTERM")
    assert.strictEqual(ended.code, 143)
    assert.strictEqual(ended.stdout, "")
    await stream.text().catch(() => "")
    await get(base).then(
      () => assert.fail("it still answers"),
      () => undefined
    )
  })

  it("reads its file again on SIGHUP, keeps what it had where that is wrong, and finishes a plan before its end", async () => {
    const port = await freePort()
    const text = (sites: string, max: number) =>
      `sites: { ${sites} }\nhttp: { listen: "127.0.0.1:${port}", token: a-token }\ncontrol: { allow: { limit: { max: ${max} A } } }\n`
    const path = file("c.yaml", text('van: { port: "sim:" }', 10))
    const running = begin(["--config", path])
    await running.line(/serves van/)
    const base = `http://127.0.0.1:${port}/api/v1/sites`
    await until(`${base}/van/reading`, ({ status }) => status === 200)
    const plan = async (limit: number) =>
      await get(`${base}/van/plans`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: "Bearer a-token" },
        body: JSON.stringify({ limit })
      })
    const refused = await plan(12)
    assert.strictEqual(refused.status, 403)
    assert.deepInclude(refused.body, { reason: "out-of-bounds" })

    writeFileSync(path, text('van: { port: "sim:" }, boat: { port: "sim:multiplus-12-500" }', 12))
    running.child.kill("SIGHUP")
    await running.line(/was read again/)
    await until(`${base}/boat`, ({ status }) => status === 200)
    writeFileSync(path, "sites: { van: { colour: red } }\n")
    running.child.kill("SIGHUP")
    await running.line(/^vebus: the gateway goes on with the configuration that it had$/)
    assert.strictEqual((await get(`${base}/boat`)).status, 200)

    const made = await plan(12)
    assert.strictEqual(made.status, 200)
    const executed = get(`${base}/van/plans/${String(made.body["id"])}/execute`, {
      method: "POST",
      headers: { authorization: "Bearer a-token" }
    })
    const { status, body } = await executed
    assert.strictEqual(status, 200)
    const [outcome] = body["outcomes"] as Array<{ outcome: { _tag: string } }>
    assert.strictEqual(outcome!.outcome._tag, "Written")
    const again = await get(`${base}/van/plans/${String(made.body["id"])}/execute`, {
      method: "POST",
      headers: { authorization: "Bearer a-token" }
    })
    assert.strictEqual(again.status, 404)
    assert.strictEqual((await stop(running)).code, 130)
  })
})

describe("vebus gateway check", () => {
  it("says what is wrong with its line and column, all of it, with exit code 8", async () => {
    const path = file("bad.yaml", "sites:\n  van: { port: 3 }\n  boat: { prot: x }\nhttp: { colour: red }\n")
    const { code, stdout, stderr } = await inProcess(["gateway", "check", path])
    assert.strictEqual(code, 8)
    assert.strictEqual(stdout, "")
    assert.match(stderr, /bad\.yaml:2:10: sites\.van\.port: expected a serial port/)
    assert.match(stderr, /bad\.yaml:3:11: sites\.boat\.prot: there is no such key: expected one of port/)
    assert.match(stderr, /^\S*bad\.yaml:4:9: http\.colour: there is no such key/m)
    // Each on a line of its own.
    assert.lengthOf(stderr.trimEnd().split("\n"), 4)
  })

  it("says that a simulation or a recording that a site names is not there", async () => {
    for (const [port, message] of [
      ["sim:nope", /^vebus: sites\.van\.port: no simulator profile "nope": expected one of /m],
      ["sim:./none.json", /^vebus: sites\.van\.port: .*none\.json/m],
      ["replay:none.jsonl", /^vebus: sites\.van\.port: there is no file none\.jsonl$/m]
    ] as const) {
      const path = file("port.yaml", `sites: { van: { port: "${port}" } }\n`)
      const { code, stdout, stderr } = await inProcess(["gateway", "check", path])
      assert.deepStrictEqual([code, stdout], [8, ""], port)
      assert.match(stderr, message)
    }
  })

  it("says that a file is right, and that a token is not there", async () => {
    const path = file("good.yaml", 'sites: { van: { port: "sim:" } }\n')
    const good = await inProcess(["gateway", "check", path])
    assert.strictEqual(good.code, 0)
    assert.match(good.stdout, /good\.yaml is right: site van/)
    const without = file(
      "token.yaml",
      `sites: { van: { port: "sim:" } }\nhttp: { token-file: ${folder}/none }\n`
    )
    const bad = await inProcess(["gateway", "check", without])
    assert.strictEqual(bad.code, 8)
    assert.include(bad.stderr, `${folder}/none`)
    const missing = await inProcess(["gateway", "check", join(folder, "nowhere.yaml")])
    assert.strictEqual(missing.code, 8)
  })
})

describe("vebus gateway config", () => {
  it("shows where each value comes from, and no secret", async () => {
    const path = file("c2.yaml", 'sites: { van: { port: "sim:" } }\nhttp: { token: hidden-secret }\n')
    const words = ["gateway", "config", "--config", path, "--listen", "127.0.0.1:1"]
    const env = { VEBUS_MQTT_URL: "mqtt://broker" }
    const { code, stdout } = await inProcess(words, { env })
    assert.strictEqual(code, 0)
    assert.match(stdout, /^http\.listen +127\.0\.0\.1:1 +# --listen$/m)
    assert.match(stdout, /^http\.token +\*{8} +# .*c2\.yaml:2:9$/m)
    assert.match(stdout, /^mqtt\.url +mqtt:\/\/broker +# VEBUS_MQTT_URL$/m)
    assert.notInclude(stdout, "hidden-secret")
    const json = await inProcess([...words, "--json"], { env })
    const { schema, entries } = JSON.parse(json.stdout) as {
      schema: string
      entries: Array<{ key: string; origin: string }>
    }
    assert.strictEqual(schema, "vebus.config/1")
    assert.isTrue(entries.some(({ key, origin }) => key === "history.path" && origin === "default"))
  })
})
