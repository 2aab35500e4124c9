/**
 * `vebus sniff` between another program and the adapter, as processes: what passes is explained, and passes unchanged.
 */
import { existsSync, readFileSync } from "node:fs"
import { type AddressInfo, connect, createServer } from "node:net"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Hex } from "@vebus/codec"
import { Capture } from "@vebus/runtime"
import * as Result from "effect/Result"
import * as Folder from "./Folder.ts"
import { run, start } from "./InProcess.ts"
import * as Process from "./Process.ts"

const folder = Folder.temporary("sniff")

const VERSION = Uint8Array.of(0x02, 0xff, 0x56, 0xa9)

const path = (name: string): string => join(folder, name)

/** All bytes of one direction of a capture. */
const bytesOf = (file: string, dir: "rx" | "tx"): string =>
  Result.getOrThrow(Capture.parse(readFileSync(file, "utf8")))
    .lines.flatMap((line) => ("dir" in line && line.dir === dir ? [line.hex] : []))
    .join(" ")

const linesOf = (stdout: string): ReadonlyArray<string> => stdout.trimEnd().split("\n")

describe.concurrent("between another program and the adapter", () => {
  it("on a pseudo-terminal: programs come and go, no byte is altered, and each frame is a line", async () => {
    const [adapter, mk3, truth, traffic] = [path("adapter"), path("mk3"), path("truth"), path("traffic")]
    const simulator = Process.start(["simulate", "--pty", adapter, "--unpaced", "--record", truth])
    await simulator.line(/adapter$/)
    const words = ["--port", adapter, "--via", `pty:${mk3}`, "--record", traffic]
    const sniffer = Process.start(["sniff", ...words])
    await sniffer.line(/^vebus: between .*mk3 and serial:.*adapter/)

    for (const _ of ["once", "and again"]) {
      const monitor = Process.start(["monitor", "--port", mk3, "--count", "2", "--jsonl"])
      const who = new RegExp(`^vebus: process ${monitor.child.pid} \\(.*\\) has opened .*mk3`)
      await sniffer.line(who)
      assert.strictEqual((await monitor.ended).code, 0)
      await sniffer.line(new RegExp(`^vebus: process ${monitor.child.pid} .* has closed`))
    }

    const { code, stdout } = await Process.stop(sniffer)
    assert.strictEqual(code, 130)
    assert.isFalse(existsSync(mk3))
    await Process.stop(simulator)

    assert.strictEqual(bytesOf(traffic, "tx"), bytesOf(truth, "tx"))
    const received = bytesOf(traffic, "rx")
    assert.isAbove(received.length, 500)
    // The recording ends with what was on its way when it was stopped.
    assert.include(bytesOf(truth, "rx"), received)

    const lines = linesOf(stdout)
    assert.isTrue(lines.some((line) => /^[\d:.]{12} {2}tx {2}02 FF 56 A9 +version request$/.test(line)))
    assert.isTrue(lines.some((line) => /^[\d:.]{12} {2}rx {2}07 FF 56 .* MK3, firmware 212/.test(line)))
    assert.isTrue(lines.some((line) => /rx .*DC info; batteryVoltageRaw \d+ raw, in V/.test(line)))
    const hex = lines.map((line) => line.slice(18, 68).trim())
    // What came just when it was stopped may be recorded and not printed.
    for (const dir of ["tx", "rx"] as const) {
      const printed = hex.filter((_, n) => lines[n]!.slice(14, 16) === dir).join(" ")
      assert.isAbove(printed.length, 500)
      assert.isTrue(bytesOf(traffic, dir).startsWith(printed))
    }
  })

  it("on TCP: clients come and go, and each frame is a JSON line", async () => {
    const began = Date.now()
    const sniffer = start(["sniff", "--port", "sim:", "--via", "tcp:0", "--jsonl"])
    const [, port] = /between (\S+) and sim:/.exec(await sniffer.line(/^vebus: between/))!
    for (const _ of ["once", "and again"]) {
      assert.strictEqual((await run(["state", "--port", port!])).code, 0)
    }
    await sniffer.line(/^vebus: the program has disconnected/)
    const { stdout, stderr } = await sniffer.stop()
    assert.strictEqual(stderr.match(/a program has connected/g)?.length, 2)
    const objects = linesOf(stdout).map((line) => JSON.parse(line) as Record<string, unknown>)
    assert.isTrue(objects.every(({ schema }) => schema === "vebus.traffic/1"))
    const version = objects.find(({ dir }) => dir === "tx")!
    assert.containsSubset(version, {
      text: "version request",
      explained: { direction: "request", guessed: false }
    })
    const at = Date.parse(String(version["time"]))
    assert.isTrue(at >= began && at <= Date.now(), String(version["time"]))
  })

  it("a lost adapter takes our port along, and both come back", async () => {
    const mk3 = path("lost")
    const first = start(["simulate", "--tcp", "0", "--unpaced"])
    const port = await first.line(/^tcp:/)
    const sniffer = Process.start(["sniff", "--port", port, "--via", `pty:${mk3}`])
    await sniffer.line(/^vebus: between/)
    await first.stop()
    await sniffer.line(/^vebus: lost tcp:.* Trying to open it again/)
    const second = start(["simulate", "--tcp", port.split(":")[2]!, "--unpaced"])
    await sniffer.line(/^vebus: tcp:.* is back/)
    const { code, stderr } = await Process.run(["state", "--port", mk3])
    assert.strictEqual(code, 0, stderr)
    assert.strictEqual((await Process.stop(sniffer)).code, 130)
    await second.stop()
  })

  it("bytes are through at once, whatever they are: each comes back before the next is sent", async () => {
    // An adapter that sends back what it hears: a round trip crosses the bridge twice.
    const echo = createServer((socket) => socket.setNoDelay(true).on("data", (data) => socket.write(data)))
    await new Promise<void>((resolve) => echo.listen(0, "127.0.0.1", resolve))
    const port = `tcp://127.0.0.1:${(echo.address() as AddressInfo).port}`
    const sniffer = start(["sniff", "--port", port, "--via", "tcp:0"])
    const [, via] = /between \S+:(\d+) and/.exec(await sniffer.line(/^vebus: between/))!
    const program = connect(Number(via), "127.0.0.1").setNoDelay(true)
    const answers = program[Symbol.asyncIterator]()
    // A frame first: who begins with anything else is no program of an adapter.
    program.write(VERSION)
    assert.deepStrictEqual([...(await answers.next()).value!], [...VERSION])
    for (let value = 0; value < 256; value++) {
      program.write(Uint8Array.of(value, 255 - value))
      assert.deepStrictEqual([...(await answers.next()).value!], [value, 255 - value])
    }
    program.destroy()
    const { stdout } = await sniffer.stop()
    echo.close()
    const hex = (dir: string) =>
      linesOf(stdout)
        .filter((line) => line.slice(14, 16) === dir)
        .map((line) => line.slice(18).split("  ")[0])
        .join(" ")
    const pairs = Array.from({ length: 512 }, (_, n) => (n % 2 === 0 ? n / 2 : 255 - (n - 1) / 2))
    const all = Hex.toHex([...VERSION, ...pairs])
    assert.deepStrictEqual([hex("tx"), hex("rx")], [all, all])
    assert.match(stdout, /no frame: /)
  })
})

describe.concurrent("without another program", () => {
  it("what comes unasked is explained, and nothing is sent", async () => {
    const truth = path("unasked")
    const simulator = start(["simulate", "--tcp", "0", "--record", truth, "--fault", "noise=100%,leds=100%"])
    const port = await simulator.line(/^tcp:/)
    const { code, stdout, stderr } = await run(["sniff", "--port", port, "--for", "3500ms"])
    await simulator.stop()
    assert.strictEqual(code, 0)
    assert.match(stderr, /^vebus: listening to tcp:/)
    assert.match(stdout, /rx {2}89 FF 56 .*mode no device selected; LED suffix LEDs not known/)
    assert.match(stdout, /rx .* no frame: /)
    assert.strictEqual(bytesOf(truth, "tx"), "")
  })
})
