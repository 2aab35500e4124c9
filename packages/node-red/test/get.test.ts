/**
 * Questions by message: each comes to an answer or to an error that says why.
 */
import { assert, describe, it } from "@effect/vitest"
import { served } from "@vebus/testing/served"
import { questions } from "../src/Questions.ts"
import { deploy, isGreen, until } from "./Editor.ts"

const flowOf = (port: string, more: object) => [
  { id: "c", type: "vebus-connection", port, interval: "0.5" },
  { id: "g", type: "vebus-get", connection: "c", ...more }
]

const connected = async (port: string, more: object) => {
  const flow = deploy(flowOf(port, more))
  await until(() => isGreen(flow.node("g")))
  return flow
}

describe("a question", () => {
  it("of every kind has an answer", async () => {
    await using unit = await served()
    for (const [what, { named }] of Object.entries(questions)) {
      const subject = named === "setting" ? "UBatFloat" : named === "ram" ? "UBat" : ""
      await using flow = await connected(unit.port, { what, subject })
      const { sent, error } = await flow.node("g").input({ topic: "kept", payload: "replaced" })
      assert.isNull(error, what)
      assert.strictEqual(sent?.topic, "kept")
      assert.strictEqual(typeof sent?.payload, "object", what)
    }
  })

  it("takes its name from the topic where the node has none, and an address from the message", async () => {
    await using unit = await served()
    await using flow = await connected(unit.port, { what: "setting" })
    const { sent } = await flow.node("g").input({ topic: "ubat_float", address: 0 })
    assert.include(sent?.payload as object, { name: "UBatFloat", unit: "V" })
    const { error } = await flow.node("g").input({ topic: "UBatFloat", address: 99 })
    assert.include(error, "address from 0 to 31")
  })

  it("that makes no sense is an error with a red dot", async () => {
    await using unit = await served()
    for (const [more, message, word] of [
      [{ what: "setting" }, {}, "expected the name of a setting"],
      [{ what: "setting", subject: "UBatFlaot" }, {}, "UBatFlaot"],
      [{ what: "setting", subject: "200" }, {}, "200"],
      [{ what: "weather" }, {}, "expected one of"],
      [{ what: "constructor" }, {}, "expected one of"]
    ] as const) {
      await using flow = await connected(unit.port, more)
      const { sent, error } = await flow.node("g").input(message)
      assert.isNull(sent)
      assert.include(error, word)
      assert.include(flow.node("g").statuses.at(-1), { fill: "red" })
    }
  })

  it("without an inverter fails at once with the reason", async () => {
    await using unit = await served()
    await using flow = await connected(unit.port, { what: "state" })
    await unit.pull()
    await until(() => flow.node("g").statuses.at(-1)?.fill === "red")
    const { error } = await flow.node("g").input({})
    assert.include(error, "the adapter is unplugged")
  })
})
