/**
 * What stands in the way of somebody in the first hour: words typed another way, a port that is none, an error for a
 * program, a plan that does not say what acts.
 */
import { spawn } from "node:child_process"
import { copyFileSync, mkdtempSync, readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { runInNewContext } from "node:vm"
import { assert, describe, it } from "@effect/vitest"
import { Ajv2020 } from "ajv/dist/2020.js"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { onClock, run, start } from "./InProcess.ts"

const simulated = (words: string, env: Readonly<Record<string, string>> = {}) =>
  run([...words.split(" "), "--port", "sim:"], { env })

describe("a plan", () => {
  it("says what acts and what is stored, now and then", async () => {
    const { stdout } = await simulated("set UBatFloat=52.5 DisableCharge=off --dry-run")
    assert.include(stdout, "  now:  stored 52 V, which acts unless another program changed it in RAM\n")
    assert.include(stdout, "  then: acts 52.5 V, stored 52 V\n")
    assert.include(stdout, "  then: acts DisableCharge off, stored DisableCharge on\n")
  })

  it("of what is stored already is no change", async () => {
    const { stdout } = await simulated("set UBatFloat=52 --to eeprom --dry-run")
    assert.match(stdout, /UBatFloat: 52 V already\n {2}nothing to send\nno changes\n$/)
  })

  it("that writes to RAM what is stored says why it does", async () => {
    const { stdout } = await simulated("set UBatFloat=52 --dry-run")
    assert.include(stdout, "UBatFloat: 52 V, once more: what acts cannot be read\n")
  })
})

interface Failure {
  readonly schema: string
  readonly kind: string
  readonly reason: string | null
  readonly message: string
  readonly remedy: string | null
  readonly exitCode: number
}

const schemaOf = (name: string) =>
  new Ajv2020({ strict: false }).compile(
    JSON.parse(readFileSync(new URL(`../../../docs/schemas/${name}.json`, import.meta.url), "utf8")) as object
  )

describe("an error for a program is one document, last on stderr", () => {
  const isFailure = schemaOf("vebus.error-1")
  it.each([
    ["a port that is not there", "state --json --port /dev/nope", "no-port", "NotFound", 3],
    ["a folder as port", "monitor --jsonl --port /tmp", "no-port", "OpenFailed", 3],
    ["a wrong command", "stat --json", "usage", null, 2],
    ["a wrong value", "monitor --jsonl --interval 5x", "usage", null, 2],
    ["a name that nobody has", "settings get Nope --json --port sim:", "usage", null, 2],
    ["a value out of range", "set UBatFloat=99 --json --yes --port sim:", "refused", "OutOfRange", 5],
    ["nobody to ask", "set UBatFloat=53 --json --port sim:", "not-confirmed", null, 7],
    ["a file that is none", "replay --jsonl /nope", "bad-file", null, 8],
    ["bytes that are no frame", "frame decode --json 04", "failure", null, 1],
    ["an address where nobody is", "state --json --address 5 --port sim:", "no-answer", "NoReply", 4]
  ] as const)("%s", async (_, words, kind, reason, exitCode) => {
    const { code, stderr } = await run(words.split(" "))
    const last = JSON.parse(stderr.trimEnd().split("\n").at(-1)!) as Failure
    assert.isTrue(isFailure(last), JSON.stringify(isFailure.errors))
    assert.deepStrictEqual(
      [last.kind, last.reason, last.exitCode, code],
      [kind, reason, exitCode, exitCode],
      stderr
    )
    assert.notStrictEqual(last.message, "")
  })

  it("and only where documents were asked for", async () => {
    const { stderr } = await run(["state", "--port", "/dev/nope"])
    assert.notInclude(stderr, "vebus.error")
  })
})

describe("documents follow their schemas", () => {
  it("of the doctor and its report", async () => {
    const file = join(tmpdir(), `vebus-report-${process.pid}-${Date.now()}.json`)
    const { stdout } = await simulated(`doctor --json --report ${file}`)
    const [isDoctor, isReport] = [schemaOf("vebus.doctor-1"), schemaOf("vebus.report-1")]
    assert.isTrue(isDoctor(JSON.parse(stdout)), JSON.stringify(isDoctor.errors))
    assert.isTrue(isReport(JSON.parse(readFileSync(file, "utf8"))), JSON.stringify(isReport.errors))
  })

  it("of traffic", async () => {
    const { stdout } = await simulated("sniff --jsonl --for 2s")
    const isTraffic = schemaOf("vebus.traffic-1")
    const lines = stdout.trimEnd().split("\n")
    assert.isAbove(lines.length, 0)
    for (const line of lines) assert.isTrue(isTraffic(JSON.parse(line)), JSON.stringify(isTraffic.errors))
  })
})

describe("words as people type them", () => {
  it.each([
    ["set UBatFloat 52.5 --dry-run", /UBatFloat: 52 V -> 52.5 V/],
    [
      "set UBatFloat = 52.5 DisableCharge off --dry-run",
      /UBatFloat: 52 V -> 52.5 V[\s\S]*DisableCharge: on -> off/
    ],
    ["settings list FLOAT", /UBatFloat/],
    ["flags list disable charge", /DisableCharge/],
    ["ram list battery voltage", /UBat/]
  ])("%s", async (words, expected) => {
    const { code, stdout, stderr } = await simulated(words)
    assert.match(stdout, expected)
    assert.strictEqual(code, 0, stderr)
  })

  it.each([
    ["set UBatFloat=52,5", /"52,5": write 52\.5, with a point/],
    ["set UBatFloat=52500mV", /"52500mV": write 52\.5V/],
    ["set UBatFloat=0.0525kV", /write 52\.5V/],
    ["limit set 16,5", /write 16\.5, with a point/],
    ["limit set 1600mA", /write 1\.6A/],
    ["set vsUsage=dedicated-ignore-acc-inputs", /Did you mean dedicated-ignore-ac-input/],
    ["switch set charge-only", /Did you mean charger-only\?/],
    ["charge force floating", /Did you mean float\?/],
    ["monitor --interval 10", /10s or 10ms\?/],
    ["sniff --for 5", /5s or 5ms\?/],
    ["settings list no-such-thing", /no setting has "no-such-thing" in its name or label/]
  ])("%s: refused, with the right spelling", async (words, message) => {
    const { code, stdout, stderr } = await simulated(words)
    assert.match(stderr, message)
    assert.deepStrictEqual([code, stdout], [2, ""])
  })

  it.each([
    [["help"], ["--help"]],
    [
      ["help", "limit", "set"],
      ["limit", "set", "--help"]
    ],
    [["-V"], ["--version"]],
    [["version"], ["--version"]]
  ])("%j is %j", async (words, known) => {
    assert.deepStrictEqual(await run(words), await run(known))
  })

  it.each([
    ["help nope", /Unknown subcommand "nope" for "vebus"/],
    ["help limit nope", /Unknown subcommand "nope" for "vebus limit"/],
    ["limit --port sim:", /"vebus limit" goes on with a word: get, set\n/],
    ["ess get --port sim:", /"vebus ess" goes on with a word: show, set, probe, follow, stop\n/]
  ])("%s: refused, and says which there are", async (words, message) => {
    const { code, stdout, stderr } = await run(words.split(" "))
    assert.match(stderr, message)
    assert.deepStrictEqual([code, stdout], [2, ""])
  })

  it("the help groups commands, and has environment and exit codes", async () => {
    const { stdout } = await run(["--help"])
    for (const group of ["Watch:", "Look:", "Change:", "Keep:", "Diagnose:", "Simulate:"])
      assert.include(stdout, group)
    assert.match(stdout, /\n\nENVIRONMENT\n {2}VEBUS_PORT[\s\S]*\n\nEXIT CODES\n {2}0 {4}success/)
  })
})

describe("a narrow terminal", () => {
  it("cuts no number and no name", async () => {
    for (const width of [10, 20, 30, 40, 60, 80]) {
      const { stdout } = await simulated("settings list float", { COLUMNS: `${width}` })
      const [head = "", ...rows] = stdout.trimEnd().split("\n")
      const name = width < 30 ? "" : "UBatFloat"
      assert.isTrue(rows.some((row) => row.includes(name)))
      assert.strictEqual(head.includes("NAME"), name !== "")
      assert.notMatch(stdout, /\d…|NAME…|UBat\w*…/)
    }
  })
})

describe("a port that is none", () => {
  it.each([
    ["/tmp", /it is a folder/],
    [import.meta.filename, /it is a file, no serial port/],
    ["/dev/null", /it is no terminal/],
    ["/dev/does-not-exist", /there is no such port/],
    ["tcp://no-such-host.invalid:1", /there is no host of this name/]
  ])("%s", async (port, message) => {
    const { code, stdout, stderr } = await run(["state", "--port", port])
    assert.match(stderr, message)
    assert.deepStrictEqual([code, stdout, stderr.trimEnd().split("\n").length], [3, "", 1])
  })
})

describe("a runtime without a driver of serial ports", () => {
  it.each(["Bun", "Deno"])("%s: says that the port needs Node", async (name) => {
    Reflect.set(globalThis, name, {})
    const ended = [await run(["state", "--port", "/dev/ttyUSB0"]), await run(["state"])]
    Reflect.deleteProperty(globalThis, name)
    for (const { code, stderr } of ended) {
      assert.match(stderr, new RegExp(`^vebus: a serial port needs Node: .* ${name}\\. .*tcp://`))
      assert.strictEqual(code, 3)
    }
  })
})

describe("an old Node", () => {
  const entry = readFileSync(new URL("../bin/vebus.cjs", import.meta.url), "utf8").replace(/^#!.*/, "")
  const started = (node: string) => {
    const said: Array<string> = []
    const process_ = {
      versions: { node },
      execPath: "/usr/bin/node",
      exitCode: 0,
      stderr: { write: (text: string) => said.push(text) }
    }
    const loaded: Array<string> = []
    runInNewContext(entry, { process: process_, require: (name: string) => loaded.push(name) })
    return { said, loaded, code: process_.exitCode }
  }

  it.each(["8.17.0", "18.20.8", "20.20.2", "22.18.0"])("%s gets one sentence", (node) => {
    assert.deepStrictEqual(started(node), {
      said: [`vebus: needs Node 22.19 or newer, found ${node} at /usr/bin/node\n`],
      loaded: [],
      code: 1
    })
  })

  it.each(["22.19.0", "24.21.0", "26.10.0"])("%s runs", (node) => {
    assert.deepStrictEqual(started(node), { said: [], loaded: ["./start.cjs"], code: 0 })
  })
})

describe("a recording", () => {
  it("replays, whatever an earlier command knew of the unit", async () => {
    const folder = mkdtempSync(join(tmpdir(), "vebus-hour-"))
    const env = { VEBUS_CACHE_DIR: join(folder, "cache") }
    const simulator = start(["simulate", "--tcp", "0", "--unpaced"])
    const port = await simulator.line(/^tcp:/)
    const words = ["settings", "get", "UBatFloat", "--port"]
    for (let known = 0; known < 3; known++) await run([...words, port], { env })
    const recording = join(folder, "warm.jsonl")
    const recorded = await run([...words, port, "--record", recording], { env })
    await simulator.stop()
    const replayed = await run([...words, `replay:${recording}`])
    assert.deepStrictEqual([recorded.code, replayed.code], [0, 0], recorded.stderr + replayed.stderr)
    assert.strictEqual(replayed.stdout, recorded.stdout)
  })
})

describe("npm install in a clone", () => {
  it("says which command to use instead", async () => {
    const folder = mkdtempSync(join(tmpdir(), "vebus-npm-"))
    copyFileSync(new URL("../../../package.json", import.meta.url), join(folder, "package.json"))
    // What an outer `npm --silent` was told would silence this one too.
    const npm = spawn("npm", ["install", "--offline", "--loglevel=error"], {
      cwd: folder,
      shell: process.platform === "win32"
    })
    let said = ""
    npm.stderr.on("data", (text: Buffer) => (said += text.toString()))
    const code = await new Promise((resolve) => npm.on("close", resolve))
    assert.match(said, /use 'npm run setup', not 'npm install'/)
    assert.notStrictEqual(code, 0)
  })
})

describe("what npm start shows", () => {
  const page = readFileSync(new URL("../../../README.md", import.meta.url), "utf8")
  const picture = /^npm start\n```[\s\S]*?```text\n([\s\S]*?)^```/m.exec(page)?.[1]

  /** What is not the same each time: the time, and what the link counts. */
  const withoutCounts = (lines: string) =>
    lines
      .replaceAll(/(?:< )?\d+ %(?= repeated| failed)/g, "0 %")
      .replaceAll(/\d+(?= requests)/g, "000")
      .replaceAll(/\d/g, "0")

  it.effect("is the picture of the README: mains, a battery that it charges, loads", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.parse("2026-01-01T11:59:55.000Z"))
      // What is loaded once takes no time afterwards.
      yield* Effect.promise(() => run(["monitor", "--demo", "--count", "1"]))
      const shown = yield* Effect.forkChild(
        onClock(["monitor", "--demo", "--count", "5"], {
          env: { LANG: "C.UTF-8" },
          terminal: { columns: 80, rows: 24 }
        })
      )
      // What is loaded from files takes real time, and none on this clock.
      while (shown.pollUnsafe() === undefined) {
        yield* Effect.promise(() => setTimeout(1))
        yield* TestClock.adjust(5)
      }
      const { code, stdout, stderr } = yield* Fiber.join(shown)
      assert.strictEqual(code, 0, stderr)
      const left = stdout.slice(stdout.lastIndexOf("\u001B[?1049l") + "\u001B[?1049l".length)
      const lines = left.replaceAll(/ +$/gm, "")
      assert.match(left, /L1 .*\d W ─►│ +charging +│─► L1 .*\d W/)
      assert.match(left, /Battery .* charging/)
      // The page leaves out the charts below, which have nothing to show yet.
      assert.isTrue(withoutCounts(lines).startsWith(withoutCounts(picture ?? "-")), lines)
    })
  )
})

describe("the report of the doctor", () => {
  it("replays: it holds a capture", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "vebus-hour-")), "report.json")
    await simulated(`doctor --report ${file}`)
    const shown = await run(["replay", file, "--speed", "max"])
    assert.match(shown.stdout, /version reply: MK3/)
    const asked = await run(["doctor", "--port", `replay:${file}`])
    assert.match(asked.stdout, /all is well: MK3/, asked.stderr)
    assert.deepStrictEqual([shown.code, asked.code], [0, 0])
  })
})

describe("a dump that leaves lines out", () => {
  it("without offsets is refused: nobody knows how many", async () => {
    const frame = " 07 ff 56 24 db 11 00 00 94\n"
    const { code, stderr } = await run(["frame", "decode"], { input: `${frame}*\n${frame}` })
    assert.match(stderr, /line 2: .*od -v/)
    assert.strictEqual(code, 2)
  })
})

describe("the examples of the help", () => {
  const page = readFileSync(new URL("../../../docs/cli.md", import.meta.url), "utf8")
  const examples = [
    ...page.matchAll(
      /^- `vebus ((?:set|settings set|flags (?:set|clear)|limit set|switch set|ram set) [^`]*)`/gm
    )
  ].map(([, words = ""]) => words.replace(" --dry-run", ""))

  it("of what changes something are there", () => assert.isAtLeast(examples.length, 8))

  it.each(examples)("the simulator accepts: vebus %s", async (words) => {
    const { code, stderr } = await simulated(`${words} --dry-run`)
    assert.strictEqual(code, 0, stderr)
  })
})
