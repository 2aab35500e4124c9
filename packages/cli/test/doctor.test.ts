/**
 * `vebus doctor` as a process, before each thing that can be wrong: it names the cause, and is silent where all is well.
 */
import { spawnSync } from "node:child_process"
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs"
import { type AddressInfo, connect, createServer, type Socket } from "node:net"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { assert, describe, it } from "@effect/vitest"
import { Frames, type Mk2 } from "@vebus/codec"
import { Capture } from "@vebus/runtime"
import * as Result from "effect/Result"
import * as Folder from "./Folder.ts"
import { type Ended, run, start } from "./InProcess.ts"
import * as Process from "./Process.ts"

const folder = Folder.temporary("doctor")

const path = (name: string): string => join(folder, name)

/** The user without any rights. */
const NOBODY = 65_534

interface Document {
  readonly schema: string
  readonly healthy: boolean
  readonly checks: ReadonlyArray<{
    readonly name: string
    readonly problem: { readonly cause: string } | null
  }>
}

const causesOf = ({ stdout }: Pick<Ended, "stdout">): ReadonlyArray<string> => {
  const document = JSON.parse(stdout) as Document
  assert.strictEqual(document.schema, "vebus.doctor/1")
  const causes = document.checks.flatMap(({ problem }) => (problem === null ? [] : [problem.cause]))
  assert.strictEqual(document.healthy, causes.length === 0)
  return causes
}

/** Runs the doctor at a port that is there as long as it runs. */
const examined = (port: string, ...words: ReadonlyArray<string>): Promise<Ended> =>
  run(["doctor", "--json", "--port", port, ...words])

