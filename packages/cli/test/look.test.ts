/**
 * The commands that look, as processes against `vebus simulate` as another: what they print is what the simulator holds,
 * scaled by hand.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { json, type Row, rows, text, timeless } from "./look/Documents.ts"
import * as Expected from "./look/Expected.ts"
import * as Simulated from "./look/Simulated.ts"
import { run } from "./Process.ts"

/** Served without pacing, to one user at a time. */
const device = Simulated.shared()

describe("the system", () => {
  it("switch get", async () => {
    const document = await json(["switch", "get", "-p", device.port])
    assert.deepStrictEqual(timeless(document["switch"]), Expected.switchOf(device.truths()))
    assert.match(await text("switch", "get", "-p", device.port), /^Requested +on\nCharging +allowed\n/)
  })

  it("limit get", async () => {
    const document = await json(["limit", "get", "-p", device.port])
    assert.deepStrictEqual(timeless(document["limit"]), Expected.limitOf(device.truths()))
    assert.match(
      await text("limit", "get", "-p", device.port),
      /^Limit +16 A\nMinimum +4.9 A\nMaximum +50 A\n/
    )
  })

  it("leds", async () => {
    const document = await json(["leds", "-p", device.port])
    const { lamps, alarms, error, raw } = document["leds"] as Row
    const { leds } = Expected.behind(device.truths(), /^02 FF 4C/)
    assert.deepStrictEqual(lamps, Expected.lampsOf(device.truths()))
    assert.deepStrictEqual([alarms, error], [[], { code: 0, label: "none" }])
    assert.deepStrictEqual(raw, { ...leds, alarms: 0, status: 0, unexplained: [0x80, 0] })
    assert.match(await text("leds", "-p", device.port), /^Mains +on\n[^]*Float +blink\n[^]*Alarms +none\n/)
  })

  it("state", async () => {
    const document = await json(["state", "-p", device.port])
    assert.deepStrictEqual(timeless(document["state"]), Expected.stateOf(device.truths()))
    assert.strictEqual(
      await text("state", "-p", device.port),
      "State         charge\nCharge state  storage\n"
    )
  })

  it("charge state", async () => {
    const document = await json(["charge", "state", "-p", device.port])
    assert.deepStrictEqual(timeless(document["charge"]), {
      ...Expected.stateOf(device.truths()),
      allowed: true,
      battery: Expected.batteryOf(device.truths()),
      reason: null
    })
    const shown = await text("charge", "state", "-p", device.port)
    const { voltage } = Expected.batteryOf(device.truths())
    assert.match(shown, new RegExp(`^Charging +storage\nAllowed +yes\nVoltage +${voltage} V\n`))
  })

  it("info", async () => {
    const document = await json(["info", "-p", device.port])
    assert.deepStrictEqual(timeless(document["info"]), {
      adapter: { kind: "MK3", type: 1170, firmware: 212, version: 1_170_212 },
      winmonMode: "short",
      phases: 1,
      units: [
        {
          address: 0,
          phase: 1,
          isPhaseMaster: true,
          status: "present",
          version: 2_629_492,
          firmware: 492,
          subVersion: 0,
          productId: 9769,
          product: "MultiPlus-II 48/3000/35-32",
          serialNumber: "HQ0000TEST1",
          uniqueNumber: 305_419_896,
          raw: { version: 2_629_492, remainder: [] }
        }
      ]
    })
    const shown = await text("info", "-p", device.port)
    assert.match(
      shown,
      /Adapter +MK3, firmware 212\n[^]*\n +0 +L1 +MultiPlus-II 48\/3000\/35-32 .* HQ0000TEST1/
    )
  })

  it("lines get", async () => {
    const document = await json(["lines", "get", "-p", device.port])
    assert.deepStrictEqual(timeless(document["lines"]), { panelDetect: true, standby: false, raw: 5 })
    assert.strictEqual(await text("lines", "get", "-p", device.port), "Panel detect  yes\nStandby       no\n")
  })

  it("ess show", async () => {
    const document = await json(["ess", "show", "-p", device.port])
    const { assistants, place, status } = document["ess"] as Record<string, Row>
    const { raw } = Expected.behind(device.truths(), /^\w\w FF 5[789A] 30 83 84/)
    assert.deepStrictEqual(
      rows(assistants).map(({ id, raw: header }) => [id, header]),
      [128, 129, 130, 135].map((id) => [id, raw[String(id)]])
    )
    assert.deepStrictEqual(place, {
      base: 130,
      setpointId: 131,
      flagsId: 132,
      canBeChargeMaster: true,
      feedInLimitId: 136
    } as unknown)
    assert.deepStrictEqual(status!["raw"], { setpoint: raw["131"], flags: raw["132"] })
    assert.match(await text("ess", "show", "-p", device.port), /RAM 130 +ess, 4 words\n[^]*Sustain +no\n/)
  })
})

