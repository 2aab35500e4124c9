/**
 * `vebus monitor` and `vebus simulate` as two processes with a kernel pseudo-terminal, or TCP, between them.
 */
import { existsSync, lstatSync, writeFileSync } from "node:fs"
import { createServer, type Server } from "node:net"
import { join } from "node:path"
import { isDeepStrictEqual } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as Reading from "@vebus/codec/reading"
import * as Schema from "effect/Schema"
import * as Folder from "./Folder.ts"
import * as InProcess from "./InProcess.ts"
import { run, start, stop } from "./Process.ts"
import * as Truth from "./Truth.ts"

const folder = Folder.temporary("test")

const path = (name: string): string => join(folder, name)

const linesOf = (stdout: string): ReadonlyArray<Record<string, unknown>> =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>)

const isReading = Schema.is(Schema.toType(Reading.Reading))

const COUNT = 5

describe.concurrent("two processes", () => {
  const kinds: ReadonlyArray<readonly [string, ReadonlyArray<string>, RegExp]> = [
    ["over a pseudo-terminal", ["--pty", "mk3"], /mk3$/],
    ["over a pseudo-terminal that is not paced", ["--pty", "fast", "--unpaced"], /fast$/],
    ["over TCP", ["--tcp", "0"], /^tcp:/]
  ]
  for (const [name, [kind, where, ...options], ready] of kinds) {
    it(`${name}: five readings whose values are the simulator's, scaled`, async () => {
      const began = Date.now()
      const truth = path(`truth-${where}.jsonl`)
      const simulator = start([
        "simulate",
        kind!,
        kind === "--pty" ? path(where!) : where!,
        "--truth",
        truth,
        ...options
      ])
      const port = await simulator.line(ready)
      const { code, stdout, stderr } = await run([
        "monitor",
        "--port",
        port,
        "--count",
        `${COUNT}`,
        "--jsonl"
      ])
      assert.strictEqual(code, 0, stderr)
      assert.strictEqual(stderr, "")
      const readings = linesOf(stdout)
      assert.strictEqual(readings.length, COUNT)
      const truths = Truth.read(truth)
      readings.forEach(({ schema, time, port: shown, address, ...values }, n) => {
        assert.isTrue(isReading({ schema, time, port: shown, address, ...values }))
        assert.deepStrictEqual([schema, address], ["vebus.reading/1", 0])
        const arrived = Date.parse(String(time))
        assert.isTrue(arrived >= began && arrived <= Date.now(), String(time))
        assert.isTrue(String(shown).endsWith(port))
        const expected = Truth.expectedReadings(truths, n)
        assert.deepStrictEqual(
          values,
          expected.find((each) => isDeepStrictEqual(each, values)) ?? expected[0]
        )
      })
      assert.strictEqual((await stop(simulator)).code, 130)
    })
  }

  it("the simulator's link goes when it does, and a file in its place is left alone", async () => {
    const pty = path("link")
    const simulator = start(["simulate", "--pty", pty])
    await simulator.line(/link$/)
    assert.isTrue(lstatSync(pty).isSymbolicLink())
    assert.strictEqual((await stop(simulator, "SIGTERM")).code, 143)
    assert.isFalse(existsSync(pty))
    writeFileSync(pty, "mine")
    const { code, stderr } = await run(["simulate", "--pty", pty])
    assert.strictEqual(code, 3)
    assert.include(stderr, pty)
    assert.isFalse(lstatSync(pty).isSymbolicLink())
  })

  it("a port that another monitor has is busy: exit 3 and who may have it", async () => {
    const pty = path("busy")
    const simulator = start(["simulate", "--pty", pty])
    await simulator.line(/busy$/)
    const first = start(["monitor", "--port", pty, "--jsonl"])
    await first.line(/reading/)
    const second = await run(["monitor", "--port", `serial:${pty}`])
    assert.strictEqual(second.code, 3)
    assert.match(second.stderr, /another program has it/)
    assert.strictEqual((await stop(first)).code, 130)
    await stop(simulator)
  })

  it("a line that is cut is said, shown as absent, and taken up again", async () => {
    const first = InProcess.start(["simulate", "--tcp", "0"])
    const port = await first.line(/^tcp:/)
    const monitor = InProcess.start(["monitor", "--port", port, "--jsonl"])
    await monitor.line(/reading.*"battery":\{/)
    await first.stop()
    await monitor.line(/^vebus: lost tcp:/)
    await monitor.line(/"battery":null/)
    const second = InProcess.start(["simulate", "--tcp", port.split(":")[2]!])
    await monitor.line(/^vebus: tcp:.* is back/)
    const { code, stdout, stderr } = await monitor.stop()
    await second.stop()
    assert.strictEqual(code, 130)
    // However many attempts it took, it was lost once.
    assert.strictEqual(stderr.match(/^vebus: lost/gm)?.length, 1)
    assert.isTrue(linesOf(stdout).every((reading) => isReading(reading)))
  })

  it("Ctrl-C ends with 130, SIGTERM with 143, both quietly", async () => {
    for (const [signal, expected] of [
      ["SIGINT", 130],
      ["SIGTERM", 143]
    ] as const) {
      const monitor = start(["monitor", "--port", "sim:", "--jsonl"])
      await monitor.line(/reading/)
      const { code, stderr } = await stop(monitor, signal)
      assert.deepStrictEqual([code, stderr], [expected, ""])
    }
  })

  it("a reader that goes away ends it quietly", async () => {
    const monitor = start(["monitor", "--port", "sim:", "--jsonl", "--interval", "100ms"])
    await monitor.line(/reading/)
    monitor.child.stdout!.destroy()
    const { code, stderr } = await monitor.ended
    assert.deepStrictEqual([code, stderr], [0, ""])
  })
})

/** A port that opens and says nothing, like an adapter whose inverter sleeps; and how to close it. */
const silentPort = async () => {
  const server: Server = createServer((socket) => {
    socket.on("error", () => undefined)
    closing.push(() => socket.destroy())
  })
  const closing: Array<() => void> = [() => server.close()]
  const port = await new Promise<number>((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve((server.address() as { readonly port: number }).port))
  )
  const close = () =>
    new Promise<void>((resolve) => {
      server.once("close", resolve)
      for (const each of closing) each()
    })
  return { port, close }
}

describe.concurrent("before the first reading", () => {
  it("silence is exit 4, and nothing on stdout", async () => {
    const silent = await silentPort()
    const { code, stdout, stderr } = await InProcess.run([
      "monitor",
      "--port",
      `tcp://127.0.0.1:${silent.port}`
    ])
    assert.deepStrictEqual([code, stdout], [4, ""])
    assert.match(stderr, /asleep/)
    await silent.close()
  })

  it("--wait says what it waits for, and goes on once there is an answer", async () => {
    const silent = await silentPort()
    const port = `tcp://127.0.0.1:${silent.port}`
    const monitor = InProcess.start(["monitor", "--port", port, "--jsonl", "--count", "1", "--wait"])
    const said = await monitor.line(/^vebus: /)
    assert.strictEqual(said, `vebus: no answer from ${port} yet. Waiting for it`)
    await silent.close()
    const simulator = InProcess.start(["simulate", "--tcp", `${silent.port}`])
    const { code, stdout } = await monitor.ended
    assert.strictEqual(code, 0)
    assert.isTrue(linesOf(stdout).every((reading) => isReading(reading)))
    await simulator.stop()
  })

  it("--wait says nothing when the answer comes at once", async () => {
    const { code, stderr } = await InProcess.run(["monitor", "--port", "sim:", "--count", "1", "--wait"])
    assert.deepStrictEqual([code, stderr], [0, ""])
  })
})

describe.concurrent("as a table", () => {
  it("--csv has a header and a row per reading", async () => {
    const words = ["--csv", "--count", "2", "--interval", "100ms"]
    const { code, stdout } = await InProcess.run(["monitor", "--port", "sim:three-phase-48-3000", ...words])
    assert.strictEqual(code, 0)
    const [header, ...rows] = stdout
      .trimEnd()
      .split("\n")
      .map((row) => row.split(","))
    assert.deepStrictEqual(header!.slice(0, 4), ["time", "port", "address", "battery.voltage"])
    assert.include(header!, "acOutput.3.voltage")
    assert.strictEqual(rows.length, 2)
    for (const row of rows) {
      assert.strictEqual(row.length, header!.length)
      assert.match(row[header!.indexOf("battery.voltage")]!, /^\d\d\.\d+$/)
      assert.strictEqual(row[header!.indexOf("battery.temperature")], "")
    }
  })

  it("--fields chooses and orders, for CSV and for columns", async () => {
    const words = [
      "monitor",
      "--port",
      "sim:",
      "--count",
      "1",
      "--fields",
      "device.state,acInput.3.power,address"
    ]
    assert.strictEqual(
      (await InProcess.run([...words, "--csv"])).stdout,
      "device.state,acInput.3.power,address\ncharge,,0\n"
    )
    assert.strictEqual(
      (await InProcess.run(words)).stdout,
      "device.state  acInput.3.power  address\ncharge        -                0\n"
    )
  })

  it("an unknown field, or flags that do not go together, are exit 2 before anything is opened", async () => {
    for (const [words, message] of [
      [
        ["--csv", "--fields", "time,batery.voltage"],
        /no field "batery\.voltage": did you mean battery\.voltage/
      ],
      [["--jsonl", "--csv"], /one of --jsonl and --csv/],
      [["--jsonl", "--fields", "time"], /--fields/]
    ] as const) {
      const { code, stdout, stderr } = await InProcess.run(["monitor", "--port", "/nowhere/at/all", ...words])
      assert.deepStrictEqual([code, stdout], [2, ""])
      assert.match(stderr, message)
    }
  })
})

describe.concurrent("without hardware", () => {
  it("--demo shows the simulated inverter, and says so in every reading", async () => {
    const { code, stdout, stderr } = await InProcess.run(["monitor", "--demo", "--count", "2", "--jsonl"])
    assert.strictEqual(code, 0)
    assert.match(stderr, /simulated/)
    assert.deepStrictEqual(
      linesOf(stdout).map(({ port }) => String(port).startsWith("sim:")),
      [true, true]
    )
  })

  it("without --demo no adapter is exit 3, and nothing on stdout", async () => {
    const { code, stdout, stderr } = await InProcess.run(["monitor", "--jsonl"])
    assert.deepStrictEqual([code, stdout], [3, ""])
    assert.match(stderr, /no MK3 found.*--port.*--demo/)
  })

  it("VEBUS_PORT names the port", async () => {
    const { code, stdout } = await InProcess.run(["monitor", "--count", "1"], {
      env: { VEBUS_PORT: "sim:multiplus-12-500" }
    })
    assert.strictEqual(code, 0)
    assert.match(stdout, /^\S+Z sim:multiplus-12-500 \| .*battery .* V .* A .* W/)
    assert.isFalse(stdout.includes("\u001B"))
  })
})
