/**
 * The commands that look where something is wrong: with the words, the line, or the unit. What came is printed, what did
 * not is said on stderr, and the exit code tells one from the other.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import * as Between from "./Between.ts"
import { documentOf, json, rows, timeless } from "./look/Documents.ts"
import * as Expected from "./look/Expected.ts"
import * as Simulated from "./look/Simulated.ts"
import { run } from "./InProcess.ts"

let folder = ""
const running: Array<Simulated.Simulated> = []
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "vebus-look-faults-"))))
afterAll(async () => {
  await Promise.all(running.map(({ stop }) => stop()))
  rmSync(folder, { recursive: true, force: true })
})

const tcp = async (name: string, ...options: ReadonlyArray<string>): Promise<Simulated.Simulated> => {
  const simulated = await Simulated.onTcp(folder, name, ["--unpaced", ...options])
  running.push(simulated)
  return simulated
}

const NOWHERE = "/dev/does-not-exist"

describe("what the unit does not have: exit 5", () => {
  let unit: Simulated.Simulated
  let old: Simulated.Simulated
  beforeAll(async () => {
    ;[unit, old] = await Promise.all([tcp("unit"), tcp("old", "--profile", "multi-12-3000-mk2")])
  })

  it("a setting that was named, and the others are printed", async () => {
    const ended = await run(["settings", "get", "13", "2", "-p", unit.port, "--json"])
    assert.strictEqual(ended.code, 5)
    assert.match(ended.stderr, /^vebus: the device has no setting 13 \(NumberOfSlavesConnected\)/)
    const { settings, unsupported } = documentOf(ended)
    assert.deepStrictEqual(rows(settings).map(Expected.settingPart), Expected.settings([2]))
    assert.deepStrictEqual(unsupported, [13])
  })

  it("a RAM variable of a snapshot", async () => {
    const { code, stdout, stderr } = await run(["snapshot", "UBat", "10", "-p", unit.port])
    assert.strictEqual(code, 5)
    assert.match(stderr, /the device has no RAM variable 10 \(VirtualSwitchPosition\)/)
    assert.match(stdout, /\n +0 +4 +UBat [^\n]*\n$/)
  })

  it("none of a list", async () => {
    const { code, stdout, stderr } = await run(["ram", "list", "--ids", "200..255", "-p", unit.port])
    assert.deepStrictEqual([code, stdout], [5, ""])
    assert.match(stderr, /the device has none of these RAM variables/)
  })

  it("lines behind an MK2", async () => {
    const ended = await run(["lines", "get", "-p", old.port, "--json"])
    assert.strictEqual(ended.code, 5)
    assert.match(ended.stderr, /this adapter is an MK2/)
    assert.isNull(documentOf(ended)["lines"])
  })

  it("ESS", async () => {
    const ended = await run(["ess", "show", "-p", old.port, "--json"])
    assert.strictEqual(ended.code, 5)
    assert.match(ended.stderr, /ESS is not installed/)
    assert.deepStrictEqual(documentOf(ended)["ess"], { assistants: [], place: null, status: null } as unknown)
  })
})

describe.concurrent("words that are wrong, before any port is opened: exit 2", () => {
  const cases: ReadonlyArray<readonly [string, RegExp]> = [
    ["settings get UBatAbsorbtion", /there is no setting "UBatAbsorbtion". Did you mean UBatAbsorption\?/],
    ["settings get 256", /there is no setting "256". "vebus settings list" shows those there are/],
    ["ram get UBatt", /there is no RAM variable "UBatt". Did you mean UBat/],
    ["ram get UBat xyzzy", /there is no RAM variable "xyzzy". "vebus ram list" shows/],
    ["flags get 64", /there is no flag "64"/],
    ["flags get lithiumbatery", /Did you mean LithiumBattery/],
    ["snapshot 0 1 2 3 4 5 6", /6 RAM variables at most, found 7/],
    ["snapshot UBatt", /Did you mean UBat/],
    ["settings list --all --ids 1", /one of --all and --ids/],
    ["settings list --ids 5..300", /ids from 0 to 255, such as 4 or 0..63,128/],
    ["ram list --ids 5..3", /ids from 0 to 255/],
    ["energy --for soon", /a duration of at least 1000 ms/]
  ]
  for (const [words, message] of cases) {
    it(`vebus ${words}`, async () => {
      const { code, stdout, stderr } = await run([...words.split(" "), "-p", NOWHERE])
      assert.deepStrictEqual([code, stdout], [2, ""], stderr)
      assert.match(stderr, message)
    })
  }
})

describe.concurrent("a list over a line with faults is whole all the same", () => {
  const faults = ["--fault", "drop=3%,noise=3%,flip=2%", "--seed", "7"]

  it("ram list", async () => {
    const { port, truths } = await tcp("ram", ...faults)
    const { ram } = await json(["ram", "list", "-p", port])
    const expected = Expected.ram(truths(), [...Array.from({ length: 22 }, (_, id) => id), 128])
    // A value that got lost was read again: what the list shows is one of the answers, and most are the last one.
    assert.deepStrictEqual(
      rows(ram).map(({ id }) => id),
      expected.map(({ id }) => id)
    )
    assert.closeTo(Number(rows(ram).find(({ id }) => id === 4)!["value"]), Number(expected[4]!.value), 0.2)
  })

  it("settings list", async () => {
    const { port } = await tcp("settings", ...faults)
    const { settings, missing } = await json(["settings", "list", "--ids", "0..69", "-p", port])
    assert.deepStrictEqual(
      rows(settings).map(Expected.settingPart),
      Expected.settings(Array.from({ length: 70 }, (_, id) => id))
    )
    assert.deepStrictEqual(missing, [])
  })

  it("flags list", async () => {
    const { port } = await tcp("flags", ...faults)
    const { flags } = await json(["flags", "list", "--all", "-p", port])
    assert.deepStrictEqual(
      rows(flags).map(({ flag, on, supported }) => ({ flag, on, supported })),
      Array.from({ length: 64 }, (_, number) => Expected.flag(number))
    )
  })
})

describe.concurrent("what never answers is missing: the rest is printed, exit 4", () => {
  /** Settings and RAM variables that this line never asks for. */
  const deaf = async (name: string, unheard: RegExp) => {
    const { port } = await tcp(name)
    return Between.deaf(port, (hex) => !unheard.test(hex))
  }

  it("one setting of a list", async () => {
    const line = await deaf("deaf-setting", /^\w\w FF 5[789A] 31 03/)
    const ended = await run(["settings", "list", "--ids", "2..4", "-p", line.port, "--json"])
    line.stop()
    assert.strictEqual(ended.code, 4)
    assert.match(ended.stderr, /^vebus: setting missing: 3 \(UBatFloat\): no reply to /)
    const { settings, missing } = documentOf(ended)
    assert.deepStrictEqual(rows(settings).map(Expected.settingPart), Expected.settings([2, 4]))
    assert.deepStrictEqual(
      rows(missing).map(({ id, name, reason }) => [id, name, reason]),
      [[3, "UBatFloat", "NoReply"]]
    )
  })

  it("one RAM variable, and only that one of its batch", async () => {
    const line = await deaf("deaf-ram", /^\w\w FF 5[789A] 36 05/)
    const ended = await run(["ram", "get", "UBat", "IBat", "-p", line.port])
    line.stop()
    assert.strictEqual(ended.code, 4)
    assert.match(ended.stderr, /^vebus: RAM variable missing: 5 \(IBat\): no reply to /)
    assert.match(ended.stdout, /^ID .*\n 4 {2}UBat [^\n]*\n$/)
  })

  it("nothing at all is no list", async () => {
    const line = await deaf("deaf-all", /^\w\w FF 5[789A] 35/)
    const ended = await run(["settings", "get", "2", "-p", line.port, "--json"])
    line.stop()
    assert.deepStrictEqual([ended.code, ended.stdout], [4, ""])
    assert.match(ended.stderr, /^vebus: no reply to /)
  })

  it("a unit at an address where there is none", async () => {
    const { port } = await tcp("alone")
    const { code, stdout, stderr } = await run(["state", "--address", "5", "-p", port])
    assert.deepStrictEqual([code, stdout], [4, ""])
    assert.match(stderr, /is it the right address\?/)
  })
})

