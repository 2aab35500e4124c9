/**
 * What a listener makes of the messages of many gateways: their states, and what comes from somebody who is none.
 */
import { assert, describe, it } from "@effect/vitest"
import { Fleet } from "@vebus/gateway"
import * as fc from "fast-check"

const NOW = Date.parse("2026-05-01T12:00:00Z")
const bytes = (text: string) => new TextEncoder().encode(text)
const message = (topic: string, payload: unknown, retain = false): Fleet.Message => ({
  topic,
  payload: bytes(typeof payload === "string" ? payload : JSON.stringify(payload)),
  retain
})
const state = (ts: number, more: object = {}) => ({
  ts: new Date(ts).toISOString(),
  fresh: true,
  battery: { voltage: 52.1, power: 300, stateOfCharge: 0.8 },
  acInputPower: 500,
  acOutputPower: 200,
  device: { state: "charge" },
  ...more
})

/** A fleet after messages, each with the time when it came. */
const after = (
  messages: ReadonlyArray<readonly [message: Fleet.Message, now?: number]>,
  base = "vebus"
): Fleet.Fleet =>
  messages.reduce((fleet, [each, now = NOW]) => Fleet.hear(fleet, base, each, now)[0], Fleet.empty)
const row = (fleet: Fleet.Fleet, now = NOW) => Fleet.rowOf(fleet, "van", now)

const online = message("vebus/van/status", "online")
const figures = message("vebus/van/0/state", state(NOW))

describe("a site of a fleet", () => {
  it("has figures while its gateway and its unit tell them", () => {
    const fleet = after([
      [online],
      [
        message("vebus/van/bridge", {
          link: "connected",
          intervalMillis: 5000,
          fresh: true,
          version: "1.2.3"
        })
      ],
      [message("vebus/van/0/info", { product: "MultiPlus 24/3000/70-50", carriesSystem: true })],
      [figures]
    ])
    assert.deepInclude(row(fleet), {
      verdict: "ok",
      reason: null,
      age: 0,
      link: "connected",
      product: "MultiPlus 24/3000/70-50",
      version: "1.2.3",
      state: "charge",
      batteryVoltage: 52.1,
      batteryPower: 300,
      stateOfCharge: 0.8,
      acInputPower: 500,
      acOutputPower: 200
    })
  })

  it("has none that are old, and says how old they are: three intervals, and ten seconds at least", () => {
    const slow = message("vebus/van/bridge", { intervalMillis: 60_000 })
    assert.strictEqual(row(after([[online], [figures]]), NOW + 10_000)!.verdict, "ok")
    const old = row(after([[online], [figures]]), NOW + 10_001)!
    assert.deepInclude(old, { verdict: "stale", age: 10_001, batteryVoltage: null, state: null })
    assert.match(old.reason!, /no new figures/)
    assert.strictEqual(row(after([[online], [slow], [figures]]), NOW + 180_000)!.verdict, "ok")
    assert.strictEqual(row(after([[online], [slow], [figures]]), NOW + 180_001)!.verdict, "stale")
  })

  it.each([
    [
      "a unit that does not answer",
      [online, message("vebus/van/0/state", state(NOW, { fresh: false, reason: "no reply" }))],
      "stale",
      "no reply"
    ],
    [
      "a gateway that is gone",
      [online, figures, message("vebus/van/status", "offline")],
      "lost",
      "the gateway is gone"
    ],
    [
      "a gateway that nobody vouches for",
      [figures],
      "unknown",
      "nobody has said whether the gateway is there"
    ],
    ["a gateway that has told no figures", [online], "stale", "the gateway has told no figures"],
    [
      "an adapter that is gone",
      [online, message("vebus/van/bridge", { reason: "the cable is out" })],
      "stale",
      "the cable is out"
    ]
  ] as const)("%s has no figures", (_, messages, verdict, reason) => {
    const found = row(after(messages.map((each) => [each])))
    assert.deepInclude(found, { verdict, reason, batteryVoltage: null, acInputPower: null, state: null })
  })

  it("does not stay young because the clock of its gateway is ahead", () => {
    const ahead = state(NOW + 3_600_000)
    const live = after([[online], [message("vebus/van/0/state", ahead)]])
    assert.deepInclude(row(live), { verdict: "ok", age: 0 })
    assert.strictEqual(row(live, NOW + 11_000)!.verdict, "stale")
    const kept = row(after([[online], [message("vebus/van/0/state", ahead, true)]]))!
    assert.deepInclude(kept, { verdict: "stale", age: null, batteryVoltage: null })
    assert.match(kept.reason!, /clock/)
  })

  it("has the figures of the unit that carries the system, also where another one speaks later", () => {
    const fleet = after([
      [online],
      [message("vebus/van/0/info", { product: "MultiPlus", carriesSystem: true })],
      [message("vebus/van/1/info", { product: "Quattro", carriesSystem: false })],
      [figures],
      [message("vebus/van/1/state", { ts: new Date(NOW).toISOString(), fresh: true, unit: { power: 3 } })]
    ])
    assert.deepInclude(row(fleet), { product: "MultiPlus", batteryVoltage: 52.1 })
    assert.strictEqual(fleet.refused, 0)
  })

  it("is no more when its gateway has taken back all that it said", () => {
    const gone = after([
      [online],
      [figures],
      [message("vebus/van/0/state", "")],
      [message("vebus/van/status", "")]
    ])
    assert.isNull(row(gone))
    assert.deepStrictEqual(Fleet.rows(gone, NOW), [])
  })

  it("is found below a base of several parts, and not below another one", () => {
    const fleet = after(
      [[message("home/vebus/van/status", "online")], [message("vebus/boat/status", "online")]],
      "home/vebus"
    )
    assert.deepStrictEqual(
      Fleet.rows(fleet, NOW).map(({ site }) => site),
      ["van"]
    )
  })
})

