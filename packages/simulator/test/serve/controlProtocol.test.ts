/** What can be said on a control channel, what is refused and how, and what is answered. */
import { assert, describe, it } from "@effect/vitest"
import { Change, Simulator } from "@vebus/simulator"
import { ControlProtocol } from "@vebus/simulator/serve"
import fc from "fast-check"
import * as Result from "effect/Result"
import { change } from "../support/Changes.ts"

const parsed = (line: string): ControlProtocol.Request => Result.getOrThrow(ControlProtocol.parse(line))
const refusal = (line: string): string => Result.getOrThrow(Result.flip(ControlProtocol.parse(line)))

describe("a line that says something", () => {
  /** One of each command, with all that can be said in it. */
  const requests: ReadonlyArray<ControlProtocol.Request> = [
    { change: "mains", on: true, volts: 226, hertz: 51.2, unsteadiness: 4, input: 2 },
    { change: "load", watts: 2000, phase: 2 },
    { change: "state-of-charge", ratio: 0.3 },
    { change: "temperature", battery: -5, unit: 90, ambient: 40 },
    { change: "front-switch", position: "off", address: 1 },
    { change: "silence", address: 3, silent: true },
    { change: "vebus-error", code: 17 },
    { change: "bus", connected: false },
    { change: "sleep" },
    { change: "wake" },
    { change: "refuse", command: 15, times: 2, address: 0 },
    { change: "mix-up", times: 3 },
    { change: "restart-adapter" },
    { change: "panel-frame", position: "on", limit: 12.5 },
    { change: "panel", position: "inverter-only", limit: 16, everyMillis: 500 },
    {
      change: "hold",
      address: 1,
      ram: { 4: 1441 },
      leds: { on: 3, blink: 0 },
      alarms: 0x66,
      state: "charge",
      subState: "float"
    },
    { change: "release", address: 1 },
    { change: "unplug" },
    { change: "replug" },
    { ask: "truth" },
    { ask: "state" },
    { ask: "settings" }
  ]
  it.each(requests)("%j", (request) => {
    assert.deepStrictEqual(parsed(JSON.stringify(request)), request)
    assert.deepStrictEqual(parsed(`  ${JSON.stringify(request, null, 1).replaceAll("\n", " ")}\r`), request)
  })

  it("covers every change and every question that there is", () => {
    const said = (key: "change" | "ask") =>
      requests.flatMap((request) => (key in request ? [(request as Record<string, unknown>)[key]] : []))
    assert.sameMembers(said("change"), [
      ...Change.Change.members.map(({ fields }) => fields.change.literal),
      "unplug",
      "replug"
    ])
    assert.sameMembers(said("ask"), ["truth", "state", "settings"])
  })

  it("may leave out what is optional, and say null where nothing is meant", () => {
    for (const request of [
      { change: "mains", on: false },
      { change: "load", watts: null },
      { change: "temperature" },
      { change: "panel-frame", position: "off" },
      { change: "panel", position: null },
      { change: "hold" },
      { change: "release" }
    ] as const) {
      assert.deepStrictEqual<unknown>(parsed(JSON.stringify(request)), request)
    }
  })

  it("is any change that there can be", () =>
    fc.assert(fc.property(change, (each) => assert.deepStrictEqual(parsed(JSON.stringify(each)), each))))
})

