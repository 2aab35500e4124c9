/**
 * The nodes in Node-RED: packed, installed by npm, and the example flow deployed through the admin API.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { served } from "@vebus/testing/served"
import * as Effect from "effect/Effect"
import { install } from "../../../../.ci/real/Installed.ts"
import * as Program from "../../../gateway/test/real/Program.ts"

const RED = join(import.meta.dirname, "../../../../.ci/tools/node-red/node_modules/node-red/red.js")

interface Definition {
  readonly id: string
  readonly type: string
  readonly [key: string]: unknown
}

/** What the editor is told. */
interface Told {
  readonly topic: string
  readonly data: {
    readonly id?: string
    readonly msg?: string
    readonly format?: string
    readonly text?: string
    readonly fill?: string
  }
}

/** Where the nodes are installed. */
let home = ""
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "vebus-node-red-home-"))
  await install("node-red", home)
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

const json = { "content-type": "application/json", "Node-RED-API-Version": "v2" }

/** Node-RED with the nodes, and an editor that listens. */
const nodeRed = Effect.gen(function* () {
  const folder = yield* Program.folder
  for (const name of ["node_modules", "package.json"]) symlinkSync(join(home, name), join(folder, name))
  const port = yield* Program.freePort
  const settings = {
    uiPort: port,
    uiHost: "127.0.0.1",
    flowFile: "flows.json",
    credentialSecret: "test",
    telemetry: { enabled: false, updateNotification: false },
    editorTheme: { tours: false },
    externalModules: { palette: { allowInstall: false }, modules: { allowInstall: false } }
  }
  writeFileSync(join(folder, "settings.js"), `module.exports = ${JSON.stringify(settings)}`)
  mkdirSync(join(folder, "state"))
  const base = `http://127.0.0.1:${port}`
  const { said } = yield* Program.running(
    process.execPath,
    [RED, "--userDir", folder, "--settings", join(folder, "settings.js")],
    () => fetch(`${base}/flows`).then(({ ok }) => ok),
    { VEBUS_STATE_DIR: join(folder, "state"), VEBUS_CACHE_DIR: join(folder, "cache") }
  )

  const told: Array<Told> = []
  yield* Effect.acquireRelease(
    Effect.promise(async () => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/comms`)
      await new Promise((resolve) => socket.addEventListener("open", resolve))
      socket.addEventListener("message", ({ data }) => {
        const all = JSON.parse(String(data)) as unknown
        if (Array.isArray(all)) told.push(...(all as ReadonlyArray<Told>))
      })
      for (const subscribe of ["debug", "status/#"]) socket.send(JSON.stringify({ subscribe }))
      return socket
    }),
    (socket) => Effect.sync(() => socket.close())
  )

  const deploy = (flows: ReadonlyArray<Definition>) =>
    Effect.promise(async () => {
      const { rev } = (await (await fetch(`${base}/flows`, { headers: json })).json()) as { rev: string }
      const response = await fetch(`${base}/flows`, {
        method: "POST",
        headers: { ...json, "Node-RED-Deployment-Type": "full" },
        body: JSON.stringify({ rev, flows })
      })
      assert.strictEqual(response.status, 200, await response.text())
    })

  /** Waits for something new that a debug node or a status says. */
  const until = (what: string, is: (each: Told) => boolean, from: number) =>
    Program.until(
      () => `${what}. Told: ${JSON.stringify(told.slice(-20))}. Node-RED said: ${said()}`,
      () => Promise.resolve(told.slice(from).some(is))
    )
  const press = (id: string) => Effect.promise(() => fetch(`${base}/inject/${id}`, { method: "POST" }))
  return { base, deploy, until, press, count: () => told.length }
})

const unit = Effect.acquireRelease(
  Effect.promise(() => served()),
  (made) => Effect.promise(() => made[Symbol.asyncDispose]())
)

/** A debug node shows that there is nothing. */
const isNull =
  (id: string) =>
  ({ topic, data }: Told): boolean =>
    topic === "debug" && data.id === id && data.format === "null"

/** The example, at another port. */
const example = (port: string): ReadonlyArray<Definition> =>
  (
    JSON.parse(
      readFileSync(join(home, "node_modules/node-red-contrib-vebus/examples/overview.json"), "utf8")
    ) as ReadonlyArray<Definition>
  ).map((node) => (node.type === "vebus-connection" ? { ...node, port } : node))

const limits = (heard: ReadonlyArray<string>) => heard.filter((frame) => /^.. FF 53/.test(frame)).length

describe("Node-RED", () => {
  it.effect(
    "runs the example: readings, a question, a limit that is set and one that is refused, and a plug that is pulled",
    () =>
      Effect.gen(function* () {
        const { port, heard, pull, push } = yield* unit
        const { base, deploy, until, press, count } = yield* nodeRed

        const nodes = (yield* Effect.promise(async () =>
          (await fetch(`${base}/nodes`, { headers: { accept: "application/json" } })).json()
        )) as ReadonlyArray<{
          readonly module: string
          readonly types: ReadonlyArray<string>
          readonly err?: string
        }>
        const own = nodes.find(({ module }) => module === "node-red-contrib-vebus")
        assert.isUndefined(own?.err)
        assert.lengthOf(own?.types ?? [], 5)

        yield* deploy(example(port))
        const isShown = (id: string, pattern: RegExp) => (each: Told) =>
          each.topic === "debug" && each.data.id === id && pattern.test(String(each.data.msg))
        yield* until("a voltage", isShown("vebus-shown", /^\d+(\.\d+)?$/), 0)

        let from = count()
        yield* press("vebus-ask")
        yield* until("the setting", isShown("vebus-answer", /UBatFloat/), from)

        from = count()
        yield* press("vebus-ten")
        yield* until("the limit that is set", isShown("vebus-answer", /"executed":\s*true|executed/), from)
        const sent = limits(heard)
        assert.isAbove(sent, 0)

        from = count()
        yield* press("vebus-much")
        yield* until("the refusal", isShown("vebus-refused", /900 A is not all/), from)
        yield* until(
          "the red dot",
          ({ topic, data }) =>
            topic === "status/vebus-limit" && data.fill === "red" && data.text!.includes("900"),
          from
        )
        assert.strictEqual(limits(heard), sent)

        from = count()
        yield* Effect.promise(pull)
        yield* until("no voltage", isNull("vebus-shown"), from)
        from = count()
        yield* Effect.promise(push)
        yield* until("a voltage again", isShown("vebus-shown", /^\d+(\.\d+)?$/), from)

        // A deploy closes the port and opens it again.
        for (let round = 0; round < 2; round++) {
          from = count()
          yield* deploy(example(port))
          yield* until("a voltage after a deploy", isShown("vebus-shown", /^\d+(\.\d+)?$/), from)
        }
        assert.strictEqual(limits(heard), sent)

        from = count()
        yield* deploy(
          example(port).map((node) => (node.type === "vebus-connection" ? { ...node, allow: false } : node))
        )
        yield* until("a voltage without permission", isShown("vebus-shown", /^\d+(\.\d+)?$/), from)
        yield* press("vebus-ten")
        yield* until("the refusal without permission", isShown("vebus-refused", /Allow changes/), from)
        assert.strictEqual(limits(heard), sent)
      })
  )
})
