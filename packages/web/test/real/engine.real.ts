/**
 * The engines in Chromium: the demo, a serial port with a simulated inverter behind it, a recording. Each is the built worker
 * under the policy of the page.
 */
import { assert, describe, it } from "@effect/vitest"
import { Deframer, Frames } from "@vebus/codec"
import * as Chromium from "../Chromium.ts"
import * as Faked from "../Faked.ts"
import * as Engines from "./Engines.ts"

const MK3 = { usbVendorId: 0x0403, usbProductId: 0x6015 }
const serial = { kind: "serial", port: MK3 } as const

/** What a worker with a made-up port lets a test do. */
interface Cable {
  readonly noise: () => void
  readonly unplug: () => void
  readonly plug: () => void
  readonly calls: ReadonlyArray<string>
  readonly written: ReadonlyArray<Uint8Array>
  readonly change: (change: object) => Promise<void>
}
declare const cable: Cable

const here = Chromium.beside(() => Faked.host())

/** A document of the same host and policy that starts no worker of its own. */
const alone = () => `${here.server.url}icon.svg`

/** A page for a test, which ends without a problem. */
const visited = async (use: (page: Chromium.Watched["page"]) => Promise<void>): Promise<void> => {
  const { page, problems, close } = await Chromium.open(here.browser, alone(), { expected: /favicon\.ico/ })
  await use(page)
  assert.deepStrictEqual(problems, [])
  await close()
}

describe("the demo", () => {
  it("is read, changed and changed back, and its mains can be cut", () =>
    visited(async (page) => {
      const demo = await Engines.open(page, "demo", { kind: "demo" })
      assert.deepInclude(demo.first, { type: "opened", label: "Demo" })
      const { reading } = await demo.next("reading", (event) => event.reading.battery !== null)
      assert.isNotNull(reading.battery?.stateOfCharge ?? null)
      const { sites } = await demo.told("sites")
      assert.match(sites[0]?.product ?? "", /MultiPlus-II/)

      assert.deepStrictEqual(await demo.ask({ _tag: "Stage", change: { change: "mains", on: false } }), {
        ok: true,
        value: null
      })
      await demo.next("reading", (event) => event.reading.leds?.mains === "off")
      await demo.ask({ _tag: "Stage", change: { change: "mains", on: true } })
      const wrong = await demo.ask({ _tag: "Stage", change: { change: "explosion" } })
      assert.isFalse(wrong.ok)

      const settings = await demo.ask({ _tag: "Settings" })
      assert.isTrue(settings.ok && settings.value.settings.length > 30)
      const plan = await demo.ask({ _tag: "Plan", changes: { settings: { UBatFloat: 54.2 } } })
      assert.isTrue(plan.ok)
      if (!plan.ok) return
      assert.deepStrictEqual(
        plan.value.writes.map(({ name, after }) => [name, after]),
        [["UBatFloat", "54.2 V"]]
      )
      const applied = await demo.ask({ _tag: "Apply", plan: plan.value, confirmed: true })
      assert.isTrue(applied.ok && applied.value.outcomes.every(({ outcome }) => outcome._tag === "Written"))
      const undo = await demo.ask({ _tag: "Undo" })
      assert.isTrue(undo.ok && undo.value.writes[0]?.after === plan.value.writes[0]?.before)
      const stored = await demo.ask({
        _tag: "Plan",
        changes: { to: "eeprom", settings: { UBatFloat: 54.4 } }
      })
      assert.isTrue(stored.ok)
      if (stored.ok) {
        const refused = await demo.ask({ _tag: "Apply", plan: stored.value, confirmed: true })
        assert.isTrue(!refused.ok && /EEPROM/.test(refused.message))
      }
      await demo.ask({ _tag: "Lock" })
      const locked = await demo.ask({ _tag: "Apply", plan: plan.value, confirmed: true })
      assert.isTrue(!locked.ok && locked.reason === "not-allowed")
      await demo.ask({ _tag: "Unlock", token: null })
      assert.isTrue((await demo.ask({ _tag: "Undo" })).ok)
      await demo.close()
    }))
})

