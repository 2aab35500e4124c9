/**
 * Changes on a terminal: what is asked, what an answer does, and what Ctrl-C leaves behind.
 */
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import * as Bench from "./change/Bench.ts"
import { visible } from "./monitor/Terminal.ts"

const FLOAT = 3
const plain = (written: string): string =>
  visible(written)
    .replaceAll(/␛\[[\d;?]*[A-Za-z]/g, "")
    .replaceAll("\r", "")

describe.concurrent("on a terminal", () => {
  const unit = Bench.shared()

  it("the plan is shown and asked about; no is no, and yes is told", async () => {
    for (const [answer, code, end] of [
      ["n\r", 7, "vebus: nothing was changed: not confirmed"],
      // The end of the input, and Ctrl-C.
      ["\u0004", 7, "vebus: nothing was changed: not confirmed"],
      ["\u0003", 130, "vebus: interrupted. Nothing was changed"]
    ] as const) {
      const asked = unit.terminal("set UBatFloat=52.5 vsUsage=3")
      await asked.until((text) => text.includes("Change these 2? [y/N]"))
      asked.process.write(answer)
      assert.strictEqual(await asked.ended, code)
      const text = plain(asked.written())
      assert.include(text, "UBatFloat: 52 V -> 52.5 V\n  RAM only, frame 07 FF 58 37 03 03 82 14 CF\n")
      assert.include(text, "not affiliated")
      assert.include(text, end)
    }
    assert.deepStrictEqual(unit.wire(), [])
    const asked = unit.terminal("set UBatFloat=52.5")
    await asked.until((text) => text.includes("Change this? [y/N]"))
    asked.process.write("y\r")
    assert.strictEqual(await asked.ended, 0)
    assert.match(plain(asked.written()), /UBatFloat: 52 V -> 52.5 V: written; .*\nRAM only: it acts now/)
    assert.strictEqual((await unit.setting(FLOAT)).active, 5250)
  })
})

describe.concurrent("on a terminal, what may hurt", () => {
  const unit = Bench.shared()

  it("has a question of its own for each warning, and nothing is sent before the last", async () => {
    const asked = unit.terminal("switch set off")
    for (const question of [
      "Change this? [y/N]",
      "the loads lose power unless they are fed from elsewhere. Go on? [y/N]",
      "only AC input or the switch on the unit wakes them. Go on? [y/N]"
    ]) {
      await asked.until((text) => plain(text).includes(question))
      assert.deepStrictEqual(unit.wire(), [])
      asked.process.write(question.startsWith("only") ? "no\r" : "yes\r")
    }
    assert.strictEqual(await asked.ended, 7)
    const held = unit.terminal("ess set 300 --for 1s")
    await held.until((text) => text.includes("Hold this? [y/N]"))
    held.process.write("y\r")
    assert.strictEqual(await held.ended, 0)
    assert.include(
      plain(held.written()),
      "300 W drawn from the AC input: what the loads leave charges the battery"
    )
    assert.deepStrictEqual(unit.wire(), ["07 FF 58 37 02 83 D4 FE 14", "07 FF 58 37 02 83 00 00 E6"])
  })
})

describe.concurrent("Ctrl-C in the middle of a plan", () => {
  let unit: Bench.Bench
  let paced: Bench.Bench
  beforeAll(async () => {
    ;[unit, paced] = await Promise.all([Bench.make(), Bench.make({ paced: true })])
  })
  afterAll(() => Promise.all([unit.stop(), paced.stop()]))

  it("between two writes: says what was not begun, also as a document", async () => {
    const running = unit.start("set UBatFloat=52.5 IBatBulk=30 vsUsage=3 --yes --json")
    await untilJournal(unit, 2)
    running.child.kill("SIGINT")
    const ended = await running.ended
    assert.strictEqual(ended.code, 130)
    assert.match(ended.stderr, /vebus: interrupted. Not begun: IBatBulk, vsUsage\n$/)
    assert.deepStrictEqual(
      Bench.outcomesOf(ended).outcomes.map(({ name, outcome: { _tag } }) => [name, _tag]),
      [
        ["UBatFloat", "Written"],
        ["IBatBulk", "NotReached"],
        ["vsUsage", "NotReached"]
      ]
    )
    assert.strictEqual(unit.wire().length, 1)
    assert.strictEqual((await unit.setting(FLOAT)).active, 5250)
  })

  it("in a write: finishes it, reads it back, and tells of it", async () => {
    const running = paced.start("set UBatFloat=52.5 IBatBulk=30 --to eeprom --yes")
    // The line about the frame stands in the journal before the frame is sent.
    await untilJournal(paced, 1)
    running.child.kill("SIGINT")
    const { code, stdout, stderr } = await running.ended
    assert.strictEqual(code, 130)
    assert.strictEqual(stdout, "UBatFloat: 52 V -> 52.5 V: written and read back\n")
    assert.match(stderr, /vebus: interrupted. Not begun: IBatBulk\n$/)
    assert.deepStrictEqual(await paced.setting(FLOAT), { stored: 5250, active: 5250 })
    assert.deepStrictEqual(Bench.told(paced.journal()).slice(1), ["Written"])
  })
})

/** Waits until the journal has so many lines. */
const untilJournal = async (unit: Bench.Bench, count: number): Promise<void> => {
  while (unit.journal().length < count) await new Promise((resolve) => setTimeout(resolve, 5))
}

describe.concurrent("two programs with one state folder", () => {
  let one: Bench.Bench
  let other: Bench.Bench
  beforeAll(async () => {
    one = await Bench.make()
    other = await Bench.make({ state: one.env["VEBUS_STATE_DIR"]! })
  })
  afterAll(async () => {
    await other.stop()
    await one.stop()
  })

  it("at once: both write, and nothing of either is missing", async () => {
    const words = "set UBatFloat=52.5 IBatBulk=30 vsUsage=3 --to eeprom --yes"
    const ended = await Promise.all([one.start(words).ended, other.start(words).ended])
    assert.deepStrictEqual(
      ended.map(({ code, stderr }) => [code, stderr.includes("was not written")]),
      [
        [0, false],
        [0, false]
      ]
    )
    assert.deepStrictEqual(Bench.told(one.journal()).filter((text) => text === "Written").length, 6)
    // They are the same unit to our records: six writes to one EEPROM.
    const seventh = await one.vebus("set UBatFloat=52.6 --to eeprom --yes")
    assert.strictEqual(seventh.code, 0, seventh.stderr)
    assert.match(JSON.stringify(Bench.memoryOf(one)), /"total":7/)
  })
})
