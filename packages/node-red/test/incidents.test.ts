/**
 * What happens to flows, against a simulated unit behind a real TCP port: plugs, deploys, several connections, mistakes.
 */
import type * as Reading from "@vebus/codec/reading"
import { assert, describe, it } from "@effect/vitest"
import { open } from "@vebus/runtime/promise"
import { served } from "@vebus/testing/served"
import { deploy, isGreen, until } from "./Editor.ts"

const inverter = (port: string, more: object = {}) => ({
  id: "c",
  type: "vebus-connection",
  port,
  interval: "0.5",
  ...more
})
const readings = (id: string, more: object = {}) => ({ id, type: "vebus-readings", connection: "c", ...more })

describe("readings", () => {
  it("go to all nodes of a connection, from one poll", async () => {
    await using unit = await served()
    let polls = 0
    const counting: typeof open = async (options) => {
      const opened = await open(options)
      const own = opened.readings
      return Object.assign(opened, { readings: (asked: Parameters<typeof own>[0]) => (polls++, own(asked)) })
    }
    await using flow = deploy(
      [inverter(unit.port), readings("all"), readings("one", { path: "battery.voltage" })],
      counting
    )
    const [all, one] = [flow.node("all"), flow.node("one")]
    await until(() => all.sent.length > 1 && one.sent.length > 1)
    assert.strictEqual(polls, 1)
    const reading = all.sent[0]!.payload as Reading.Reading
    assert.strictEqual(reading.schema, "vebus.reading/1")
    assert.include(one.sent[0], { topic: "battery.voltage", payload: reading.battery?.voltage })
    assert.isTrue(isGreen(all))
  })

  it("are null while the plug is out, with a red dot, and come back", async () => {
    await using unit = await served()
    await using flow = deploy([inverter(unit.port), readings("r", { path: "battery.voltage" })])
    const { sent, statuses } = flow.node("r")
    await until(() => typeof sent.at(-1)?.payload === "number")
    await unit.pull()
    await until(() => sent.at(-1)?.payload === null)
    assert.include(statuses.at(-1), { fill: "red", text: "the adapter is unplugged" })
    await unit.push()
    await until(() => typeof sent.at(-1)?.payload === "number")
    assert.isTrue(isGreen(flow.node("r")))
  })

  it("wait for an inverter that is not there yet, and say why", async () => {
    await using unit = await served()
    await unit.pull()
    await using flow = deploy([inverter(unit.port), readings("r")])
    const { sent, statuses } = flow.node("r")
    await until(() =>
      statuses.some(({ fill, text }) => fill === "yellow" && text?.startsWith("cannot open") === true)
    )
    assert.deepStrictEqual(sent, [])
    await unit.push()
    await until(() => sent.length > 0)
  })
})

describe("a deploy", () => {
  it("closes the port, so that the next flow opens it, time after time", async () => {
    await using unit = await served()
    for (let count = 0; count < 3; count++) {
      const flow = deploy([inverter(unit.port), readings("r")])
      await until(() => flow.node("r").sent.length > 0)
      await flow.close()
      const { length } = flow.node("r").sent
      assert.deepStrictEqual(flow.node("r").statuses.at(-1)?.fill, "green")
      await new Promise(setImmediate)
      assert.lengthOf(flow.node("r").sent, length)
    }
  })

  it("while a connection waits ends at once", async () => {
    await using unit = await served()
    await unit.pull()
    const flow = deploy([inverter(unit.port), readings("r")])
    await until(() => flow.node("r").statuses.at(-1)?.text?.startsWith("cannot open") === true)
    await flow.close()
  })

  it("of two connections keeps them apart", async () => {
    await using one = await served()
    await using two = await served()
    await using flow = deploy([
      inverter(one.port),
      { ...inverter(two.port), id: "d" },
      readings("r", { path: "battery.voltage" }),
      readings("s", { path: "battery.voltage", connection: "d" })
    ])
    const [first, second] = [flow.node("r").sent, flow.node("s").sent]
    await until(() => first.length > 0 && second.length > 0)
    await one.pull()
    await until(() => first.at(-1)?.payload === null)
    assert.isNumber(second.at(-1)?.payload)
  })

  it("of a connection that nobody uses opens nothing", async () => {
    await using unit = await served()
    await using _ = deploy([inverter(unit.port)])
    await new Promise((resolve) => setTimeout(resolve, 50))
    assert.deepStrictEqual(unit.heard, [])
  })
})

describe("mistakes", () => {
  it("in a connection are said at the connection and at each node that uses it", async () => {
    for (const [wrong, word] of [
      [{ port: "foo://x" }, "port: expected"],
      [{ interval: "0" }, "interval: expected"],
      [{ address: "77" }, "address from 0 to 31"]
    ] as const) {
      await using flow = deploy([inverter("sim:", wrong), readings("r")])
      assert.include(flow.node("c").errors[0], word)
      assert.include(flow.node("r").statuses[0], { fill: "red" })
    }
  })

  it("without a connection are said at the node", async () => {
    await using flow = deploy([readings("r"), { id: "g", type: "vebus-get" }])
    for (const id of ["r", "g"])
      assert.include(flow.node(id).statuses[0], { fill: "red", text: "no connection is chosen" })
  })

  it("in a profile of a simulation are said, and end nothing else", async () => {
    await using flow = deploy([inverter("sim:nothing-like-this"), readings("r")])
    const { statuses } = flow.node("r")
    await until(() => statuses.at(-1)?.text?.includes("no such profile") === true)
  })
})

describe("frames", () => {
  it("are sent as they come, after a plug was pulled too, and no longer than the flow runs", async () => {
    await using unit = await served()
    await using flow = deploy([
      inverter(unit.port),
      { id: "f", type: "vebus-frames", connection: "c" },
      readings("r")
    ])
    const { sent } = flow.node("f")
    await until(() => sent.length > 3)
    assert.include(sent[0]!.payload as object, { _tag: "Frame" })
    assert.strictEqual(typeof sent[0]!.topic, "string")
    await unit.pull()
    await until(() => flow.node("r").statuses.at(-1)?.fill === "red")
    const { length } = sent
    await unit.push()
    await until(() => sent.length > length)
    await flow.close()
    const after = sent.length
    await new Promise(setImmediate)
    assert.lengthOf(sent, after)
  })

  it("alone ask for nothing but to be connected", async () => {
    await using unit = await served()
    await using flow = deploy([inverter(unit.port), { id: "f", type: "vebus-frames", connection: "c" }])
    await until(() => isGreen(flow.node("f")))
    assert.deepStrictEqual(
      unit.heard.filter((frame) => /^.. FF [SXYZ]/.test(frame)),
      []
    )
  })
})
