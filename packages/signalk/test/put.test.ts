/**
 * Changes from the server: nothing unless it is allowed, within bounds, planned, executed and read back. What the adapter heard
 * is counted.
 */
import { assert, describe, it } from "@effect/vitest"
import plugin from "../src/index.ts"
import { served, type ServedUnit } from "@vebus/testing/served"
import { server, type Server, until } from "./Server.ts"

const MODE = "electrical.chargers.vebus.mode"
const LIMIT = "electrical.inverters.vebus.acin.currentLimit"

const allow = { switch: true, limit: true, limitMinimum: 6, limitMaximum: 16 }

/** A plugin that runs and shows a reading. */
const running = async (at: Server, { port }: ServedUnit, configuration: object = { allow }) => {
  const { start, stop } = plugin(at)
  start({ port, interval: 0.5, ...configuration })
  await until(() => at.values.get(MODE) === "on")
  return { stop, [Symbol.asyncDispose]: stop }
}

/** The frames with which switch and limit are asked for. */
const written = ({ heard }: ServedUnit) => heard.filter((frame) => /^.. FF 53/.test(frame))

describe("without permission", () => {
  it("nothing can be put, whatever else is configured", async () => {
    await using one = await served()
    using at = server()
    await using _ = await running(at, one, { allow: { limitMaximum: 16 } })
    assert.strictEqual(at.puts.size, 0)
    assert.deepStrictEqual(written(one), [])
  })

  it("for the limit only the switch can be put", async () => {
    await using one = await served()
    using at = server()
    await using _ = await running(at, one, { allow: { switch: true } })
    assert.sameMembers([...at.puts.keys()], [MODE, `${MODE}Number`])
  })
})

describe("the switch", () => {
  it("is moved by its text, and shown where the unit has it", async () => {
    await using one = await served()
    using at = server()
    await using _ = await running(at, one)
    const reply = await at.put(MODE, "charger only")
    assert.strictEqual(reply.statusCode, 200, reply.message)
    assert.include(reply.message, "read back")
    await until(() => at.values.get(MODE) === "charger only")
    assert.strictEqual(at.values.get(`${MODE}Number`), 1)
  })

  it("that stands there already is not asked for again", async () => {
    await using one = await served()
    using at = server()
    await using _ = await running(at, one)
    const reply = await at.put(`${MODE}Number`, 3)
    assert.strictEqual(reply.statusCode, 200)
    assert.include(reply.message, "nothing was sent")
    assert.deepStrictEqual(written(one), [])
  })

  it("has no other positions", async () => {
    await using one = await served()
    using at = server()
    await using _ = await running(at, one)
    for (const [path, value] of [
      [MODE, "ON"],
      [MODE, true],
      [MODE, null],
      [`${MODE}Number`, 7],
      [`${MODE}Number`, "3"]
    ] as const) {
      const reply = await at.put(path, value)
      assert.strictEqual(reply.statusCode, 400, JSON.stringify(value))
      assert.include(reply.message, "Nothing was sent")
    }
    assert.deepStrictEqual(written(one), [])
  })
})

describe("the input current limit", () => {
  it("is set, and the switch with which it travels stays", async () => {
    await using one = await served()
    using at = server()
    await using _ = await running(at, one)
    const reply = await at.put(LIMIT, 12.5)
    assert.strictEqual(reply.statusCode, 200, reply.message)
    await until(() => at.values.get(LIMIT) === 12.5)
    assert.strictEqual(at.values.get(MODE), "on")
    assert.strictEqual(at.values.get("electrical.inverters.vebus.acin.1.currentLimit"), 12.5)
  })

  it("outside the bounds of the configuration, or no number, sends nothing", async () => {
    await using one = await served()
    using at = server()
    await using _ = await running(at, one)
    const circular: Record<string, unknown> = {}
    circular["self"] = circular
    const wrong = [5.9, 16.1, 0, -8, Number.NaN, Infinity, "12", "none", { amperes: 12 }]
    for (const value of [...wrong, circular, 12n, "x".repeat(100_000), [[[12]]], null, undefined, true]) {
      const reply = await at.put(LIMIT, value)
      assert.strictEqual(reply.statusCode, 400)
      assert.isBelow(reply.message!.length, 300)
    }
    assert.deepStrictEqual(written(one), [])
  })

  it("that the unit cannot have is refused with its range; nothing is sent", async () => {
    await using one = await served()
    using at = server()
    await using _ = await running(at, one, { allow: { limit: true } })
    const reply = await at.put(LIMIT, 900)
    assert.strictEqual(reply.statusCode, 400, reply.message)
    assert.deepStrictEqual(written(one), [])
  })

  it("of an input that is not in use is refused", async () => {
    await using one = await served()
    using at = server()
    await using _ = await running(at, one)
    const reply = await at.put("electrical.inverters.vebus.acin.2.currentLimit", 10)
    assert.strictEqual(reply.statusCode, 409, reply.message)
    assert.deepStrictEqual(written(one), [])
  })

  it("from a slider is set to its last value", async () => {
    await using one = await served()
    using at = server()
    await using _ = await running(at, one)
    const replies = await Promise.all([8, 9, 10, 11, 12].map((amperes) => at.put(LIMIT, amperes)))
    assert.deepStrictEqual(
      replies.map(({ statusCode }) => statusCode),
      [200, 409, 409, 409, 200]
    )
    await until(() => at.values.get(LIMIT) === 12)
  })
})

describe("a change", () => {
  it("while the plug is out sends nothing, now and later", async () => {
    await using one = await served()
    using at = server()
    await using _ = await running(at, one)
    await one.pull()
    await until(() => at.values.get(MODE) === null)
    const reply = await at.put(MODE, "off")
    assert.strictEqual(reply.statusCode, 503)
    await one.push()
    await until(() => at.values.get(MODE) === "on")
    assert.deepStrictEqual(written(one), [])
  })

  it("that has begun is finished when the plugin is stopped", async () => {
    await using one = await served()
    using at = server()
    await using own = await running(at, one)
    const reply = at.put(MODE, "charger only")
    await until(() => written(one).length > 0)
    await own.stop()
    assert.strictEqual((await reply).statusCode, 200)
    assert.strictEqual((await at.put(MODE, "on")).statusCode, 409)
  })
})