describe.concurrent("ports and systems", () => {
  it("no such port: exit 3", async () => {
    const { code, stdout, stderr } = await run(["flags", "list", "-p", NOWHERE, "--json"])
    assert.deepStrictEqual([code, stdout], [3, ""])
    assert.match(stderr, /there is no such port/)
  })

  it("a line as slow as a real one", async () => {
    const simulated = await Simulated.onPty(folder, "paced")
    running.push(simulated)
    const found = await json(["switch", "get", "-p", simulated.port])
    assert.deepStrictEqual(timeless(found["switch"]), Expected.switchOf(simulated.truths()))
  })

  it("three phases: every unit of the system, or one by its address", async () => {
    const { port } = await tcp("three", "--profile", "three-phase-48-3000")
    const { info } = await json(["info", "-p", port])
    const { phases, units } = info as { readonly phases: number; readonly units: unknown }
    assert.strictEqual(phases, 3)
    assert.deepStrictEqual(
      rows(units).map(({ address, phase }) => [address, phase]),
      [
        [0, 1],
        [1, 2],
        [2, 3]
      ]
    )
    const { snapshot } = await json(["snapshot", "UBat", "-p", port])
    const told = snapshot as { readonly units: unknown }
    assert.deepStrictEqual(
      rows(told.units).map(({ address }) => address),
      [0, 1, 2]
    )
    const { address, settings } = await json(["settings", "get", "UBatFloat", "-p", port, "--address", "2"])
    assert.deepStrictEqual([address, rows(settings).length], [2, 1])
  })
})
