/**
 * Lists and what is asked for by name, as processes against `vebus simulate` as another: all that the unit has, scaled by
 * hand from its profile and its truth.
 */
import { assert, describe, it } from "@effect/vitest"
import { json, rows, text } from "./look/Documents.ts"
import * as Expected from "./look/Expected.ts"
import * as Simulated from "./look/Simulated.ts"

/** Served without pacing, to one user at a time. */
const device = Simulated.shared()

const all = Array.from({ length: 256 }, (_, id) => id)

describe("lists", () => {
  it("ram list shows what the tables know, scaled as the unit reports", async () => {
    const document = await json(["ram", "list", "-p", device.port])
    const expected = Expected.ram(device.truths(), [...Array.from({ length: 22 }, (_, id) => id), 128])
    assert.deepStrictEqual(rows(document["ram"]).map(Expected.ramPart), expected.map(Expected.ramPart))
    assert.deepStrictEqual([document["unsupported"], document["missing"]], [[10, 21], []])
  })

  it("ram list --all shows the words of the assistants too", async () => {
    const document = await json(["ram", "list", "--all", "-p", device.port])
    const expected = Expected.ram(device.truths(), all)
    assert.deepStrictEqual(rows(document["ram"]).map(Expected.ramPart), expected.map(Expected.ramPart))
    assert.strictEqual(rows(document["ram"]).length + (document["unsupported"] as Array<number>).length, 256)
  })

  it("ram list for people: a line each, numbers to the right, units", async () => {
    const lines = (await text("ram", "list", "-p", device.port)).split("\n")
    assert.match(lines[0]!, /^ ID {2}NAME +VALUE {2}UNIT +RAW +SCALE +OFFSET {2}CONFIDENCE +LABEL$/)
    const volts = Expected.ram(device.truths(), [4])[0]!
    const line = lines.find((found) => found.includes("UBat "))!
    assert.match(
      line,
      new RegExp(`^  4  UBat +${String(volts.value)}  V .* ${volts.raw.value} .*Battery voltage$`)
    )
    assert.strictEqual(line.indexOf(" V ") - 1, lines[0]!.indexOf("VALUE") + "VALUE".length)
  })

  it("settings list --all shows every setting that the unit has, with the limits it tells", async () => {
    const document = await json(["settings", "list", "--all", "-p", device.port])
    const expected = Expected.settings(all)
    assert.deepStrictEqual(rows(document["settings"]).map(Expected.settingPart), expected)
    assert.isAbove(expected.length, 100)
    const ids = rows(document["settings"]).map(({ id }) => id)
    assert.deepStrictEqual(
      document["unsupported"],
      all.filter((id) => !ids.includes(id))
    )
    assert.deepStrictEqual(document["missing"], [])
  })

  it("settings list says of a condition that it is not used, not that it waits less than no time", async () => {
    const shown = await text("settings", "list", "vst", "-p", device.port)
    assert.match(shown, /^ *23 {2}vstonFanOn +unused +min +unused +unused /m)
    assert.match(shown, /^ *37 {2}vstoffNoVSOnCondition +\S+ +min +0 +unused /m)
    assert.notMatch(shown, /-0\.|-1 {2}min/)
    const [setting] = rows((await json(["settings", "get", "vstonFanOn", "-p", device.port]))["settings"])
    assert.deepInclude(setting, { value: -0.0166667, valueName: "unused", unit: "min" })
  })

  it("settings list asks for what the tables know, and is quiet about what the unit lacks", async () => {
    const lines = (await text("settings", "list", "-p", device.port)).trimEnd().split("\n")
    assert.match(lines[0]!, /^ ID {2}NAME +VALUE {2}UNIT +DEFAULT +MIN +MAX +RAW +SCALE +OFFSET +NOTE/)
    assert.match(
      lines.find((line) => line.includes("UBatAbsorption"))!,
      /53 {2}V +57.6 +48 +64 +5300 +-100 +0 /
    )
    assert.match(
      lines.find((line) => line.includes("GeneralGridSettingsInt"))!,
      /grid-code/
    )
    assert.isAbove(lines.length, 100)
  })

  it("settings list --ids takes ranges", async () => {
    const document = await json(["settings", "list", "--ids", "2..4,64,13", "-p", device.port])
    assert.deepStrictEqual(
      rows(document["settings"]).map(Expected.settingPart),
      Expected.settings([2, 3, 4, 64])
    )
    assert.deepStrictEqual(document["unsupported"], [13])
  })

  it("flags list --all shows the bits of all words", async () => {
    const { flags } = await json(["flags", "list", "--all", "-p", device.port])
    assert.deepStrictEqual(
      rows(flags).map(({ flag, on, supported }) => ({ flag, on, supported })),
      Array.from({ length: 64 }, (_, number) => Expected.flag(number))
    )
  })

  it("flags list leaves out what is neither supported nor on", async () => {
    const lines = (await text("flags", "list", "-p", device.port)).trimEnd().split("\n")
    const expected = Array.from({ length: 64 }, (_, number) => Expected.flag(number)).filter(
      ({ on, supported }) => on || supported
    )
    assert.deepStrictEqual(
      lines.slice(1).map((line) => /^ *(\d+) +\w+ +(on|off) +(yes|no)/.exec(line)?.slice(1)),
      expected.map(({ flag, on, supported }) => [`${flag}`, on ? "on" : "off", supported ? "yes" : "no"])
    )
  })
})

describe("by name", () => {
  it("ram get takes names in any case, aliases and ids, in the order given", async () => {
    const { ram } = await json(["ram", "get", "I_BAT", "VMains", "4", "ubat", "-p", device.port])
    assert.deepStrictEqual(
      rows(ram).map(({ name, unit }) => [name, unit]),
      [
        ["IBat", "A"],
        ["UMainsRMS", "V"],
        ["UBat", "V"]
      ]
    )
    const expected = Expected.ram(device.truths(), [0, 4, 5])
    assert.sameDeepMembers(rows(ram).map(Expected.ramPart), expected.map(Expected.ramPart))
  })

  it("settings get names values that have names", async () => {
    const { settings } = await json([
      "settings",
      "get",
      "u_bat_float",
      "EqualiseQuarters",
      "ChargeCharacteristic",
      "-p",
      device.port
    ])
    assert.sameDeepMembers(rows(settings).map(Expected.settingPart), Expected.settings([3, 7, 10]))
    assert.deepStrictEqual(
      rows(settings).map(({ valueName }) => valueName),
      [null, null, "fixed"]
    )
    assert.match(await text("settings", "get", "10", "-p", device.port), /ChargeCharacteristic +fixed /)
  })

  it("flags get", async () => {
    const { flags } = await json(["flags", "get", "lithium-battery", "0", "-p", device.port])
    assert.deepStrictEqual(
      rows(flags).map(({ flag, on, supported }) => ({ flag, on, supported })),
      [Expected.flag(36), Expected.flag(0)]
    )
    assert.match(await text("flags", "get", "LithiumBattery", "-p", device.port), /LithiumBattery +on +yes/)
  })
})
