/**
 * Each command that changes something, as a process against a simulator on a pseudo-terminal: what is stored and what acts
 * afterwards, what travelled, what it said, what the journal has, and that it can be taken back.
 */
import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Bench from "./change/Bench.ts"

const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8")

const FLAGS0 = 0
const FLOAT = 3
const VS_USAGE = 15
/** Of the default profile: DisableCharge (40) among them. */
const WORD0 = 0x80d0
const FLOAT_STORED = 5200
const ONLY_RAM =
  "RAM only: it acts now, is lost when the unit restarts, and reading it shows the stored value. --to eeprom stores it"
const ACKNOWLEDGED = "written; the unit acknowledged, and cannot be asked what acts"

/** The limit in force, in 0.1 A. */
const limitOf = (truth: Record<string, unknown>) => (truth["limit"] as { readonly actual: number }).actual

describe.concurrent("a setting", () => {
  const unit = Bench.shared()

  it("is shown, set in RAM, stored, and taken back", async () => {
    const dry = await unit.vebus("settings set u_bat_float 52.5V --dry-run")
    assert.deepStrictEqual([dry.code, dry.stderr], [0, ""])
    const frame = "07 FF 58 37 03 03 82 14 CF"
    assert.match(dry.stdout, /^serial:.*mk3, unit serial:HQ0000TEST1\nUBatFloat: 52 V -> 52.5 V\n/)
    assert.include(dry.stdout, `RAM only, frame ${frame}`)
    assert.deepStrictEqual(unit.wire(), [])

    const ram = await unit.vebus("settings set UBatFloat 52.5 --yes")
    assert.strictEqual(ram.code, 0)
    assert.strictEqual(ram.stdout, `UBatFloat: 52 V -> 52.5 V: ${ACKNOWLEDGED}\n${ONLY_RAM}\n`)
    // The plan, and what this is not, stand on stderr also when nobody is asked.
    assert.include(ram.stderr, `RAM only, frame ${frame}`)
    assert.match(ram.stderr, /not affiliated with Victron Energy.*own risk/)
    assert.deepStrictEqual(unit.wire(), [frame])
    assert.deepStrictEqual(await unit.setting(FLOAT), { stored: FLOAT_STORED, active: 5250 })

    const stored = await unit.vebus("settings set UBatFloat 52.5 --to eeprom --yes")
    assert.strictEqual(stored.stdout, "UBatFloat: 52 V -> 52.5 V: written and read back\n")
    assert.notInclude(stored.stderr, "affiliated")
    assert.deepStrictEqual(unit.wire(), ["07 FF 58 37 01 03 82 14 D1"])
    assert.deepStrictEqual(await unit.setting(FLOAT), { stored: 5250, active: 5250 })

    const again = await unit.vebus("settings set UBatFloat 52.5 --to eeprom")
    assert.deepStrictEqual(
      [again.code, again.stdout],
      [0, "UBatFloat: 52.5 V: is so already, nothing was sent\n"]
    )
    assert.deepStrictEqual(unit.wire(), [])

    // Back to what was stored, and to what acted in its place then.
    const undo = await unit.vebus("undo --yes")
    assert.strictEqual(undo.code, 0, undo.stderr)
    assert.deepStrictEqual(await unit.setting(FLOAT), { stored: FLOAT_STORED, active: 5250 })
    assert.deepStrictEqual(Bench.told(unit.journal()), [
      "vebus settings set: UBatFloat: 52 V -> 52.5 V",
      "Written",
      "vebus settings set: UBatFloat: 52 V -> 52.5 V",
      "Written",
      "vebus undo: UBatFloat: 52.5 V -> 52 V",
      "Written",
      "vebus undo: UBatFloat: 52 V -> 52.5 V",
      "Written"
    ])
  })
})