describe("a message of somebody else", () => {
  it.each([
    ["no JSON", message("vebus/van/0/state", "{{{")],
    ["of another shape", message("vebus/van/0/state", { ts: 3, fresh: "yes" })],
    ["a time that is none", message("vebus/van/0/state", { ...state(NOW), ts: "yesterday" })],
    ["a figure that is a text", message("vebus/van/0/state", state(NOW, { acInputPower: "500" }))],
    ["too long", message("vebus/van/bridge", { reason: "x".repeat(Fleet.MAX_BYTES) })],
    ["a word that is too long", message("vebus/van/bridge", { reason: "x".repeat(1000) })],
    ["a status that is none", message("vebus/van/status", "perhaps")],
    ["a name that no site can have", message("vebus/VAN/status", "online")],
    ["a unit that no bus can have", message("vebus/van/100/state", state(NOW))],
    ["bytes", { topic: "vebus/van/bridge", payload: new Uint8Array([0xff, 0xfe, 0]), retain: true }]
  ] as const)("%s is counted, and changes nothing", (_, bad) => {
    const good = after([[online], [figures]])
    const [fleet, site] = Fleet.hear(good, "vebus", bad, NOW)
    assert.isNull(site)
    assert.strictEqual(fleet.refused, 1)
    assert.deepStrictEqual(Fleet.rows(fleet, NOW), Fleet.rows(good, NOW))
  })

  it("cannot make more sites than there is room for, and those that are there go on", () => {
    let fleet = after([[online], [figures]])
    for (let index = 0; index < Fleet.MAX_SITES + 5; index++)
      fleet = Fleet.hear(fleet, "vebus", message(`vebus/x${index}/status`, "online"), NOW)[0]
    assert.strictEqual(fleet.refused, 6)
    const [last, site] = Fleet.hear(fleet, "vebus", message("vebus/van/status", "offline"), NOW)
    assert.strictEqual(site, "van")
    assert.strictEqual(row(last)!.verdict, "lost")
  })

  it("never throws, and never turns into a figure that is no number", () => {
    const json = fc.json({ maxDepth: 4 })
    const kind = fc.constantFrom("status", "bridge", "0/state", "0/info", "31/state", "x/y/z")
    const payload = fc.oneof(
      fc.uint8Array(),
      json.map(bytes),
      fc.record({ battery: fc.anything(), acInputPower: fc.anything() }).map((more) => {
        const text = JSON.stringify({ ...state(NOW), ...more }, (_, value: unknown) =>
          typeof value === "bigint" ? String(value) : value
        )
        return bytes(text)
      })
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(kind, payload, fc.boolean()), { maxLength: 12 }), (messages) => {
        const fleet = after([
          [online],
          ...messages.map(
            ([topic, content, retain]) => [{ topic: `vebus/van/${topic}`, payload: content, retain }] as const
          )
        ])
        for (const { batteryVoltage, batteryPower, stateOfCharge, acInputPower } of Fleet.rows(fleet, NOW))
          for (const each of [batteryVoltage, batteryPower, stateOfCharge, acInputPower])
            assert.isTrue(each === null || Number.isFinite(each))
      })
    )
  })
})
