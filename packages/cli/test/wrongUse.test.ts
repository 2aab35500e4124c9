/**
 * What goes wrong outside of our hands: each gives one clear message and its exit code, soon.
 */
import { createServer, type AddressInfo, type Server, type Socket } from "node:net"
import { afterEach, assert, describe, it } from "@effect/vitest"
import { SystemError } from "@vebus/runtime"
import { run } from "./Process.ts"

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

const WITHIN_SECONDS = 6

const expectEnd = async (words: ReadonlyArray<string>, code: number, message: RegExp): Promise<void> => {
  const ended = await run(words)
  assert.strictEqual(ended.code, code, ended.stderr)
  assert.match(ended.stderr, message)
  assert.strictEqual(ended.stdout, "")
  assert.isBelow(ended.seconds, WITHIN_SECONDS)
}

describe("a port that is not an adapter", () => {
  it("does not exist: exit 3", () =>
    expectEnd(["monitor", "--port", "/dev/does-not-exist"], 3, /there is no such port/))

  it("is a host that does not listen: exit 3", () =>
    expectEnd(["monitor", "--port", "tcp://127.0.0.1:1"], 3, /connection refused/))

  it("is a file: exit 3", () => expectEnd(["monitor", "--port", import.meta.filename], 3, /cannot open/))

  it("is silent: exit 4, asleep or unplugged", { timeout: 10_000 }, async () => {
    const port = await serve(() => undefined)
    await expectEnd(["monitor", "--port", port], 4, /no byte from .* for 5 s: the inverter is asleep/)
  })

  it("sends garbage: exit 4, and shows some of it", { timeout: 10_000 }, async () => {
    const port = await serve((socket) => {
      const timer = setInterval(() => socket.write(Uint8Array.of(0x80, 0xf7, 0x99, 0x80)), 100)
      socket.on("close", () => clearInterval(timer))
    })
    await expectEnd(["monitor", "--port", port], 4, /no VE.Bus frame among them \(80 F7 99/)
  })

  it("hangs up: exit 3", { timeout: 10_000 }, async () => {
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
    ["simulate --tcp 0 --pty x", /one of/],
    ["simulate --tcp 99999", /a TCP port from 0 to 65535/],
    ["simulate --tcp 0 --profile nothing", /expected one of multiplus/]
  ]
  for (const [words, message] of cases) {
    it(`vebus ${words}: exit 2`, { timeout: 10_000 }, () => expectEnd(words.split(" "), 2, message))
  }

  it("no words at all: exit 2, and the help on stderr", () => expectEnd([], 2, /monitor[\s\S]*simulate/))

  it("help that was asked for is data", async () => {
    const { code, stdout, stderr } = await run(["monitor", "--help"])
    assert.deepStrictEqual([code, stderr], [0, ""])
    assert.match(stdout, /--jsonl/)
  })
})