/** Runs the doctor at a simulation. */
const simulated = async (
  words: ReadonlyArray<string>,
  prepare: (port: string) => Promise<void> = () => Promise.resolve()
): Promise<Ended> => {
  const simulator = start(["simulate", ...words])
  const port = await simulator.line(/^tcp:|^\//)
  await prepare(port)
  const ended = await examined(port)
  await simulator.stop()
  return ended
}

/** Runs the doctor at a simulation that loses its power as soon as the doctor has heard it. */
const fallingSilent = async (): Promise<Ended> => {
  const simulator = start(["simulate", "--tcp", "0", "--control", "0"])
  const [, control] = /:(\d+)$/.exec(await simulator.line(/^control tcp:/))!
  const record = path("silenced.jsonl")
  const port = await simulator.line(/^tcp:/)
  const doctor = start(["doctor", "--json", "--port", port, "--record", record])
  while (!existsSync(record) || !readFileSync(record, "utf8").includes('"rx"')) await setTimeout(50)
  connect(Number(control), "127.0.0.1").end('{"change":"sleep"}\n')
  const ended = await doctor.ended
  await simulator.stop()
  return ended
}

/** Runs the doctor at a TCP server that is no adapter. */
const served = async (onConnection: (socket: Socket) => void): Promise<Ended> => {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket.on("error", () => undefined))
    onConnection(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const ended = await examined(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`)
  for (const socket of sockets) socket.destroy()
  server.close()
  return ended
}

/** Tells the adapter to pass on panel frames, as another program may have done, and goes. */
const forwardPanels = (port: string): Promise<void> =>
  new Promise((resolve) => {
    const request: Mk2.Request = {
      _tag: "SwitchRequest",
      position: "on",
      limitRaw: 0x8000 as never,
      marker: 1,
      flags: 0x80 | 0x40 | 0x10,
      extended: 1,
      reserved: 0,
      eeprom: null,
      spare: [] as never
    }
    const socket = connect(Number(port.split(":")[2]), "127.0.0.1")
    socket.write(Result.getOrThrow(Frames.encodeRequestFrame({ content: request, leds: null })))
    socket.once("data", () => socket.end())
    socket.once("close", () => resolve())
  })

const profile = (content: object): string => {
  const file = path(`${JSON.stringify(content).length}.json`)
  writeFileSync(file, JSON.stringify({ id: "mine", label: "mine", ...content }))
  return file
}

describe.concurrent("names the cause, and ends with its exit code", () => {
  const cases: ReadonlyArray<readonly [cause: string, exitCode: number, how: string, () => Promise<Ended>]> =
    [
      ["no-adapter", 3, "no port is named, and none is there", () => run(["doctor", "--json"])],
      ["no-such-port", 3, "the port does not exist", () => examined("/dev/does-not-exist")],
      ["cannot-open", 3, "the port is a file", () => examined(import.meta.filename)],
      ["cannot-open", 3, "nobody listens", () => examined("tcp://127.0.0.1:1")],
      ["lost", 3, "the server hangs up", () => served((socket) => socket.end())],
      ["silence", 4, "a server says nothing", () => served(() => undefined)],
      [
        "asleep",
        4,
        "a port named MK3 says nothing",
        () => simulated(["--pty", path("usb-VictronEnergy_MK3-USB"), "--fault", "sleep@0+1min"])
      ],
      ["asleep", 4, "an adapter falls silent", fallingSilent],
      [
        "wrong-baud",
        4,
        "bytes come that form no frame",
        () =>
          served((socket) => {
            const timer = setInterval(() => socket.write(Uint8Array.of(0x80, 0xf7, 0x99, 0x80)), 100)
            socket.on("close", () => clearInterval(timer))
          })
      ],
      [
        "only-version-frames",
        4,
        "the adapter hears, the inverter does not",
        () => simulated(["--tcp", "0", "--fault", "requests.drop=100%"])
      ],
      [
        "firmware-too-old",
        5,
        "an MK2 of old",
        () =>
          simulated([
            "--tcp",
            "0",
            "--profile",
            profile({
              extends: "multi-12-3000-mk2",
              interface: { version: { value: 1130130, basis: "filled" } }
            })
          ])
      ],
      [
        "other-master",
        5,
        "another panel is heard",
        () => simulated(["--tcp", "0", "--fault", "replies.panel=100%"], forwardPanels)
      ]
    ]
  for (const [cause, exitCode, how, examine] of cases) {
    it(`${cause}: ${how}`, async () => {
      const ended = await examine()
      assert.deepStrictEqual(causesOf(ended), [cause])
      assert.strictEqual(ended.code, exitCode, ended.stderr)
      const [said, document = ""] = ended.stderr.split("\n")
      assert.strictEqual(said, `vebus: found: ${cause}`)
      assert.strictEqual((JSON.parse(document) as { readonly reason: string }).reason, cause)
    })
  }

  it("busy-port: another command has it, and is named with its process id", async () => {
    const simulator = Process.start(["simulate", "--pty", path("busy")])
    const port = await simulator.line(/busy$/)
    const owner = Process.start(["monitor", "--port", port, "--jsonl"])
    await owner.line(/reading/)
    const [ended, second] = await Promise.all([
      Process.run(["doctor", "--json", "--port", port]),
      Process.run(["state", "--port", port])
    ])
    assert.deepStrictEqual([causesOf(ended), ended.code, second.code], [["busy-port"], 3, 3])
    if (process.platform === "linux") {
      assert.match(ended.stdout, new RegExp(`Process ${owner.child.pid} \\(`))
      assert.match(second.stderr, new RegExp(`another program has it \\(process ${owner.child.pid}, `))
    }
    await Process.stop(owner)
    await Process.stop(simulator)
  })

  it("permission: the group that may use the port is named", async (context) => {
    const simulator = Process.start(["simulate", "--pty", path("forbidden")])
    const port = await simulator.line(/forbidden$/)
    chmodSync(port, 0)
    // The superuser may open everything: then another user has to try, who can read this checkout.
    const uid = process.getuid?.() === 0 ? NOBODY : process.getuid!()
    if (spawnSync(process.execPath, [Process.program, "--version"], { uid }).status !== 0) context.skip()
    chmodSync(folder, 0o755)
    const { status, stdout } = spawnSync(
      process.execPath,
      [Process.program, "doctor", "--json", "--port", port],
      {
        uid,
        encoding: "utf8"
      }
    )
    await Process.stop(simulator)
    assert.deepStrictEqual([status, causesOf({ stdout })], [3, ["permission"]])
    assert.match(stdout, /usermod -aG \w+ /)
  })
})

describe.concurrent("where all is well", () => {
  for (const words of [
    ["--pty", "well"],
    ["--tcp", "0", "--profile", "multi-12-3000-mk2"]
  ]) {
    it(`${words.join(" ")}: says so, and nothing of problems`, async () => {
      const simulator = start(["simulate", ...words.map((word) => (word === "well" ? path(word) : word))])
      const port = await simulator.line(/^tcp:|well$/)
      const { code, stdout, stderr } = await run(["doctor", "--port", port])
      assert.deepStrictEqual([code, stderr], [0, ""])
      assert.match(stdout, /^(ok .+\n){9}all is well: MK[23], firmware \d+; version \d+ at address 0/)
      assert.notMatch(stdout, /PROBLEM|cause|try/)
      assert.deepStrictEqual(causesOf(await examined(port)), [])
      await simulator.stop()
    })
  }
})

describe.concurrent("--report", () => {
  it("holds versions, infos and a capture that replays, and no serial number", async () => {
    const truth = path("reported.jsonl")
    const simulator = start(["simulate", "--tcp", "0", "--unpaced", "--turnaround", "0ms", "--record", truth])
    const port = await simulator.line(/^tcp:/)
    const file = path("report.json")
    const { code, stderr } = await run(["doctor", "--port", port, "--report", file])
    await simulator.stop()
    assert.strictEqual(code, 0, stderr)
    assert.match(stderr, /wrote .*report\.json: look at it before you send it/)
    const text = readFileSync(file, "utf8")
    const report = JSON.parse(text) as {
      readonly schema: string
      readonly software: { readonly vebus: string; readonly platform: string }
      readonly observations: { readonly adapter: { readonly firmware: number } }
      readonly infos: { readonly ram: ReadonlyArray<object>; readonly settings: ReadonlyArray<object> }
      readonly capture: ReadonlyArray<object>
    }
    assert.deepStrictEqual([report.schema, report.observations.adapter.firmware], ["vebus.report/1", 212])
    assert.strictEqual(report.software.platform, process.platform)
    assert.isAbove(report.infos.ram.length, 10)
    assert.isAbove(report.infos.settings.length, 50)
    assert.notMatch(text, /HQ\d/)

    const lines = report.capture.map((line) => `${JSON.stringify(line)}\n`).join("")
    const capture = Result.getOrThrow(Capture.parse(lines))
    const sent = capture.lines.flatMap((line) => ("dir" in line && line.dir === "tx" ? [line.hex] : []))
    // Neither serial number (3B) nor unique number (F 7) is asked for, and no panel is moved (S).
    assert.isTrue(sent.every((hex) => !/^.. FF (?:5[789A] 3B|46 07|53)/.test(hex)))
    assert.isTrue(sent.some((hex) => /^.. FF 5. 35/.test(hex)))
  })

  it("is made of a problem too, and never over a file that exists", async () => {
    const file = path("problem.json")
    const first = await run(["doctor", "--port", "tcp://127.0.0.1:1", "--report", file])
    assert.strictEqual(first.code, 3)
    assert.isTrue(existsSync(file))
    const second = await run(["doctor", "--port", "tcp://127.0.0.1:1", "--report", file])
    assert.strictEqual(second.code, 8)
    assert.match(second.stderr, /cannot write .*problem\.json: it exists already/)
  })
})
