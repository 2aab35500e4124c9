/**
 * Whole systems as people in the field had them (`vectors/field.json`), looked at with the commands: what answers is shown,
 * what does not is named by address, errors and alarms are never passed over, and an inverter without AC input is one.
 */
import { assert, describe, it } from "@effect/vitest"
import { Frames } from "@vebus/codec"
import * as Effect from "effect/Effect"
import * as FieldSystem from "../../runtime/test/field/FieldSystem.ts"
import { holds } from "../../runtime/test/field/Holds.ts"
import { run } from "./Clocked.ts"
import type { Ended } from "./Written.ts"

/** Runs a command with the system of a case, and gives what it was sent too. */
const on = (id: string, ...words: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const { transport, requests } = yield* FieldSystem.transport(FieldSystem.byId(id).input)
    const ended = yield* run([...words, "--port", "tcp://field:1"], { port: transport })
    return { ...ended, requests }
  })

const json = ({ code, stdout, stderr }: Ended): Record<string, unknown> => {
  assert.strictEqual(code, 0, stderr)
  return JSON.parse(stdout) as Record<string, unknown>
}

for (const { id, title, input, expected } of FieldSystem.cases) {
  describe(`${id}: ${title}`, () => {
    const selected = input.units.filter(({ silent }) => silent !== true).map(({ address }) => `${address}`)
    it.effect("a reading of monitor is that of the system, whatever unit is selected", () =>
      Effect.gen(function* () {
        const words = ["monitor", "--count", "1", "--jsonl"]
        const { address, ...system } = FieldSystem.readingOf(expected)
        holds(json(yield* on(id, ...words)), system)
        for (const one of selected)
          holds(json(yield* on(id, ...words, "--address", one)), { ...system, address: Number(one) })
        const readWith = input.readWith?.address ?? Number(selected[0])
        assert.strictEqual(address ?? readWith, readWith)
      })
    )
  })
}

describe("a system whose master of L1 is off", () => {
  const id = "field-13"
  const { expected } = FieldSystem.byId(id)

  it.effect("info lists both units, and names the one that does not answer", () =>
    Effect.gen(function* () {
      const { address, info } = json(yield* on(id, "info", "--json")) as { address: number; info: object }
      assert.strictEqual(address, 1)
      holds(info, { units: (expected["info"] as { units: unknown }).units })
      const { code, stdout } = yield* on(id, "info")
      assert.strictEqual(code, 0)
      assert.match(stdout, /address 0 is configured and does not answer/)
    })
  )
  it.effect("leds has the error, and the lamps are not known", () =>
    Effect.gen(function* () {
      const { leds, silent } = json(yield* on(id, "leds", "--json")) as {
        leds: { lamps: null; error: object }
        silent: []
      }
      assert.isNull(leds.lamps)
      holds(leds.error, { code: 3 })
      assert.deepStrictEqual(silent as ReadonlyArray<number>, [0])
    })
  )
  it.effect("state has that of the unit that answers, and null with the reason for the other", () =>
    Effect.gen(function* () {
      const { state, units } = json(yield* on(id, "state", "--json")) as {
        state: object
        units: ReadonlyArray<object>
      }
      holds(state, { state: "off" })
      holds(units, [
        { address: 0, status: "silent", state: null, reason: "address 0 is configured and does not answer" },
        { address: 1, status: "present", state: { state: "off" }, reason: null }
      ])
    })
  )
  it.effect("limit get has null with the reason, and ends well", () =>
    Effect.gen(function* () {
      const { limit, reason } = json(yield* on(id, "limit", "get", "--json"))
      assert.isNull(limit)
      assert.match(
        reason as string,
        /no reply to AC input configuration .*: address 0 is configured and does not answer/
      )
    })
  )
  it.effect("a change goes to no other unit, and names the one that answers", () =>
    Effect.gen(function* () {
      const { code, stderr, requests } = yield* on(id, "set", "UBatFloat", "53", "--dry-run")
      assert.strictEqual(code, 4)
      assert.match(
        stderr,
        /no reply to .* address 0 is silent, address 1 answers: --address 1 is for that unit$/m
      )
      assert.isFalse(requests.some((request) => Frames.traits(request).effect === "write"))
    })
  )
  it.effect("monitor shows what the other unit says", () =>
    Effect.gen(function* () {
      const reading = json(yield* on(id, "monitor", "--count", "1", "--jsonl"))
      const { vebusError, ...rest } = expected["reading"] as Record<string, unknown>
      holds(reading, { ...rest, vebusError: { code: vebusError } })
      const { stdout } = yield* on(id, "monitor", "--count", "1")
      assert.match(
        stdout,
        /VE\.Bus error 3: .* \| address 0 is configured and does not answer \|.* unit 0 L1 silent \| unit 1 L2 off/
      )
    })
  )
})

