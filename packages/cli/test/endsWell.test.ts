/**
 * A change that is cut short from outside: by a signal, a terminal that is gone, a full disk, a pipe without a reader, or
 * `kill -9`. After each of them: what the unit holds, the journal, the exit code, and that `undo` brings all back.
 */
import { spawn } from "node:child_process"
import { closeSync, openSync, writeFileSync } from "node:fs"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { OpenHolds } from "@vebus/runtime"
import * as Bench from "./change/Bench.ts"
import { program } from "./Process.ts"

const FLOAT = 3
const CURRENT = 4
const FLOAT_STORED = 5200
const CURRENT_STORED = 35

const linux = process.platform === "linux"
const posix = process.platform !== "win32"

interface Cut {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command with streams of its own: a file in the place of stdout or stderr. */
const withStreams = (
  unit: Bench.Bench,
  words: string,
  files: { readonly stdout?: string; readonly stderr?: string }
): Promise<Cut> => {
  const opened = Object.values(files).map((path) => openSync(path, "w"))
  const at = (path: string | undefined) =>
    path === undefined ? ("pipe" as const) : opened[Object.values(files).indexOf(path)]!
  const child = spawn(process.execPath, [program, ...words.split(" ")], {
    env: { ...process.env, ...unit.env },
    stdio: ["ignore", at(files.stdout), at(files.stderr)]
  })
  for (const file of opened) closeSync(file)
  let stdout = ""
  let stderr = ""
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text))
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text))
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })))
}

/** Runs a command in a shell, as a part of what somebody typed: `$V` is the program, and its exit code is printed. */
const shell = (unit: Bench.Bench, line: string): Promise<Cut> => {
  const child = spawn("sh", ["-c", line], {
    env: { ...process.env, ...unit.env, V: `${process.execPath} ${program}`, F: unit.file("") },
    stdio: ["ignore", "pipe", "pipe"]
  })
  let stdout = ""
  let stderr = ""
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text))
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text))
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })))
}

/** Waits until the journal has so many lines. */
const untilJournal = async (unit: Bench.Bench, count: number): Promise<void> => {
  while (unit.journal().length < count) await new Promise((resolve) => setTimeout(resolve, 5))
}

/** No stack trace, whatever happened. */
const isCalm = ({ stdout, stderr }: Cut): void => assert.notMatch(stdout + stderr, /^\s+at .*:\d+:\d+/m)

/** Undoes until nothing is left that differs from what was stored and acted at first. */
const broughtBack = async (unit: Bench.Bench): Promise<void> => {
  const undone = await unit.vebus("undo --yes")
  assert.strictEqual(undone.code, 0, undone.stderr)
  assert.deepStrictEqual(await unit.setting(FLOAT), { stored: FLOAT_STORED, active: FLOAT_STORED })
  assert.deepStrictEqual(await unit.setting(CURRENT), { stored: CURRENT_STORED, active: CURRENT_STORED })
  unit.wire()
}

