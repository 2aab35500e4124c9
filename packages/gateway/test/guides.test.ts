/**
 * The guides about MQTT and Home Assistant are true: their commands are carried out by a simulated unit, with what their
 * configurations allow; targets, topics and entities are those that there are.
 */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import {
  CommandMessage,
  Config,
  ModbusRegisters,
  ModbusWrites,
  Permissions,
  Target,
  UnitFacts,
  UnitState,
  VenusValues
} from "@vebus/gateway"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Asked from "../src/venus/Asked.ts"
import * as Figures from "../src/opentelemetry/Figures.ts"
import * as Points from "../src/influx/Points.ts"
import * as Topics from "../src/unit/Topics.ts"
import { command, gate } from "./commands/Gate.ts"
import { discovered, fresh, played, viewOf } from "./Simulated.ts"

const guide = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../../docs/guides/${name}.md`, import.meta.url)), "utf8")

/** The last configuration of a page that allows something. */
const allowedBy = (page: string): Permissions.Permissions => {
  const [text] = [...page.matchAll(/^ *```yaml\n([\s\S]*?)^ *```$/gm)]
    .map((match) => match[1]!)
    .filter((each) => each.includes("allow:"))
    .slice(-1)
  const loaded = Config.load({ file: { path: "gateway.yaml", text: text! }, env: {}, flags: [] })
  return Permissions.of(Result.getOrThrow(loaded).config)
}

/** The words in backticks of a column of the tables of a page. */
const column = (page: string, index: number): ReadonlyArray<string> =>
  page
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .flatMap((line) =>
      [...(line.split("|")[index + 1] ?? "").matchAll(/`([^`]+)`/g)].map((match) => match[1]!)
    )

describe("the guide to MQTT", () => {
  const page = guide("mqtt")

  const commands = [...page.matchAll(/^mosquitto_pub -t (\S+) -m (?:'([^']*)'|(\S+))$/gm)].map((match) => ({
    topic: match[1]!,
    message: match[2] ?? match[3]!
  }))

  for (const { topic, message } of commands) {
    it.effect(`${topic} ${message}: is carried out where its configuration allows it`, () =>
      Effect.gen(function* () {
        const { site, address, what } = Topics.parse("vebus", topic)!
        const asked = Result.getOrThrow(CommandMessage.parse(Buffer.from(message)))
        const { commands: open } = yield* gate({ allow: allowedBy(page) })
        const wanted = command(what, asked.value, { site, address, id: asked.id, persist: asked.persist })
        const result = yield* played(open.submit(wanted))
        assert.isTrue(result.ok, result.message)
      })
    )
  }

  it("names all targets, and all topics", () => {
    assert.strictEqual(commands.length, 3)
    const first = column(page, 0)
    assert.includeMembers([...first], [...Target.words])
    const topics = Topics.make("vebus", "van")
    assert.includeMembers(
      [...first],
      [
        topics.status,
        topics.bridge,
        topics.events,
        ...["availability", "state", "info", "result"].map((name) => topics.of(0, name))
      ]
    )
  })
})

describe("the guides to databases and collectors", () => {
  for (const name of ["influx", "opentelemetry", "venus-mqtt"]) {
    it(`${name}: its configurations are right`, () => {
      const page = guide(name)
      const files = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map((match) => match[1]!)
      assert.isAbove(files.length, 0)
      for (const text of files)
        assert.isTrue(
          Result.isSuccess(Config.load({ file: { path: "gateway.yaml", text }, env: {}, flags: [] })),
          text
        )
    })
  }

  it.effect("InfluxDB: name fields that are written", () =>
    Effect.gen(function* () {
      const view = yield* viewOf("multiplus-ii-48-5000-mk3")
      const written = new Set(Points.of(view).flatMap(({ fields }) => Object.keys(fields)))
      const named = column(guide("influx"), 0).filter(
        (word) => !word.startsWith("influx.") && word.includes("_")
      )
      assert.isAbove(named.length, 10)
      for (const field of named) assert.isTrue(written.has(field) || field.endsWith("_joules"), field)
    })
  )
})

describe("the guide to OpenTelemetry", () => {
  it.effect("names metrics that are sent, with their units", () =>
    Effect.gen(function* () {
      const view = yield* viewOf("multiplus-ii-48-5000-mk3")
      const sent = Figures.of([view], [], { started: 0, now: 0 }).map(({ name }) => name)
      const named = column(guide("opentelemetry"), 0).filter((word) => word.startsWith("vebus."))
      assert.isAbove(named.length, 8)
      // A view of a test counts nothing.
      const counted = ["vebus.requests", "vebus.request.duration"]
      for (const name of named) assert.include([...sent, ...counted], name)
    })
  )
})