describe("VE.Bus error and alarms", () => {
  const id = "field-14"
  it.effect("are what leds shows, though the lamps are not known", () =>
    Effect.gen(function* () {
      const { leds } = json(yield* on(id, "leds", "--json")) as {
        leds: { lamps: null; alarms: ReadonlyArray<{ label: string }>; error: object }
      }
      assert.isNull(leds.lamps)
      holds(leds.error, { code: 3 })
      assert.deepStrictEqual(
        leds.alarms.map(({ label }) => label),
        ["low-battery warning", "overload warning", "low-battery alarm", "overload alarm"]
      )
    })
  )
  it.effect("are in the line, in JSON and in CSV", () =>
    Effect.gen(function* () {
      const { stdout } = yield* on(id, "monitor", "--count", "1")
      assert.match(stdout, /VE\.Bus error 3: .* \| alarm: low battery, overload \|/)
      const reading = json(yield* on(id, "monitor", "--count", "1", "--jsonl"))
      holds(reading, { vebusError: { code: 3 }, alarms: FieldSystem.byId(id).expected["alarms"] })
      const fields = "vebusError.code,alarms"
      const csv = yield* on(id, "monitor", "--count", "1", "--csv", "--fields", fields)
      assert.strictEqual(
        csv.stdout,
        "vebusError.code,alarms.warnings,alarms.alarms\n3,low-battery overload,low-battery overload\n"
      )
    })
  )
  it.effect("are a finding of the doctor, who does not say that all is well", () =>
    Effect.gen(function* () {
      const { code, stdout } = yield* on(id, "doctor")
      assert.notStrictEqual(code, 0)
      assert.match(stdout, /PROBLEM {2}alarms +VE\.Bus error 3: .*, low-battery alarm, overload alarm/)
      assert.notMatch(stdout, /all is well/)
    })
  )
})

describe("units that are configured and silent", () => {
  it.effect("are named by info, which ends well", () =>
    Effect.gen(function* () {
      const { code, stdout } = yield* on("field-15", "info")
      assert.strictEqual(code, 0)
      assert.match(stdout, /addresses 1 and 2 are configured and do not answer/)
    })
  )
  it.effect("are a finding of the doctor", () =>
    Effect.gen(function* () {
      const { stdout } = yield* on("field-15", "doctor")
      assert.match(stdout, /PROBLEM {2}units +addresses 1 and 2 are configured and do not answer/)
    })
  )
})

it.effect("a snapshot names the unit that does not answer beside the values of the other", () =>
  Effect.gen(function* () {
    const words = ["snapshot", "UBat", "--port", "sim:split-phase-l1-off-48-3000-120v"]
    const { snapshot, silent } = json(yield* run([...words, "--json"])) as {
      snapshot: { units: ReadonlyArray<{ address: number }> }
      silent: ReadonlyArray<number>
    }
    assert.deepStrictEqual([snapshot.units.map(({ address }) => address), silent], [[1], [0]])
    const { stdout } = yield* run(words)
    assert.match(stdout, /\n\naddress 0 is configured and does not answer\n$/)
  })
)

describe("an inverter without AC input", () => {
  const id = "field-18"
  const nothingWritten = (requests: ReadonlyArray<{ readonly _tag: string }>) =>
    assert.notInclude(
      requests.map(({ _tag }) => _tag),
      "SwitchRequest"
    )
  it.effect("has no limit", () =>
    Effect.gen(function* () {
      const { limit, reason } = json(yield* on(id, "limit", "get", "--json"))
      assert.isNull(limit)
      assert.match(reason as string, /no AC input/)
    })
  )
  it.effect("has no mains voltage beside that in the line of monitor", () =>
    Effect.gen(function* () {
      const { stdout } = yield* on(id, "monitor", "--count", "1")
      assert.match(stdout, / \| out L1 .* \| no AC input$/m)
      assert.notMatch(stdout, / in L1 /)
    })
  )
  it.effect("refuses a limit, and charger-only, and nothing is sent", () =>
    Effect.gen(function* () {
      for (const words of [
        ["limit", "set", "6", "--yes"],
        ["switch", "set", "charger-only", "--yes"]
      ]) {
        const { code, stderr, requests } = yield* on(id, ...words)
        assert.strictEqual(code, 5)
        assert.match(stderr, /no AC input/)
        nothingWritten(requests)
      }
    })
  )
})

