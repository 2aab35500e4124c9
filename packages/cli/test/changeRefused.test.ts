/**
 * Wrong use of what changes something: each has its message and its exit code, and leaves the unit as the message says.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import * as Bench from "./change/Bench.ts"
import * as Between from "./Between.ts"
import { run } from "./InProcess.ts"

describe.concurrent("words that make no sense", () => {
  let folder = ""
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "vebus-words-"))
    writeFileSync(join(folder, "plan.yaml"), "settings:\n  UBatFloat: 13.5\nflags:\n  DisableCharge: maybe\n")
    writeFileSync(join(folder, "backup.json"), '{"schema":"vebus.settings/1"}')
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  // Found before any port is opened: there is none here.
  it.each([
    [
      "a unit of another kind",
      "set UBatFloat=53A",
      2,
      'UBatFloat: expected a number in V, or raw:WORD, found "53A"'
    ],
    ["no value", "set UBatFloat", 2, 'expected NAME=VALUE, found "UBatFloat"'],
    [
      "a name that nothing has",
      "set UBatFlaot=53",
      2,
      'there is no setting or flag "UBatFlaot". Did you mean UBatFloat'
    ],
    ["a flag that is no switch", "set DisableCharge=3", 2, 'DisableCharge: expected on or off, found "3"'],
    ["a value without that name", "settings set vsUsage sometimes", 2, 'or its number; found "sometimes"'],
    ["a flag that nobody knows", "flags set Frobnicate", 2, '"vebus flags list" shows those there are'],
    [
      "a raw word too long",
      "ram set 137 raw:70000",
      2,
      '137: expected a raw word from raw:0 to raw:65535, found "raw:70000"'
    ],
    ["no limit by number", "limit set 0", 2, 'expected amperes above 0, none, or zero by name; found "0"'],
    ["amperes for watts", "ess set 5A", 2, 'expected watts, like 500, 500W or -200; found "5A"'],
    ["a position that there is not", "switch set sideways", 2, "sideways"],
    [
      "a plan file with a wrong line",
      "apply FOLDER/plan.yaml",
      8,
      'plan.yaml:4: DisableCharge: expected on or off, found "maybe"'
    ],
    ["a plan file that is not there", "plan FOLDER/none.yaml", 8, "none.yaml"],
    [
      "a file that is no backup",
      "settings restore FOLDER/backup.json",
      8,
      'backup.json is no backup: expected a file of "vebus settings backup" (vebus.backup/1)'
    ]
  ] as const)("%s: %s", async (_, words, code, message) => {
    const ended = await run(words.replace("FOLDER", folder).split(" "), {
      env: { VEBUS_PORT: join(folder, "nothing"), VEBUS_STATE_DIR: folder }
    })
    assert.deepStrictEqual([ended.code, ended.stdout], [code, ""])
    assert.include(ended.stderr, message)
  })
})

describe.concurrent("a change that is refused", () => {
  let unit: Bench.Bench
  beforeAll(async () => {
    unit = await Bench.make()
    writeFileSync(unit.file("plan.yaml"), "to: eeprom\nsettings:\n  UBatFloat: 99 V\n")
  })
  afterAll(() => unit.stop())

  it("sends nothing, says why, and changes nothing", async () => {
    const before = await unit.stored()
    for (const [words, code, message] of [
      [
        "set UBatFloat=99 --yes",
        5,
        "UBatFloat: 99 V is not allowed; allowed is 48 to 64 V (raw 4800 to 6400)"
      ],
      ["apply FILE --yes", 5, "UBatFloat: 99 V is not allowed"],
      ["set IBatBulk=20 UBatAbsorption=51 --yes", 5, "float 52 V above absorption 51 V"],
      ["set DisableCharge=on DisableCharge=off --yes", 5, "DisableCharge: the plan asks for it twice"],
      [
        "set UBatFloat=52.5",
        7,
        "nothing was changed: there is no terminal to ask on. Look at the plan with --dry-run"
      ],
      ["ess set 200", 7, "there is no terminal to ask on"],
      ["ess set 40000 --yes", 5, "40000 W is not allowed; allowed is -32767 to 32767 W"],
      ["limit set 100A --yes", 5, "100 A is not allowed; allowed is 4.9 to 50 A"],
      ["undo --yes", 5, "the journal holds nothing that was written to this unit"],
      ["settings set 81 1 --yes", 5, "it belongs to the grid code"],
      ["settings set 13 1 --yes", 5, "it belongs to the layout of the system"]
    ] as const) {
      const ended = await unit.vebus(words.replace("FILE", unit.file("plan.yaml")))
      assert.deepStrictEqual([ended.code, ended.stdout], [code, ""], words)
      assert.include(ended.stderr, message)
    }
    for (const words of ["set UBatFloat=52.5 --yes", "set UBatFloat=52.5", "ess set 200 --yes"]) {
      const ended = await unit.vebus(words, { env: { VEBUS_READ_ONLY: "1" } })
      assert.strictEqual(ended.code, 5)
      assert.match(ended.stderr, /VEBUS_READ_ONLY is set, so nothing is changed/)
    }
    const other = { change: "panel", position: "charger-only", limit: 10 }
    await unit.control(other)
    const mastered = await unit.vebus("switch set inverter-only --yes")
    assert.strictEqual(mastered.code, 5, mastered.stderr)
    assert.match(mastered.stderr, /another panel .* is in charge, and two masters would fight/)
    assert.deepStrictEqual(await unit.stored(), before)
    assert.deepStrictEqual(
      unit.wire().filter((frame) => !frame.startsWith("07 FF 53")),
      []
    )
  })
})

describe.concurrent("a unit that says no, or goes away", () => {
  let unit: Bench.Bench
  let spent: Bench.Bench
  beforeAll(async () => {
    ;[unit, spent] = await Promise.all([Bench.make({ served: "tcp" }), Bench.make()])
  })
  afterAll(() => Promise.all([unit.stop(), spent.stop()]))

  it("between two writes of a plan: says which was written, and which was not begun", async () => {
    const running = unit.start("set UBatFloat=52.5 UBatAbsorption=54 IBatBulk=30 --to eeprom --yes")
    await running.line(/^UBatFloat: .* written and read back/)
    await unit.control({ change: "unplug" })
    const { code, stderr, stdout } = await running.ended
    assert.strictEqual(code, 3, stderr)
    assert.match(stdout, /^UBatAbsorption: 53 V -> 54 V: was not written: /m)
    assert.match(stdout, /^IBatBulk: 35 A -> 30 A: was not begun$/m)
    assert.match(stderr, /vebus: UBatAbsorption was not written: .* \(not begun: IBatBulk\)\n$/)
    assert.deepStrictEqual(await unit.setting(3), { stored: 5250, active: 5250 })
    assert.deepStrictEqual(await unit.setting(2), { stored: 5300, active: 5300 })
    const gone = await unit.vebus("undo --yes")
    assert.strictEqual(gone.code, 3, gone.stderr)
  })

  it("whose budget is spent: nothing more is stored today, but by name", async () => {
    assert.strictEqual((await spent.vebus("set UBatFloat=52.5 --to eeprom --yes")).code, 0)
    const path = join(spent.env["VEBUS_STATE_DIR"]!, "eeprom.json")
    writeFileSync(path, readFileSync(path, "utf8").replace('"today": 1', '"today": 20'))
    const refused = await spent.vebus("set UBatFloat=52.6 --to eeprom")
    assert.strictEqual(refused.code, 5)
    assert.match(refused.stderr, /1 EEPROM writes wanted, and 20 of today's 20 are spent .*--override-budget/)
    assert.strictEqual((await spent.setting(3)).stored, 5250)
    const forced = await spent.vebus("set UBatFloat=52.6 --to eeprom --yes --override-budget")
    assert.strictEqual(forced.code, 0, forced.stderr)
    assert.strictEqual((await spent.setting(3)).stored, 5260)
  })
})

describe.concurrent("a line that is not to be trusted", () => {
  let unit: Bench.Bench
  let other: Bench.Bench
  beforeAll(async () => {
    ;[unit, other] = await Promise.all([Bench.make({ served: "tcp" }), Bench.make({ served: "tcp" })])
  })
  afterAll(() => Promise.all([unit.stop(), other.stop()]))

  it("and swallows writes: nothing is claimed", async () => {
    const deaf = await Between.deaf(unit.env["VEBUS_PORT"]!, (hex) => !/^\w\w FF 5[89A] 37/.test(hex))
    const { code, stdout, stderr } = await unit.vebus("set UBatFloat=52.5 IBatBulk=30 --yes", {
      env: { VEBUS_PORT: deaf.port }
    })
    deaf.stop()
    assert.strictEqual(code, 4, stderr)
    assert.match(stdout, /^UBatFloat: 52 V -> 52.5 V: may have been written or not: no reply/m)
    assert.match(stdout, /^IBatBulk: 35 A -> 30 A: was not begun$/m)
    assert.deepStrictEqual(await unit.setting(3), { stored: 5200, active: 5200 })
  })

  it("and alters writes: what was written is not what was wanted", async () => {
    const WRITE_SETTING = 0x37
    const altering = await Between.altering(other.env["VEBUS_PORT"]!, (request) => {
      if (request[3] !== WRITE_SETTING) return
      request[6]! -= 10
      request[8]! += 10
    })
    const { code, stdout, stderr } = await other.vebus("set UBatFloat=52.5 --to eeprom --yes", {
      env: { VEBUS_PORT: altering.port }
    })
    altering.stop()
    assert.strictEqual(code, 6, stderr)
    assert.match(stdout, /^UBatFloat: 52 V -> 52.5 V: is not what was wanted: /)
    assert.match(stderr, /52.5 V was .*, and the unit shows raw 5240 \(before: 52 V\)/)
    assert.match(stderr, /"vebus undo" writes the old value\n$/)
    assert.strictEqual((await other.setting(3)).stored, 5240)
    const undo = await other.vebus("undo --yes")
    assert.strictEqual(undo.code, 0, undo.stderr)
    assert.strictEqual((await other.setting(3)).stored, 5200)
  })

  it("and goes while a set-point is held: says that it is over", async () => {
    const third = await Bench.make({ served: "tcp" })
    const held = third.start("ess set 500 --yes")
    await held.line(/^holding 500 W drawn/)
    await third.control({ change: "unplug" })
    const { code, stderr } = await held.ended
    await third.stop()
    assert.strictEqual(code, 3, stderr)
    assert.match(stderr, /^vebus: the set-point is no longer held: .*up to a minute$/m)
  })
})