describe("an adapter on this computer", () => {
  it("shows what the unit measures, through damaged bytes, a pulled plug and a pulled bus cable, by reads alone", () =>
    visited(async (page) => {
      const adapter = await Engines.open(page, "serial", serial)
      await adapter.next("reading", ({ reading }) => reading.battery !== null)
      await adapter.worker.evaluate(() => cable.change({ change: "load", watts: 1500 }))
      const { reading } = await adapter.next(
        "reading",
        (event) => Math.abs((event.reading.acOutputPower ?? 0) - 1500) < 40
      )
      assert.strictEqual(reading.port, "webserial:0403:6015")

      await adapter.worker.evaluate(() => cable.noise())
      await adapter.next("reading", (event) => event.reading.battery !== null)
      await adapter.worker.evaluate(() => cable.unplug())
      const lost = await adapter.next("link", ({ state }) => state === "unplugged")
      assert.match(lost.reason ?? "", /lost webserial:/)
      await adapter.next("reading", (event) => event.reading.battery === null)
      await adapter.worker.evaluate(() => cable.plug())
      assert.isNull((await adapter.next("link", ({ state }) => state === "connected")).reason)
      await adapter.next("reading", (event) => event.reading.battery !== null)
      await adapter.worker.evaluate(() => cable.change({ change: "bus", connected: false }))
      await adapter.next("link", ({ state }) => state === "asleep")
      await adapter.worker.evaluate(() => cable.change({ change: "bus", connected: true }))
      await adapter.next("link", ({ state }) => state === "connected")
      const { counters } = await adapter.next("health", (event) => (event.counters.frames ?? 0) > 0)
      assert.strictEqual(counters.reconnects, 1)

      const plan = await adapter.ask({ _tag: "Plan", changes: { settings: { UBatFloat: 54 } } })
      assert.isTrue(!plan.ok && plan.reason === "not-allowed")
      const written = await adapter.worker.evaluate(() => cable.written.map((bytes) => [...bytes]))
      const requests = Deframer.step(Deframer.initial, 0, Uint8Array.from(written.flat()))[1].flatMap(
        (event) =>
          event._tag === "Frame" ? [Frames.decodeRequest(event.buffer, event.start + 1, event.end - 1)] : []
      )
      assert.isAbove(requests.length, 20)
      for (const request of requests) {
        assert.isTrue(
          Frames.traits(request).effect === "read" || request._tag === "AddressRequest",
          request._tag
        )
      }
      assert.notInclude(await adapter.worker.evaluate(() => [...cable.calls]), "setSignals")
      await adapter.close()
      assert.strictEqual(await adapter.worker.evaluate(() => cable.calls.at(-1)), "close")
    }))

  it("is in one tab at a time", () =>
    visited(async (page) => {
      const first = await Engines.open(page, "serial", serial)
      await first.next("link", ({ state }) => state === "connected")
      const other = await page.context().newPage()
      await other.goto(alone())
      const second = await Engines.open(other, "serial", serial)
      const { reason } = await second.next("link", ({ state }) => state === "unplugged")
      assert.match(reason ?? "", /another tab of this page has it/)
      await first.close()
      await second.next("link", ({ state }) => state === "connected")
      await second.close()
      await other.close()
    }))

  it("is changed where its user has allowed it", () =>
    visited(async (page) => {
      const adapter = await Engines.open(page, "steering", serial)
      assert.containsSubset(adapter.first, { capabilities: { settings: "write" } })
      await adapter.next("link", ({ state }) => state === "connected")
      const plan = await adapter.ask({ _tag: "Plan", changes: { limit: 10 } })
      assert.isTrue(plan.ok)
      if (!plan.ok) return
      const applied = await adapter.ask({ _tag: "Apply", plan: plan.value, confirmed: true })
      assert.isTrue(applied.ok && applied.value.outcomes.every(({ outcome }) => outcome._tag === "Written"))
      await adapter.next("reading", ({ reading }) => reading.currentLimit?.actual === 10)
      await adapter.close()
    }))
})