/** A reading as JSON, as far as powers go. */
interface Powers {
  readonly acInput: ReadonlyArray<Phase>
  readonly acOutput: ReadonlyArray<Phase>
  readonly acInputPower: number
  readonly acOutputPower: number
}
interface Phase {
  readonly phase: number
  readonly power: number | null
}

/** How far the powers of one unit go up and down in a simulation, in watts. */
const DRIFT = 60

/** The powers of units as `ram get` reports them: drawn from the input, to the loads. */
const powersOf = (port: string, addresses: ReadonlyArray<number>) =>
  Effect.forEach(addresses, (address) =>
    Effect.gen(function* () {
      const words = ["ram", "get", "15", "16", "--address", `${address}`, "--port", port, "--json"]
      const { ram } = json(yield* run(words)) as { ram: ReadonlyArray<{ id: number; value: number }> }
      const value = (id: number) => ram.find((one) => one.id === id)!.value
      return { address, input: value(15), output: value(16) }
    })
  )

describe("powers of phases are the sums of what ram get reports per address", () => {
  for (const [profile, addresses] of [
    ["parallel-48-5000", [0, 3]],
    ["split-phase-48-3000-120v", [0, 1]],
    ["three-phase-48-3000", [0, 1, 2]],
    ["six-units-48-5000", [0, 1, 2, 3, 4, 5]]
  ] as const) {
    it.effect(`of ${profile}`, () =>
      Effect.gen(function* () {
        const port = `sim:${profile}`
        const units = yield* powersOf(port, addresses)
        const { code, stdout, stderr } = yield* run(["monitor", "--port", port, "--count", "3", "--jsonl"])
        assert.strictEqual(code, 0, stderr)
        const readings = stdout
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line) as Powers)
        assert.strictEqual(readings.length, 3)
        const near = (found: number | null, side: "input" | "output", of: (address: number) => boolean) => {
          const parts = units.filter(({ address }) => of(address))
          const sum = parts.reduce((total, unit) => total + unit[side], 0)
          assert.isNotNull(found)
          assert.approximately(found!, sum, DRIFT * parts.length)
        }
        for (const { acInput, acOutput, acInputPower, acOutputPower } of readings) {
          near(acInputPower, "input", () => true)
          near(acOutputPower, "output", () => true)
          for (const { phase, power } of acInput)
            near(power, "input", (address) => (address % 3) + 1 === phase)
          for (const { phase, power } of acOutput)
            near(power, "output", (address) => (address % 3) + 1 === phase)
        }
      })
    )
  }

  it.effect("of a 2x120 V unit there are totals only, and JSON has the reason", () =>
    Effect.gen(function* () {
      const port = "sim:multiplus-ii-48-3000-2x120v"
      const [unit] = yield* powersOf(port, [0])
      const { stdout } = yield* run(["monitor", "--port", port, "--count", "3", "--jsonl"])
      for (const line of stdout.trim().split("\n")) {
        const reading = JSON.parse(line) as Powers & {
          reasons: ReadonlyArray<{ part: string; reason: string }>
        }
        assert.deepStrictEqual(
          [...reading.acInput, ...reading.acOutput].map(({ phase, power }) => [phase, power]),
          [
            [1, null],
            [2, null],
            [1, null],
            [2, null]
          ]
        )
        assert.approximately(reading.acInputPower, unit!.input, DRIFT)
        assert.approximately(reading.acOutputPower, unit!.output, DRIFT)
        const why = reading.reasons.find(({ part }) => part === "acInput.2.power")
        assert.match(why!.reason, /two lines/)
      }
    })
  )
})

it.effect("two units in parallel have twice the power of one", () =>
  Effect.gen(function* () {
    const { code, stdout } = yield* run([
      "monitor",
      "--port",
      "sim:parallel-48-5000",
      "--count",
      "3",
      "--jsonl"
    ])
    assert.strictEqual(code, 0)
    for (const line of stdout.trim().split("\n")) {
      const { acInput, acInputPower, units } = JSON.parse(line) as {
        readonly acInput: ReadonlyArray<{ readonly power: number }>
        readonly acInputPower: number
        readonly units: ReadonlyArray<{ readonly inputPower: number }>
      }
      assert.strictEqual(units.length, 2)
      const sum = units.reduce((total, { inputPower }) => total + inputPower, 0)
      assert.deepStrictEqual([acInput[0]!.power, acInputPower], [sum, sum])
    }
  })
)
