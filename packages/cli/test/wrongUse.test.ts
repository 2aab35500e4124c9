/**
 * What goes wrong outside of our hands: each gives one clear message and its exit code.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { createServer, type AddressInfo, type Server, type Socket } from "node:net"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { afterEach, assert, describe, it } from "@effect/vitest"
import { SystemError } from "@vebus/runtime"
import * as Folder from "./Folder.ts"
import { type Ended, run } from "./InProcess.ts"
import * as Process from "./Process.ts"

let server: Server | undefined
afterEach(() => void server?.close())

/** A TCP server that is no adapter. */
const serve = (onConnection: (socket: Socket) => void): Promise<string> =>
  new Promise((resolve) => {
    server = createServer((socket) => {
      socket.on("error", () => undefined)
      onConnection(socket)
    })
    server.listen(0, "127.0.0.1", () => resolve(`tcp://127.0.0.1:${(server!.address() as AddressInfo).port}`))
  })

const expectEnd = async (words: ReadonlyArray<string>, code: number, message: RegExp): Promise<void> => {
  const ended = await run(words)
  assert.strictEqual(ended.code, code, ended.stderr)
  assert.match(ended.stderr, message)
  assert.strictEqual(ended.stdout, "")
}

describe("a port that is not an adapter", () => {
  it("does not exist: exit 3", () =>
    expectEnd(["monitor", "--port", "/dev/does-not-exist"], 3, /there is no such port/))

  it("is a host that does not listen: exit 3", () =>
    expectEnd(["monitor", "--port", "tcp://127.0.0.1:1"], 3, /connection refused/))

  it("is a file: exit 3", () => expectEnd(["monitor", "--port", import.meta.filename], 3, /cannot open/))

  it("is silent: exit 4, asleep or unplugged", async () => {
    const port = await serve(() => undefined)
    await expectEnd(["monitor", "--port", port], 4, /no byte from .* for [\d.]+ s: the inverter is asleep/)
  })

  it("sends garbage: exit 4, and shows some of it", async () => {
    const port = await serve((socket) => {
      const timer = setInterval(() => socket.write(Uint8Array.of(0x80, 0xf7, 0x99, 0x80)), 100)
      socket.on("close", () => clearInterval(timer))
    })
    await expectEnd(["monitor", "--port", port], 4, /no VE.Bus frame among them \(80 F7 99/)
  })

  it("hangs up: exit 3", async () => {
    const port = await serve((socket) => socket.end())
    await expectEnd(["monitor", "--port", port], 3, /lost tcp:/)
  })
})

describe("what the system says when a port cannot be opened", () => {
  const cases: ReadonlyArray<readonly [string, string, string]> = [
    ["Error: No such file or directory, cannot open /dev/ttyUSB0", "/dev/ttyUSB0", "NotFound"],
    ["Error: Permission denied, cannot open /dev/ttyUSB0", "/dev/ttyUSB0", "PermissionDenied"],
    ["Error: Device or resource busy, cannot open /dev/ttyUSB0", "/dev/ttyUSB0", "Busy"],
    ["Error Resource temporarily unavailable Cannot lock port", "/dev/ttyUSB0", "Busy"],
    ["Opening COM3: Access denied", "serial:COM3", "Busy"],
    ["Opening COM3: File not found", "serial:COM3", "NotFound"],
    ["Error: Inappropriate ioctl for device, cannot open /etc/hosts", "/etc/hosts", "OpenFailed"]
  ]
  for (const [text, port, reason] of cases) {
    it(`"${text}" is ${reason}`, () => {
      const found = SystemError.openReason(port, new Error(text))
      assert.strictEqual(found._tag, reason)
      assert.include(found.message, port)
    })
  }

  it("EACCES tells of the group", () => {
    const error = Object.assign(new Error("open failed"), { code: "EACCES" })
    assert.match(SystemError.openReason("/dev/ttyUSB0", error).message, /permission denied.*dialout/)
  })
})

describe.concurrent("wrong words", () => {
  const cases: ReadonlyArray<readonly [string, RegExp]> = [
    ["monitr", /Did you mean[\s\S]*monitor/],
    ["monitor --interval 5x", /a duration of at least 100 ms/],
    ["monitor --interval 10ms", /a duration of at least 100 ms/],
    ["monitor --count 0", /a whole number of at least 1/],
    ["monitor --count many", /--count/],
    ["monitor --port ftp://boat", /tcp:\/\/host:port/],
    ["monitor --port tcp://boat", /tcp:\/\/host:port/],
    ["monitor --port sim:nothing", /no simulator profile "nothing": expected one of multiplus/],
    ["monitor --prot x", /--port/],
    ["simulate", /--tcp PORT and --pty PATH/],
    ["simulate --pty nowhere --host 0.0.0.0", /expected --tcp PORT beside --host/],
    ["simulate --tcp 0 --version-every 0.05", /seconds from 0.1 to 5, or 0 or off for never/],
    ["monitor --port sim:?version-every=often", /sim:PROFILE/],
    ["simulate --tcp 0 --pty x", /one of/],
    ["simulate --tcp 99999", /a TCP port from 0 to 65535/],
    ["simulate --tcp 0 --profile nothing", /expected one of multiplus/]
  ]
  for (const [words, message] of cases) {
    it(`vebus ${words}: exit 2`, () => expectEnd(words.split(" "), 2, message))
  }

  it.each(["monitor --interval 5x", "monitr"])(
    "a process of its own says the same: vebus %s",
    async (words) => assert.deepStrictEqual(await Process.run(words.split(" ")), await run(words.split(" ")))
  )

  it("no words at all: exit 2, and the help on stderr", () => expectEnd([], 2, /monitor[\s\S]*simulate/))

  it("help that was asked for is data", async () => {
    const { code, stdout, stderr } = await run(["monitor", "--help"])
    assert.deepStrictEqual([code, stderr], [0, ""])
    assert.match(stdout, /--jsonl/)
  })
})

const folder = Folder.temporary("wrong")

/** A file with this content, by name. */
const file = (name: string, content: string): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const header =
  '{"schema":"vebus.capture/1","started":"2026-01-01T12:00:00.000Z","port":"sim:","software":"vebus 0.1.0"}'

/** Runs words with a simulated inverter behind them. */
const simulated = (words: string) => () => run([...words.split(" "), "--port", "sim:"])

/** Waits until a recording holds the infos of some settings: then the port can be taken away in the middle. */
const someSettings = async (recording: string): Promise<void> => {
  while (!existsSync(recording) || readFileSync(recording, "utf8").split(/FF 5[89A] 35/).length < 5)
    await setTimeout(100)
}

/** Starts a command on the embedded simulator, waits until it is at work, and ends it in some way. */
const ended =
  (words: string, atWork: RegExp, end: (running: Process.Running) => Promise<Ended>) => async () => {
    const running = Process.start([...words.split(" "), "--port", "sim:"])
    await running.line(atWork)
    return end(running)
  }

describe.concurrent("wrong use, and what else ends a command: its message and its exit code", () => {
  const cases: ReadonlyArray<
    readonly [name: string, code: number, message: RegExp, act: () => Promise<Ended>]
  > = [
    ["an unknown command", 2, /Did you mean[\s\S]*doctor/, () => run(["docter"])],
    ["an unknown flag", 2, /Unrecognized flag: --prot/, () => run(["sniff", "--prot", "x"])],
    [
      "an unknown setting",
      2,
      /no setting "UBatAbsorbtion". Did you mean UBatAbsorption\?/,
      simulated("settings get UBatAbsorbtion")
    ],
    ["an unknown flag of the device", 2, /Did you mean DisableCharge/, simulated("flags get DisableCharg")],
    ["an unknown RAM variable", 2, /no RAM variable "UBatt". Did you mean UBat/, simulated("ram get UBatt")],
    ["a setting id out of range", 2, /"vebus settings list" shows/, simulated("settings get 999")],
    ["a RAM id out of range", 2, /"vebus ram list" shows/, simulated("ram get 300")],
    ["an address out of range", 2, /an address from 0 to 31/, simulated("state --address 32")],
    ["an address where nobody is", 4, /is it the right address\?/, simulated("state --address 5")],
    [
      "a value out of range",
      5,
      /99 V is not allowed; allowed is 48 to 64 V/,
      simulated("set UBatFloat=99V --yes")
    ],
    [
      "a value in a wrong unit",
      2,
      /expected a number in V.*found "53A"/,
      simulated("set UBatFloat=53A --yes")
    ],
    ["no terminal to ask on", 7, /no terminal to ask on.*--yes/, simulated("set UBatFloat=53V")],
    ["nothing to stand between", 2, /pty:PATH or tcp:PORT/, simulated("sniff --via here")],
    ["no duration", 2, /a duration of at least 1 ms/, simulated("sniff --for soon")],
    [
      "two places to serve at",
      2,
      /one of --tcp PORT and --pty PATH, found both/,
      () => run(["replay", "x", "--pty", "y", "--tcp", "0"])
    ],
    ["no speed", 2, /a factor like 1, 0\.5 or 10, or max/, () => run(["replay", "x", "--speed", "0"])],
    ["a replay without a file", 2, /replay:FILE/, () => run(["state", "--port", "replay:"])],
    [
      "a capture that is none",
      8,
      /none\.jsonl, line 1: expected a header/,
      () => run(["replay", file("none.jsonl", "{}\n")])
    ],
    [
      "a capture of something never asked",
      4,
      /no byte from replay:/,
      () => run(["state", "--port", `replay:${file("idle.jsonl", `${header}\n`)}`])
    ],
    [
      "a profile that is none",
      8,
      /cannot use the profile/,
      () => run(["simulate", "--tcp", "0", "--profile", file("p.json", "[]")])
    ],
    [
      "a recording over a file that exists",
      8,
      /cannot write .*: it exists already/,
      () => run(["record", file("mine", ""), "--port", "sim:", "--for", "1s"])
    ],
    [
      "a link where a file is",
      3,
      /cannot make the link/,
      () => run(["sniff", "--port", "sim:", "--via", `pty:${file("taken", "")}`])
    ],
    [
      "a replay cut short",
      0,
      /cut\.jsonl is cut short: its last 9 characters are no whole line/,
      () => run(["replay", file("cut.jsonl", `${header}\n{"ms":1,"event":"open"}\n{"ms":2,"`)])
    ],
    [
      "Ctrl-C",
      130,
      /^vebus: listening/,
      ended("sniff", /^vebus: listening/, (running) => Process.stop(running))
    ],
    [
      "SIGTERM in the middle of a recording",
      143,
      /^vebus: listening to sim:/,
      async () =>
        ended(`record ${join(folder, "terminated")}`, /^vebus: listening/, (running) =>
          Process.stop(running, "SIGTERM")
        )()
    ],
    [
      "a pipe that nobody reads any more",
      0,
      /^vebus: listening to sim:[^\n]*\n$/,
      ended("sniff --jsonl", /vebus.traffic/, (running) => {
        running.child.stdout!.destroy()
        return running.ended
      })
    ],
    [
      "a port that goes in the middle",
      4,
      /settings missing.*lost tcp:/,
      async () => {
        const simulator = Process.start(["simulate", "--tcp", "0"])
        const list = Process.start([
          "settings",
          "list",
          "--port",
          await simulator.line(/^tcp:/),
          "--record",
          join(folder, "gone")
        ])
        await someSettings(join(folder, "gone"))
        await Process.stop(simulator)
        return list.ended
      }
    ],
    [
      "two processes on one port",
      3,
      /another program has it/,
      async () => {
        const simulator = Process.start(["simulate", "--pty", join(folder, "one")])
        const port = await simulator.line(/one$/)
        const first = Process.start(["sniff", "--port", port])
        await first.line(/^vebus: listening/)
        const second = await Process.run(["record", join(folder, "second"), "--port", port])
        await Process.stop(first)
        await Process.stop(simulator)
        return second
      }
    ]
  ]

  assert.isAtLeast(cases.length, 20)
  for (const [name, code, message, act] of cases) {
    it(`${name}: exit ${code}`, async () => {
      const { code: found, stderr } = await act()
      assert.match(stderr, message)
      assert.strictEqual(found, code, stderr)
      assert.notMatch(stderr, /\n\s+at .*:\d+:\d+/)
    })
  }
})