describe("the guide to NUT", () => {
  const page = guide("nut")

  it("has a configuration that is right, and names all keys of its section", () => {
    const [text] = [...page.matchAll(/^ *```yaml\n([\s\S]*?)^ *```$/gm)].map((match) => match[1]!)
    const loaded = Config.load({ file: { path: "gateway.yaml", text: text! }, env: {}, flags: [] })
    const { config } = Result.getOrThrow(loaded)
    assert.strictEqual(config.nut?.listen.port, 3493)
    const named = column(page, 0).map((key) => key.split(".")[0]!)
    for (const key of Object.keys(config.nut!).filter((each) => each !== "listen"))
      assert.isTrue(
        named.some((name) => name === key),
        key
      )
  })

  it("explains each word of the status that shuts something down", () => {
    const words = column(page, 0).filter((word) => /^[A-Z ]+$/.test(word))
    assert.deepStrictEqual(words, ["OL", "OB", "OB LB", "FSD", "OFF"])
  })
})

describe("the guide to the topics of a GX", () => {
  it.effect("names paths that there are, and all that can be written", () =>
    Effect.gen(function* () {
      const page = guide("venus-mqtt")
      const [reading, writing] = page.split("## Writing") as [string, string]
      const view = yield* viewOf("multiplus-ii-48-5000-mk3")
      const paths = VenusValues.of(view, {
        instance: 288,
        version: "1",
        permissions: Permissions.none,
        inForce: UnitState.unknown
      })
      const named = column(reading, 0).filter((word) => /^[A-Z]/.test(word))
      assert.isAbove(named.length, 20)
      for (const path of named) assert.isTrue(paths.has(path), path)
      assert.sameMembers([...column(writing, 0)], [...Asked.writablePaths])
    })
  )
})

describe("the guide to Modbus", () => {
  const page = guide("modbus")

  it("has configurations that are right, and names all keys of its section", () => {
    const texts = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map((match) => match[1]!)
    assert.lengthOf(texts, 2)
    const configs = texts.map(
      (text) =>
        Result.getOrThrow(Config.load({ file: { path: "gateway.yaml", text }, env: {}, flags: [] })).config
    )
    assert.deepStrictEqual(
      configs.map(({ modbus }) => modbus?.writes),
      [false, true]
    )
    assert.includeMembers([...column(page, 0)], Object.keys(configs[0]!.modbus!))
  })

  it.effect("shows the table of the registers, row by row", () =>
    Effect.gen(function* () {
      const told = VenusValues.of(yield* viewOf("multiplus-ii-48-5000-mk3"), {
        instance: 228,
        version: "1",
        permissions: Permissions.none,
        inForce: UnitState.unknown
      })
      const how = (path: string) =>
        [
          ...(told.has(path.slice(1)) ? ["read"] : []),
          ...(ModbusWrites.isWritable(path) ? ["written"] : [])
        ].join(", ") || "never known"
      const shown = page
        .split("\n")
        .filter((line) => line.includes("| `/"))
        .map((line) =>
          line
            .split("|")
            .map((cell) => cell.trim())
            .slice(1, -1)
        )
      const expected = ModbusRegisters.rows.map((row) => {
        const last = row.register + ModbusRegisters.lengthOf(row) - 1
        const registers = last === row.register ? String(last) : `${row.register} to ${last}`
        return [registers, `\`${row.path}\``, row.type, String(row.scale), how(row.path)]
      })
      assert.deepStrictEqual(shown, expected)
    })
  )
})

describe("the guides to Home Assistant", () => {
  it.effect("name entities that there are", () =>
    Effect.gen(function* () {
      const keys = new Set<string>()
      for (const product of ["multiplus-ii-48-5000-mk3", "three-phase-48-3000"] as const) {
        const { reading, ...view } = yield* viewOf(product)
        const seen = fresh({ ...view, reading })
        const facts = UnitFacts.learn(null, seen, UnitState.homeOf(reading)!)
        const document = discovered(facts)
        for (const key of Object.keys(document.components)) keys.add(key)
      }
      const ends = /^_l\d$/
      for (const [page, index] of [
        ["home-assistant", 0],
        ["home-assistant-moving", 1]
      ] as const) {
        const named = column(guide(page), index)
        assert.isAbove(named.length, 15)
        for (const key of named) assert.isTrue(keys.has(key) || ends.test(key), `${page}: ${key}`)
      }
    })
  )
})
