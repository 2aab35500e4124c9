/**
 * A web page that got a browser to send a frame, or a command, behind a request line to a port of its own machine: no
 * command that listens lets any of it through.
 */
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { connect } from "node:net"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Hex } from "@vebus/codec"
import { Capture } from "@vebus/runtime"
import * as Result from "effect/Result"
import * as Folder from "./Folder.ts"
import { run, start, stop } from "./Process.ts"

const folder = Folder.temporary("web-page")

/** Stores a setting, as any host would. */
const WRITE = "07 FF 58 37 01 02 AA 14 AA"
const COMMAND = '{"change":"unplug"}\n'

const bytes = (hex: string): Uint8Array => Result.getOrThrow(Hex.fromHex(hex))
const portOf = (line: string): number => Number(/tcp:\/\/127\.0\.0\.1:(\d+)/.exec(line)![1])

/** Sends bytes, and waits until the other side has closed. */
const attack = async (port: number, ...pieces: ReadonlyArray<string | Uint8Array>): Promise<void> => {
  const socket = connect({ host: "127.0.0.1", port }).on("error", () => {})
  const closed = once(socket.resume(), "close")
  for (const piece of pieces) socket.write(piece)
  await closed
}

const REQUEST = "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\n\r\n"

/** What a recorder saw going to the adapter. */
const sent = (file: string): ReadonlyArray<string> =>
  Result.getOrThrow(Capture.parse(readFileSync(file, "utf8"))).lines.flatMap((line) =>
    "dir" in line && line.dir === "tx" ? [line.hex] : []
  )

describe.concurrent("a web page", () => {
  it("reaches neither the line nor the control channel of a simulation", async () => {
    const traffic = join(folder, "simulated")
    const simulator = start(["simulate", "--tcp", "0", "--control", "0", "--record", traffic])
    const line = portOf(await simulator.line(/^tcp:/))
    const control = portOf(await simulator.line(/^control tcp:/))
    await attack(line, REQUEST, bytes(WRITE))
    await attack(control, REQUEST, COMMAND)
    await attack(control, `${REQUEST}${COMMAND}`)
    const { code, stderr } = await run(["state", "--port", `tcp://127.0.0.1:${line}`])
    assert.strictEqual(code, 0, stderr)
    const ended = await stop(simulator)
    assert.strictEqual(ended.stderr.match(/refused 127\.0\.0\.1:\d+: it sent a request line/g)?.length, 3)
    assert.notInclude(sent(traffic).join(" "), WRITE)
    assert.strictEqual(sent(traffic)[0]?.slice(0, 11), "02 FF 56 A9")
  })

  it.each([
    ["sniff", (file: string) => ["sniff", "--record", file]],
    ["record", (file: string) => ["record", file]]
  ] as const)("reaches no adapter through %s --via", async (name, words) => {
    const traffic = join(folder, name)
    const between = start([...words(traffic), "--port", "sim:", "--via", "tcp:0"])
    const port = portOf(await between.line(/^vebus: between/))
    await attack(port, REQUEST, bytes(WRITE))
    await attack(port, "x".repeat(64), bytes(WRITE))
    const { code, stdout, stderr } = await stop(between)
    assert.strictEqual(code, 130)
    assert.match(stderr, /refused 127\.0\.0\.1:\d+: it sent a request line of HTTP/)
    assert.match(stderr, /refused 127\.0\.0\.1:\d+: it sent no frame within 64 bytes/)
    assert.deepStrictEqual(sent(traffic), [])
    assert.notMatch(stdout, / tx /)
  })
})

it("VEBUS_READ_ONLY holds for what another program sends: reads pass, a write gets no answer and is said", async () => {
  const traffic = join(folder, "read-only")
  const words = ["sniff", "--record", traffic, "--port", "sim:", "--via", "tcp:0"]
  const between = start(words, { env: { VEBUS_READ_ONLY: "1" } })
  const ready = await between.line(/^vebus: between/)
  assert.include(ready, "reads only (VEBUS_READ_ONLY)")
  const socket = connect({ host: "127.0.0.1", port: portOf(ready) })
  socket.write(bytes(`02 FF 56 A9 ${WRITE} 11 22`))
  await between.line(/^vebus: VEBUS_READ_ONLY is set: withheld from the adapter: 07 FF 58 37 .*\(.+\)/)
  socket.destroy()
  const state = await run(["state", "--port", `tcp://127.0.0.1:${portOf(ready)}`])
  assert.strictEqual(state.code, 0, state.stderr)
  await stop(between)
  const all = sent(traffic)
  assert.deepStrictEqual(all.slice(0, 2), ["02 FF 56 A9", "02 FF 56 A9"])
  assert.notInclude(all.join(" "), "58 37")
})