describe.runIf(linux)("output that cannot be written", () => {
  let unit: Bench.Bench
  let file: string
  beforeAll(async () => {
    unit = await Bench.make()
    file = unit.file("before.json")
    const { code, stderr } = await unit.vebus(["settings", "backup", file])
    assert.strictEqual(code, 0, stderr)
  })
  afterAll(() => unit.stop())

  it("of a plan, to a full disk: the plan is carried out and verified, and the exit code tells", async () => {
    const set = "set UBatFloat=52.5 IBatBulk=30 --yes"
    for (const [words, files, held] of [
      [set, { stdout: "/dev/full" }, { stored: FLOAT_STORED, active: 5250 }],
      [`${set} --to eeprom`, { stderr: "/dev/full" }, { stored: 5250, active: 5250 }],
      [`${set} --json`, { stdout: "/dev/full", stderr: "/dev/full" }, { stored: FLOAT_STORED, active: 5250 }]
    ] as const) {
      const before = unit.journal().length
      const ended = await withStreams(unit, words, files)
      isCalm(ended)
      assert.strictEqual(ended.code, 1, words)
      if ("stdout" in files && !("stderr" in files)) {
        assert.match(
          ended.stderr,
          /\nvebus: stdout could not be written to: ENOSPC.*the journal, and what the command was to do was done\n$/
        )
      }
      assert.deepStrictEqual(await unit.setting(FLOAT), held)
      assert.strictEqual((await unit.setting(CURRENT)).active, 30)
      assert.deepStrictEqual(
        Bench.told(unit.journal().slice(before)).filter((text) => text === "Written"),
        ["Written", "Written"]
      )
      await broughtBack(unit)
    }
  })

  it("of settings restore: as a plan", async () => {
    assert.strictEqual((await unit.vebus("set UBatFloat=52.7 --to eeprom --yes")).code, 0)
    const ended = await withStreams(unit, `settings restore ${file} --to eeprom --yes`, {
      stdout: "/dev/full"
    })
    isCalm(ended)
    assert.strictEqual(ended.code, 1, ended.stderr)
    assert.deepStrictEqual(await unit.setting(FLOAT), { stored: FLOAT_STORED, active: FLOAT_STORED })
    const undone = await unit.vebus("undo --yes")
    assert.strictEqual(undone.code, 0, undone.stderr)
    assert.strictEqual((await unit.setting(FLOAT)).stored, 5270)
    assert.strictEqual((await unit.vebus("set UBatFloat=52 --to eeprom --yes")).code, 0)
    unit.wire()
  })

  it("of a plan, to a reader that has gone: all was done, so 0; what failed for another reason keeps its code", async () => {
    for (const reader of ["true", "head -1"]) {
      const ended = await shell(
        unit,
        `{ $V set UBatFloat=52.5 IBatBulk=30 --yes 2>"$F/err"; echo $? >"$F/code"; } | ${reader}; cat "$F/err" >&2; cat "$F/code"`
      )
      isCalm(ended)
      assert.match(ended.stdout, /(^|\n)0\n$/)
      assert.strictEqual((await unit.setting(CURRENT)).active, 30)
      await broughtBack(unit)
    }
    const refused = await shell(
      unit,
      `{ $V set UBatFloat=90 --yes 2>/dev/null; echo $? >"$F/code"; } | true; cat "$F/code"`
    )
    assert.strictEqual(refused.stdout, "5\n")
    assert.deepStrictEqual(unit.wire(), [])
  })

  it("of a command that only looks: a gone reader is a quiet 0, a full disk is 1", async () => {
    const looked = await shell(
      unit,
      `{ $V monitor; echo $? >"$F/code"; } | head -1 >/dev/null; cat "$F/code"; $V state | true; $V state >/dev/full; echo $?`
    )
    isCalm(looked)
    assert.strictEqual(looked.stdout, "0\n1\n")
    assert.match(looked.stderr, /^vebus: stdout could not be written to: ENOSPC: .*\n$/)
  })

  it("of a hold: the hold ends with 0, and never with exit code 0", async () => {
    const lines = unit.journal().length
    const full = await withStreams(unit, "ess set 300 --yes --for 60s", { stdout: "/dev/full" })
    const piped = await shell(
      unit,
      `{ $V ess set 300 --yes --for 60s 2>"$F/err"; echo $? >"$F/code"; } | true; cat "$F/err" >&2; cat "$F/code"`
    )
    isCalm(full)
    isCalm(piped)
    assert.deepStrictEqual([full.code, piped.stdout], [1, "1\n"])
    assert.match(full.stderr, /vebus: stdout could not be written to: ENOSPC/)
    assert.strictEqual(unit.wire().at(-1), "07 FF 58 37 02 83 00 00 E6")
    const holds = Bench.told(unit.journal().slice(lines)).filter((text) => text.includes(" W"))
    assert.deepStrictEqual(holds, [
      "vebus ess set: begun 300 W",
      "vebus ess set: ended 0 W",
      "vebus ess set: begun 300 W",
      "vebus ess set: ended 0 W"
    ])
  })
})

