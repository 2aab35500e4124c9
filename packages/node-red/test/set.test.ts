/**
 * Changes by message: nothing without permission, RAM before EEPROM, one at a time, once, and an error that says why for all
 * that is refused. What the adapter heard is counted.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { served, type ServedUnit } from "@vebus/testing/served"
import type { Carried } from "../src/index.ts"
import { deploy, isGreen, until } from "./Editor.ts"

/** The journal of these tests is their own. */
let state = ""
let before: string | undefined
beforeAll(() => {
  state = mkdtempSync(join(tmpdir(), "vebus-node-red-"))
  before = process.env["VEBUS_STATE_DIR"]
  process.env["VEBUS_STATE_DIR"] = state
})
afterAll(() => {
  if (before === undefined) delete process.env["VEBUS_STATE_DIR"]
  else process.env["VEBUS_STATE_DIR"] = before
  rmSync(state, { recursive: true, force: true })
})

/** A set node that is connected. */
const connected = async (port: string, node: object, connection: object = { allow: true }) => {
  const flow = deploy([
    { id: "c", type: "vebus-connection", port, interval: "0.5", ...connection },
    { id: "s", type: "vebus-set", connection: "c", ...node }
  ])
  await until(() => isGreen(flow.node("s")))
  return flow
}

/** Frames that change something: S, writes of winmon, and a charge state that is forced. */
const written = ({ heard }: ServedUnit) =>
  heard.filter((frame) => /^.. FF (?:53|5[789A] (?:3[2347]|0E 0[1-9]))/.test(frame))

const carried = (sent: { readonly payload?: unknown } | null) => sent?.payload as Carried

describe("without permission", () => {
  it("nothing is changed, and the error says where it is given", async () => {
    await using unit = await served()
    await using flow = await connected(unit.port, { what: "switch" }, {})
    for (const payload of ["off", "charger-only"]) {
      const { sent, error } = await flow.node("s").input({ payload })
      assert.isNull(sent)
      assert.include(error, 'Tick "Allow changes"')
    }
    assert.include(flow.node("s").statuses.at(-1), { fill: "red" })
    assert.deepStrictEqual(written(unit), [])
  })

  it("a plan is made all the same, and shows the frames that would be sent", async () => {
    await using unit = await served()
    await using flow = await connected(unit.port, { what: "limit", planOnly: true }, {})
    const { sent, error } = await flow.node("s").input({ payload: 10 })
    assert.isNull(error)
    assert.isFalse(carried(sent).executed)
    assert.isNotEmpty(carried(sent).writes[0]!.frames)
    assert.isNull(carried(sent).writes[0]!.outcome)
    assert.deepStrictEqual(written(unit), [])
  })

  it("to store nothing is stored; RAM is not asked in its place", async () => {
    await using unit = await served()
    await using flow = await connected(unit.port, { what: "setting", subject: "UBatFloat", to: "eeprom" })
    const { error } = await flow.node("s").input({ payload: 52.5 })
    assert.include(error, "storing is not allowed")
    assert.deepStrictEqual(written(unit), [])
  })
})