describe("a line that says nothing", () => {
  const changes =
    "mains, load, state-of-charge, temperature, front-switch, silence, vebus-error, bus, sleep, wake, refuse, mix-up, " +
    "restart-adapter, panel-frame, panel, hold, release, unplug, replug"

  it.each([
    // No JSON.
    ["", "Expected a JSON object, got nothing"],
    ["pull the plug", "Expected a JSON object, got pull the plug"],
    ['{"change":"wake"', 'Expected a JSON object, got {"change":"wake"'],
    ['{"change":"load","watts":NaN}', 'Expected a JSON object, got {"change":"load","watts":NaN}'],
    // No request.
    ["null", 'Expected an object with "change" or "ask", got null'],
    ["3", 'Expected an object with "change" or "ask", got 3'],
    ['"wake"', 'Expected an object with "change" or "ask", got "wake"'],
    ['[{"change":"wake"}]', 'Expected an object with "change" or "ask", got [{"change":"wake"}]'],
    ["{}", 'Expected an object with "change" or "ask", got {}'],
    ['{"do":"wake"}', 'Expected an object with "change" or "ask", got {"do":"wake"}'],
    // No name that is known.
    ['{"change":"lode","watts":1}', `change: Expected one of ${changes}, got "lode"`],
    ['{"change":null}', `change: Expected one of ${changes}, got null`],
    ['{"change":"truth"}', `change: Expected one of ${changes}, got "truth"`],
    ['{"ask":"time"}', 'ask: Expected one of truth, state, settings, got "time"'],
    ['{"ask":["truth"]}', 'ask: Expected one of truth, state, settings, got ["truth"]'],
    // Two at once, or too much.
    ['{"ask":"truth","change":"sleep"}', 'ask: Unexpected key with value "truth"'],
    ['{"ask":"truth","now":true}', "now: Unexpected key with value true"],
    ['{"change":"unplug","forMillis":1}', "forMillis: Unexpected key with value 1"],
    ['{"change":"mains","on":true,"vots":1}', "vots: Unexpected key with value 1"],
    // Too little.
    ['{"change":"mains"}', "on: Missing key"],
    ['{"change":"load"}', "watts: Missing key"],
    ['{"change":"state-of-charge"}', "ratio: Missing key"],
    ['{"change":"front-switch"}', "position: Missing key"],
    ['{"change":"bus"}', "connected: Missing key"],
    ['{"change":"panel-frame"}', "position: Missing key"],
    ['{"change":"panel"}', "position: Missing key"],
    // The wrong kind of value.
    ['{"change":"mains","on":1}', "on: Expected boolean, got 1"],
    ['{"change":"load","watts":"much"}', 'watts: Expected number | null, got "much"'],
    ['{"change":"bus","connected":"no"}', 'connected: Expected boolean, got "no"'],
    [
      '{"change":"front-switch","position":"inverter-only"}',
      'position: Expected "off" | "charger-only" | "on", got "inverter-only"'
    ],
    [
      '{"change":"panel-frame","position":"up"}',
      'position: Expected "off" | "charger-only" | "inverter-only" | "on", got "up"'
    ],
    ['{"change":"release","address":0.5}', "address: Expected an integer, got 0.5"],
    // Out of range.
    ['{"change":"mains","on":true,"volts":0}', "volts: Expected a value between 1 and 600, got 0"],
    ['{"change":"mains","on":true,"hertz":5}', "hertz: Expected a value between 20 and 100, got 5"],
    [
      '{"change":"mains","on":true,"unsteadiness":-1}',
      "unsteadiness: Expected a value between 0 and 20, got -1"
    ],
    ['{"change":"load","watts":-1}', "watts: Expected a value between 0 and 100000, got -1"],
    ['{"change":"load","watts":1,"phase":5}', "phase: Expected 1 | 2 | 3 | 4, got 5"],
    ['{"change":"state-of-charge","ratio":30}', "ratio: Expected a value between 0 and 1, got 30"],
    ['{"change":"temperature","unit":200}', "unit: Expected a value between -60 and 150, got 200"],
    [
      '{"change":"panel-frame","position":"on","limit":-1}',
      "limit: Expected a value between 0 and 3276.7, got -1"
    ],
    [
      '{"change":"panel","position":"on","everyMillis":1}',
      "everyMillis: Expected a value between 50 and 60000, got 1"
    ],
    ['{"change":"hold","ram":{"4":70000}}', "ram.4: Expected a value between 0 and 65535, got 70000"],
    ['{"change":"hold","address":32}', "address: Expected a value between 0 and 31, got 32"],
    ['{"change":"hold","leds":{"on":300,"blink":0}}', "leds.on: Expected a value between 0 and 255, got 300"]
  ])("%s", (line, message) => assert.strictEqual(refusal(line), message))

  it("is shown in part when it is long", () =>
    assert.strictEqual(refusal("x".repeat(1000)), `Expected a JSON object, got ${"x".repeat(80)}`))

  it("is any text at all, and never more than a refusal", () =>
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        const result = ControlProtocol.parse(line)
        if (Result.isFailure(result)) assert.isNotEmpty(result.failure)
      })
    ))
})

describe("an answer", () => {
  const [state] = Simulator.step(Simulator.make({ startMillis: 5000 }), 6234.56789)

  it("that a change was made says which, and when since the start", () =>
    assert.deepStrictEqual(ControlProtocol.done("wake", state), { done: "wake", ms: 1234.568 }))

  it("with the truth has all of a record but the request that nobody made", () => {
    const truth = ControlProtocol.truth(state)
    assert.containsSubset(truth, { ms: 1234.568, plant: { mains: true } })
    assert.notProperty(truth, "request")
  })

  it("with the settings has the words of each unit, as they are stored and as they act", () => {
    const { stored } = state.system.devices[0]
    assert.deepStrictEqual<unknown>(ControlProtocol.settings(state), {
      ms: 1234.568,
      units: [{ address: 0, stored, active: stored }]
    })
    assert.strictEqual(stored[3], 5200)
  })

  it("with the state counts what is to come, and says whether port and adapter are there", () => {
    const steps = [
      { at: 1, do: { change: "sleep" } },
      { at: 60, do: { change: "wake" } }
    ] as const
    const [later] = Simulator.step(Simulator.make({ scenario: { id: "any", label: "any", steps } }), 2000)
    assert.deepStrictEqual<unknown>(ControlProtocol.status(later, { plugged: false, faults: { drop: 3 } }), {
      ms: 2000,
      plugged: false,
      powered: false,
      stepsToCome: 1,
      faults: { drop: 3 }
    })
  })
})