describe.runIf(posix)("a signal", () => {
  const unit = Bench.shared()

  it("of whatever kind ends a hold with 0, and with 128 and its number", async () => {
    for (const [signal, code] of [
      ["SIGHUP", 129],
      ["SIGINT", 130],
      ["SIGQUIT", 131],
      ["SIGTERM", 143],
      ["SIGALRM", 142]
    ] as const) {
      const held = unit.start("ess set 300 --yes")
      await held.line(/^holding 300 W/)
      held.child.kill(signal)
      const ended = await held.ended
      assert.strictEqual(ended.code, code, ended.stderr)
      assert.match(ended.stderr, /vebus: setting 0\n$/)
      assert.strictEqual(unit.wire().at(-1), "07 FF 58 37 02 83 00 00 E6")
      assert.deepStrictEqual(OpenHolds.of(unit.journal()), [])
    }
  })

  it("between two writes: what was begun is finished, the rest is not begun, and undo brings all back", async () => {
    for (const [signal, code, words] of [
      ["SIGHUP", 129, ""],
      ["SIGTERM", 143, " --to eeprom"]
    ] as const) {
      const lines = unit.journal().length
      const running = unit.start(`set UBatFloat=52.5 IBatBulk=30 --yes${words}`)
      await untilJournal(unit, lines + 2)
      running.child.kill(signal)
      const ended = await running.ended
      assert.strictEqual(ended.code, code, ended.stderr)
      assert.match(ended.stderr, /vebus: interrupted. Not begun: IBatBulk\n$/)
      assert.strictEqual((await unit.setting(FLOAT)).active, 5250)
      assert.strictEqual(unit.wire().length, 1)
      assert.deepStrictEqual(Bench.told(unit.journal()).at(-1), "Written")
      await broughtBack(unit)
    }
  })

  it("in the middle of a limit: it is finished and verified, and undo brings it back", async () => {
    const limit = async () => ((await unit.control({ ask: "truth" }))["limit"] as { actual: number }).actual
    const before = await limit()
    const lines = unit.journal().length
    const running = unit.start("limit set 12 --yes")
    await untilJournal(unit, lines + 1)
    running.child.kill("SIGHUP")
    const ended = await running.ended
    assert.strictEqual(ended.code, 129, ended.stderr)
    assert.strictEqual(ended.stdout, "input current limit: on, 16 A -> on, 12 A: written and read back\n")
    assert.strictEqual(await limit(), 120)
    assert.strictEqual((await unit.vebus("undo --yes")).code, 0)
    assert.strictEqual(await limit(), before)
    unit.wire()
  })

  it("of a terminal that was closed under a hold, and under a plan", async () => {
    const held = unit.terminal("ess set 300 --yes")
    await held.until((text) => text.includes("holding 300 W"))
    await held.close()
    assert.deepStrictEqual(OpenHolds.of(unit.journal()), [])
    assert.strictEqual(unit.wire().at(-1), "07 FF 58 37 02 83 00 00 E6")

    const lines = unit.journal().length
    const running = unit.terminal("set UBatFloat=52.5 IBatBulk=30 --to eeprom --yes")
    await untilJournal(unit, lines + 1)
    await running.close()
    assert.strictEqual((await unit.setting(FLOAT)).stored, 5250)
    assert.deepStrictEqual(Bench.told(unit.journal()).at(-1), "Written")
    await broughtBack(unit)
  })
})