describe.concurrent("the three ways of an owner who lets the unit ignore AC input", () => {
  const unit = Bench.shared()

  it("are one line each, in RAM only, and can be taken back", async () => {
    const before = await unit.stored()
    const recipes = [...readme.matchAll(/^vebus (set vsUsage=.*?) +# (.*)$/gm)].map(([, words, what]) => ({
      words,
      what
    }))
    assert.deepStrictEqual(recipes, [
      { words: "set vsUsage=3 DisableCharge=on", what: "prefer the battery" },
      { words: "set vsUsage=0 DisableCharge=on", what: "prefer AC, without charging" },
      { words: "set vsUsage=0 DisableCharge=off", what: "charge" }
    ])
    const acting = [
      { usage: 3, word: WORD0 },
      { usage: 0, word: WORD0 },
      { usage: 0, word: WORD0 & ~0x40 }
    ]
    for (const [index, { usage, word }] of acting.entries()) {
      const { words } = recipes[index]!
      const { code, stdout } = await unit.vebus(`${words} --yes`)
      assert.strictEqual(code, 0)
      assert.isTrue(stdout.endsWith(`${ONLY_RAM}\n`), stdout)
      assert.strictEqual((await unit.setting(VS_USAGE)).active, usage)
      assert.strictEqual((await unit.setting(FLAGS0)).active, word)
      assert.strictEqual(unit.wire().length, 2)
    }
    assert.deepStrictEqual(await unit.stored(), before)
    const { stdout } = await unit.vebus("undo --yes")
    assert.include(stdout, "DisableCharge: off -> on: ")
    assert.deepStrictEqual(await unit.setting(FLAGS0), { stored: WORD0, active: WORD0 })
  })
})

describe.concurrent("flags", () => {
  const unit = Bench.shared()

  it("are set and cleared by name, stored, and taken back", async () => {
    const set = await unit.vebus("flags set assist_enabled DisableAES --to eeprom --yes --json")
    assert.strictEqual(set.code, 0, set.stderr)
    const { outcomes } = Bench.outcomesOf(set)
    assert.containsSubset(outcomes, [
      { name: "AssistEnabled, DisableAES", before: "off", after: "on", message: "written and read back" }
    ])
    assert.deepStrictEqual(unit.wire(), [outcomes[0]!.frame])
    assert.deepStrictEqual(await unit.setting(FLAGS0), { stored: WORD0 | 0x120, active: WORD0 | 0x120 })
    const undo = await unit.vebus("undo --yes")
    assert.include(undo.stdout, "AssistEnabled, DisableAES: on -> off: written and read back\n")
    assert.deepStrictEqual(await unit.setting(FLAGS0), { stored: WORD0, active: WORD0 })

    const clear = await unit.vebus("flags clear DisableCharge --yes")
    assert.include(clear.stdout, `DisableCharge: on -> off: ${ACKNOWLEDGED}\n`)
    assert.deepStrictEqual(await unit.setting(FLAGS0), { stored: WORD0, active: WORD0 & ~0x40 })
  })
})

describe.concurrent("what panels do", () => {
  const unit = Bench.shared()

  it("moves the limit or the switch and leaves the other, holds a line, is taken back", async () => {
    const limit = await unit.vebus("limit set 6.5A --yes")
    assert.deepStrictEqual(
      [limit.code, limit.stdout],
      [0, "input current limit: on, 16 A -> on, 6.5 A: written and read back\n"]
    )
    assert.strictEqual(limitOf(await unit.control({ ask: "truth" })), 65)
    const [frame, ...others] = unit.wire()
    assert.match(frame!, /^07 FF 53 03 41 00 01 /)
    assert.deepStrictEqual(others, [])
    const undo = await unit.vebus("undo --yes")
    assert.include(undo.stdout, "on, 6.5 A -> on, 16 A: written and read back")
    assert.strictEqual(limitOf(await unit.control({ ask: "truth" })), 160)

    const switched = await unit.vebus("switch set charger-only --yes --json")
    assert.strictEqual(switched.code, 0, switched.stderr)
    assert.containsSubset(Bench.outcomesOf(switched).outcomes, [
      { name: "switch", before: "on, 16 A", after: "charger-only, 16 A", outcome: { _tag: "Written" } }
    ])
    const truth = await unit.control({ ask: "truth" })
    assert.strictEqual(limitOf(truth), 160)
    assert.strictEqual((truth["switchRegister"] as number) & 3, 1)

    const lines = await unit.vebus("lines set standby on --yes")
    assert.include(lines.stdout, "standby off -> panel detect on, standby on: written and read back")
    const back = await unit.vebus("undo --yes")
    assert.include(back.stdout, "standby on -> panel detect on, standby off: written and read back")
  })
})