describe("a change", () => {
  it("of each kind is carried out, and says what the inverter holds", async () => {
    await using unit = await served()
    for (const [node, payload] of [
      [{ what: "limit" }, 12],
      [{ what: "limit" }, "10 A"],
      [{ what: "switch" }, "charger only"],
      [{ what: "setting", subject: "UBatFloat" }, 52.5],
      [{ what: "setting", subject: "DisableCharge" }, true],
      [{ what: "settings" }, { UBatFloat: "52.4 V", DisableCharge: false }],
      [{ what: "standby" }, true]
    ] as const) {
      await using flow = await connected(unit.port, node)
      const { sent, error } = await flow.node("s").input({ payload, extra: 1 })
      assert.isNull(error, JSON.stringify(node))
      assert.strictEqual(sent?.["extra"], 1)
      assert.isTrue(carried(sent).executed)
      for (const { outcome } of carried(sent).writes) assert.isNotEmpty(outcome)
      assert.isTrue(isGreen(flow.node("s")))
    }
  })

  it("that may be stored is stored, and read back", async () => {
    await using unit = await served()
    await using flow = await connected(
      unit.port,
      { what: "setting", subject: "UBatFloat", to: "eeprom" },
      { allow: true, eeprom: true }
    )
    const { sent, error } = await flow.node("s").input({ payload: 53 })
    assert.isNull(error)
    assert.include(carried(sent).writes[0]!.outcome, "read back")
  })

  it("that is refused says why, and sends nothing", async () => {
    await using unit = await served()
    for (const [node, message, word] of [
      [{ what: "limit" }, { payload: 900 }, "900 A is not all"],
      [{ what: "limit" }, { payload: "12 V" }, "amperes"],
      [{ what: "limit" }, { payload: null }, "amperes"],
      [{ what: "limit" }, { payload: 0 }, "above 0"],
      [{ what: "switch" }, { payload: 1 }, "charger-only"],
      [{ what: "setting" }, { payload: 52 }, "msg.topic"],
      [{ what: "setting", subject: "UBatFlaot" }, { payload: 52 }, "UBatFloat"],
      [{ what: "setting", subject: "UBatFloat" }, { payload: 5200 }, "UBatFloat"],
      [{ what: "setting", subject: "UBatFloat" }, { payload: { value: 52 } }, "expected a number"],
      [{ what: "settings" }, { payload: [1] }, "object"],
      [{ what: "settings" }, { payload: {} }, "names"],
      [{ what: "charge" }, { payload: "bulk" }, "absorption"],
      [{ what: "restart" }, { payload: true }, "devices"],
      [{ what: "constructor" }, { payload: 1 }, "expected one of"]
    ] as const) {
      await using flow = await connected(unit.port, node)
      const { sent, error } = await flow.node("s").input(message)
      assert.isNull(sent)
      assert.include(error?.toLowerCase(), word.toLowerCase(), JSON.stringify([node, message]))
    }
    assert.deepStrictEqual(written(unit), [])
  })

  it("that warns of something is made only where that is wanted", async () => {
    await using unit = await served()
    await using flow = await connected(unit.port, { what: "restart" })
    const { error } = await flow.node("s").input({ payload: "devices" })
    assert.include(error, "AC output is interrupted")
    assert.include(error, "Also where it warns")
    assert.deepStrictEqual(written(unit), [])
    await flow.close()
    await using bold = await connected(unit.port, { what: "restart", bold: true })
    const done = await bold.node("s").input({ payload: "devices" })
    assert.isNull(done.error)
    assert.isNotEmpty(carried(done.sent).writes[0]!.warnings)
  })

  it("from a slider is made for the last value; the others end with an error", async () => {
    await using unit = await served()
    await using flow = await connected(unit.port, { what: "limit" })
    const results = await Promise.all([8, 9, 10, 11].map((payload) => flow.node("s").input({ payload })))
    assert.deepStrictEqual(
      results.map(({ error }) => error?.includes("a newer value took its place") ?? false),
      [false, true, true, false]
    )
  })

  it("that has begun is finished by a deploy, and one that waits is not begun", async () => {
    await using unit = await served()
    const flow = await connected(unit.port, { what: "limit" })
    const first = flow.node("s").input({ payload: 9 })
    await until(() => written(unit).length > 0)
    const second = flow.node("s").input({ payload: 11 })
    await flow.close()
    assert.isNull((await first).error)
    assert.isNotNull((await second).error)
    const count = written(unit).length
    await using _ = await connected(unit.port, { what: "limit" })
    assert.lengthOf(written(unit), count)
  })

  it("without an inverter is refused at once, and not made up for later", async () => {
    await using unit = await served()
    await using flow = await connected(unit.port, { what: "switch" })
    await unit.pull()
    await until(() => flow.node("s").statuses.at(-1)?.fill === "red")
    const { error } = await flow.node("s").input({ payload: "off" })
    assert.include(error, "unplugged")
    await unit.push()
    await until(() => isGreen(flow.node("s")))
    assert.deepStrictEqual(written(unit), [])
  })
})

describe("a one-shot", () => {
  it("is sent once, however often it is asked for while it is under way", async () => {
    await using unit = await served()
    await using flow = await connected(unit.port, { what: "charge", bold: true })
    const results = await Promise.all(
      ["float", "float", "absorption"].map((payload) => flow.node("s").input({ payload }))
    )
    assert.isNull(results[0]!.error)
    for (const { error } of results.slice(1)) assert.include(error, "not done twice")
    assert.lengthOf(written(unit), 1)
  })

  it("whose answer is lost is not sent again", async () => {
    await using unit = await served()
    await using flow = await connected(unit.port, { what: "charge", bold: true })
    const asked = flow.node("s").input({ payload: "float" })
    await until(() => written(unit).length > 0)
    await unit.pull()
    assert.isTrue((await asked).error === null || /may have been|was not written/.test((await asked).error!))
    await unit.push()
    await until(() => isGreen(flow.node("s")))
    assert.lengthOf(written(unit), 1)
  })
})