describe("what is told in bytes alone", () => {
  /** The bytes of the last reply with a code, from a recording. */
  const reply = (file: string, code: string): ReadonlyArray<number> => {
    const line = readFileSync(file, "utf8")
      .split("\n")
      .findLast((found) => new RegExp(`"rx","hex":"\\w\\w FF 5\\w ${code}`).test(found))!
    const bytes = (JSON.parse(line) as { readonly hex: string }).hex.split(" ")
    return bytes.slice(4, 1 + Number.parseInt(bytes[0]!, 16)).map((byte) => Number.parseInt(byte, 16))
  }

  it("energy, and --record keeps the bytes", async () => {
    const file = join(device.folder, "energy.jsonl")
    const document = await json(["energy", "-p", device.port, "--record", file])
    const { counters, counted } = document["energy"] as Record<string, Row>
    assert.deepStrictEqual(Object.values(counters!["raw"] as Row), [...reply(file, "98")])
    assert.isNull(counted)
    const shown = await text("energy", "-p", device.port)
    assert.match(shown, /^ENERGY +COUNTER\nAC1 to inverter +\d+\n/)
    assert.strictEqual(shown.trimEnd().split("\n").length, 11)
  })

  it("energy --for counts what flows meanwhile", async () => {
    const { energy } = await json(["energy", "-p", device.port, "--for", "1s"])
    const { counted } = energy as {
      readonly counted: { readonly total: Row; readonly units: ReadonlyArray<Row> }
    }
    assert.strictEqual(Object.keys(counted.total).length, 10)
    assert.deepStrictEqual(counted.units[0]!["joules"], counted.total)
    assert.match(await text("energy", "-p", device.port, "--for", "1s"), /^ENERGY +KWH\nAC1 to inverter +0\n/)
  })

  it("snapshot", async () => {
    const file = join(device.folder, "snapshot.jsonl")
    const document = await json([
      "snapshot",
      "ubat",
      "5",
      "inverter_power_1",
      "-p",
      device.port,
      "--record",
      file
    ])
    const { units, unsupported } = document["snapshot"] as { units: ReadonlyArray<Row>; unsupported: unknown }
    const bytes = reply(file, "99")
    const word = (index: number): number => bytes[2 * index]! + 256 * bytes[2 * index + 1]!
    const signed = (value: number): number => (value > 0x7fff ? value - 0x1_0000 : value)
    assert.deepStrictEqual(
      rows(units[0]!["values"]).map(({ name, value, unit }) => [name, value, unit]),
      [
        ["UBat", word(0) / 100, "V"],
        ["IBat", signed(word(1)) / 10, "A"],
        ["InverterPower1", signed(word(2)), "W"]
      ]
    )
    assert.deepStrictEqual([units[0]!["address"], unsupported], [0, []])
    assert.match(await text("snapshot", "UBat", "-p", device.port), /^ADDRESS +ID +NAME.*\n +0 +4 +UBat +5\d/)
  })
})

describe("colour", () => {
  it("is for terminals: FORCE_COLOR says that there is one, --no-color that it is not wanted", async () => {
    const env = { FORCE_COLOR: "1" }
    const words = ["lines", "get", "-p", device.port]
    const coloured = await run(words, { env })
    assert.include(coloured.stdout, "\u001B[2mStandby")
    const plain = await run([...words, "--no-color"], { env })
    assert.deepStrictEqual([plain.stdout.includes("\u001B"), plain.stderr], [false, ""])
  })
})