describe.concurrent("what happens once", () => {
  const unit = Bench.shared()

  it("is done once, and cannot be taken back", async () => {
    const charge = await unit.vebus("charge force float --yes")
    assert.deepStrictEqual(
      [charge.code, charge.stdout],
      [0, "force float: as the charger decides -> float: written, and seen to act\n"]
    )
    const undo = await unit.vebus("undo --yes")
    assert.strictEqual(undo.code, 5)
    assert.strictEqual(undo.stderr, "vebus: force float: it cannot be taken back. There is nothing to undo\n")
    assert.strictEqual(unit.wire().length, 1)
    const adapter = await unit.vebus("reset adapter --yes")
    assert.strictEqual(adapter.code, 0, adapter.stderr)
    assert.match(unit.wire().join(), /^02 FF 52/)
    // What was in RAM only is lost with the restart.
    await unit.vebus("settings set UBatFloat 52.5 --yes")
    const devices = await unit.vebus("reset device --yes")
    assert.strictEqual(devices.code, 0, devices.stderr)
    assert.match(devices.stderr, /! AC output is interrupted/)
    assert.deepStrictEqual(await unit.setting(FLOAT), { stored: FLOAT_STORED, active: FLOAT_STORED })
  })
})

describe.concurrent("RAM variables and set-points", () => {
  const unit = Bench.shared()

  const ramOf = async (id: number) =>
    ((await unit.control({ ask: "truth" }))["raw"] as Readonly<Record<string, number>>)[id]

  it("are written; a set-point is held until Ctrl-C, which leaves 0 behind", async () => {
    const ram = await unit.vebus("ram set 137 raw:3 --yes")
    assert.deepStrictEqual([ram.code, ram.stdout], [0, `RAM 137: raw 0 -> raw 3: ${ACKNOWLEDGED}\n`])
    assert.match(ram.stderr, /! it belongs to the assistants of the unit/)
    assert.deepStrictEqual(unit.wire(), ["07 FF 58 37 02 89 03 00 DD"])
    assert.strictEqual(await ramOf(137), 3)
    assert.strictEqual((await unit.vebus("undo --yes")).code, 0)
    assert.strictEqual(await ramOf(137), 0)
    unit.wire()

    const dry = await unit.vebus("ess set -200 --dry-run")
    const frame = "07 FF 58 37 02 83 C8 00 1E"
    assert.include(dry.stdout, "200 W fed into the AC input, from the battery\n")
    assert.include(dry.stdout, `RAM 131 every 5 s, and 0 at the end, frame ${frame}`)

    const held = unit.start("ess set -200 --yes")
    await held.line(/^holding 200 W fed into the AC input/)
    held.child.kill("SIGINT")
    const { code, stderr } = await held.ended
    assert.strictEqual(code, 130)
    assert.include(stderr, "vebus: setting 0\n")
    assert.deepStrictEqual(unit.wire(), [frame, "07 FF 58 37 02 83 00 00 E6"])
    assert.deepStrictEqual(Bench.told(unit.journal()).slice(-4), [
      "vebus ess set: begun -200 W",
      "Written",
      "vebus ess set: ended 0 W",
      "Written"
    ])
  })
})