describe.runIf(posix)("kill -9", () => {
  const unit = Bench.shared()

  const killed = async (): Promise<void> => {
    const held = unit.start("ess set 300 --yes")
    await held.line(/^holding 300 W/)
    held.child.kill("SIGKILL")
    await held.ended
    assert.lengthOf(OpenHolds.of(unit.journal()), 1)
    unit.wire()
  }

  it("of a hold: the next command of any kind says so, and ess stop ends it", async () => {
    await killed()
    const looked = await unit.vebus("state")
    assert.strictEqual(looked.code, 0)
    assert.match(looked.stderr, /^vebus: "vebus ess set" held 300 W .*"vebus ess stop" ends it/)
    assert.deepStrictEqual(unit.wire(), [])
    const dry = await unit.vebus("ess stop --dry-run")
    assert.include(dry.stdout, "ESS set-point: 300 W -> 0 W\n  RAM 131, frame 07 FF 58 37 02 83 00 00 E6\n")
    assert.deepStrictEqual(unit.wire(), [])
    const stopped = await unit.vebus("ess stop")
    assert.strictEqual(stopped.code, 0, stopped.stderr)
    assert.deepStrictEqual(unit.wire(), ["07 FF 58 37 02 83 00 00 E6"])
    const again = await unit.vebus("ess stop")
    assert.deepStrictEqual(
      [again.code, again.stdout, again.stderr],
      [0, "no hold of this unit is open in the journal: nothing was sent\n", ""]
    )
  })

  it("of a hold: undo ends it, and takes back nothing else that was before it", async () => {
    assert.strictEqual((await unit.vebus("set UBatFloat=52.5 --yes")).code, 0)
    await killed()
    const undone = await unit.vebus("undo --yes")
    assert.strictEqual(undone.code, 0, undone.stderr)
    assert.deepStrictEqual(unit.wire(), ["07 FF 58 37 02 83 00 00 E6"])
    assert.strictEqual((await unit.setting(FLOAT)).active, 5250)
    await broughtBack(unit)
  })

  it("of a plan between two writes: undo takes back what was written", async () => {
    const lines = unit.journal().length
    const running = unit.start("set UBatFloat=52.5 IBatBulk=30 --to eeprom --yes")
    await untilJournal(unit, lines + 2)
    running.child.kill("SIGKILL")
    await running.ended
    assert.strictEqual((await unit.setting(FLOAT)).stored, 5250)
    await broughtBack(unit)
  })
})

describe.runIf(linux)("a disk that is full", () => {
  const unit = Bench.shared()

  /** A limit of the size of files, in blocks, is as good as a full disk, and needs no rights. */
  const limited = (blocks: number, words: string) => `(ulimit -f ${blocks}; exec $V ${words}); echo $?`

  it("leaves no half file of a backup, a report or a recording, and says so in one sentence", async () => {
    for (const [words, code] of [
      [`settings backup "$F/full.json"`, 8],
      [`doctor --report "$F/full.json"`, 8],
      [`record "$F/full.json" --port sim: --for 60s`, 1]
    ] as const) {
      const ended = await shell(unit, `${limited(words.startsWith("record") ? 0 : 1, words)}; ls "$F"`)
      isCalm(ended)
      assert.match(ended.stdout, new RegExp(`(^|\\n)${code}\\n`), ended.stderr)
      assert.notInclude(ended.stdout, "full.json\n")
      assert.match(ended.stderr, /^vebus: (cannot write|stopped recording to) .*full\.json: EFBIG.*$/m)
    }
  })

  it("on the side of the journal: nothing is sent that cannot be noted, and a hold is not begun", async () => {
    writeFileSync(unit.file("fill"), "")
    const changed = await shell(unit, limited(0, "set UBatFloat=52.5 --to eeprom --yes"))
    const held = await shell(unit, limited(0, "ess set 300 --yes"))
    for (const ended of [changed, held]) {
      isCalm(ended)
      assert.match(ended.stdout, /(^|\n)1\n$/)
      assert.match(ended.stderr, /EFBIG/)
    }
    assert.deepStrictEqual(unit.wire(), [])
    assert.deepStrictEqual(await unit.setting(FLOAT), { stored: FLOAT_STORED, active: FLOAT_STORED })
  })
})
