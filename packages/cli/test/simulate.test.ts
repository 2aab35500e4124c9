/**
 * `vebus simulate` as its guide tells: another program reads it, somebody pulls plugs by the control channel, and what
 * the program read is compared with what was so. Real processes all the way.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { connect, type Socket } from "node:net"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { setTimeout } from "node:timers/promises"
import { assert, describe, it } from "@effect/vitest"
import { Capture } from "@vebus/runtime"
import * as Result from "effect/Result"
import * as Folder from "./Folder.ts"
import { run, type Running, start } from "./InProcess.ts"
import * as Process from "./Process.ts"
import * as Truth from "./Truth.ts"

const folder = Folder.temporary("simulate")

const path = (name: string): string => join(folder, name)

/** Whatever a control channel may answer. */
interface Answer {
  readonly done: string
  readonly error: string
  readonly plugged: boolean
  readonly powered: boolean
  readonly stepsToCome: number
  readonly faults: Readonly<Record<string, number>>
  readonly plant: { readonly mains: boolean; readonly loadWatts: number; readonly stateOfCharge: number }
  readonly dc: { readonly voltageRaw: number; readonly inverterCurrentRaw: number }
}

/** A connection to a control channel: a line out, the answer to it back. */
const control = async (simulator: Pick<Running, "line">) => {
  const port = Number(/:(\d+)$/.exec(await simulator.line(/^control tcp:/))![1])
  const socket: Socket = connect(port, "127.0.0.1")
  const answers = createInterface({ input: socket })[Symbol.asyncIterator]()
  const raw = async (line: string): Promise<Answer> => {
    socket.write(`${line}\n`)
    return JSON.parse((await answers.next()).value!) as Answer
  }
  return { port, raw, socket, ask: (request: object) => raw(JSON.stringify(request)) }
}

describe.concurrent("a simulation that another program reads", () => {
  it("listens on an address with a warning, and tells a second client why it is refused", async () => {
    const words = "simulate --tcp 0 --host 0.0.0.0 --version-every off --unpaced"
    const simulator = start(words.split(" "))
    const served = await simulator.line(/^tcp:/)
    const port = Number(/^tcp:\/\/0\.0\.0\.0:(\d+)$/.exec(served)![1])
    const one = connect(port, "127.0.0.1")
    one.write(Uint8Array.of(0x02, 0xff, 0x56, 0xa9))
    const [version] = (await once(one, "data")) as [Buffer]
    assert.strictEqual(version[2], 0x56)
    const two = connect(port, "127.0.0.1").setEncoding("latin1")
    const [told] = (await once(two, "data")) as [string]
    assert.match(told, /another client is connected/)
    one.destroy()
    const { stderr } = await simulator.stop()
    assert.match(stderr, /listening on 0\.0\.0\.0: whoever reaches this machine/)
  })

  it("mains, load, cable and power change under a monitor, which sees each", async () => {
    const [pty, truth, record] = [path("mk3"), path("truth.jsonl"), path("traffic.jsonl")]
    const words = `simulate --pty ${pty} --control 0 --truth ${truth} --record ${record}`
    const simulator = Process.start(words.split(" "))
    assert.strictEqual(await simulator.line(/mk3$/), pty)
    const { ask, raw, socket, port } = await control(simulator)
    const monitor = Process.start(["monitor", "--port", pty, "--jsonl"])
    await monitor.line(/"state":"charge"/)

    assert.strictEqual((await ask({ change: "mains", on: false })).done, "mains")
    await monitor.line(/"acInput":\[\{"phase":1,"voltage":0[,.].*"state":"invert-full"/)
    assert.strictEqual((await ask({ change: "load", watts: 2000 })).done, "load")
    await monitor.line(/"acOutput":\[\{"phase":1,.*"power":(19[5-9]\d|20[0-4]\d)[,.}]/)
    const loaded = await ask({ ask: "truth" })
    assert.deepStrictEqual([loaded.plant.mains, loaded.plant.loadWatts], [false, 2000])
    assert.isAbove(loaded.dc.inverterCurrentRaw, 300)

    const wrong = await raw('{"change":"load","watts":"much"}')
    assert.match(wrong.error, /^watts: Expected .*, got "much"$/)
    assert.match((await raw("pull the plug")).error, /Expected a JSON object, got pull the plug/)
    assert.match((await ask({ change: "lode" })).error, /Expected one of mains, load, .*got "lode"/)
    assert.match((await ask({ change: "mains", on: true, vots: 1 })).error, /^vots: /)
    assert.strictEqual((await ask({ ask: "truth" })).plant.loadWatts, 2000)

    await ask({ change: "unplug" })
    await monitor.line(/^vebus: lost/)
    assert.isFalse(existsSync(pty))
    assert.strictEqual((await ask({ ask: "state" })).plugged, false)
    await ask({ change: "replug" })
    await monitor.line(/^vebus: .* is back/)
    assert.isTrue(existsSync(pty))

    await ask({ change: "sleep" })
    await monitor.line(/the inverter is asleep or the VE.Bus cable is unplugged/)
    const asleep = await ask({ ask: "state" })
    assert.deepStrictEqual([asleep.plugged, asleep.powered], [true, false])
    // Whoever goes, even in the middle of a line, takes nothing along.
    socket.write('{"change":"mai')
    socket.destroy()
    const second = connect(port, "127.0.0.1")
    second.end('{"change":"wake"}\n')
    const answered = await new Promise<string>((resolve) =>
      second.once("data", (data) => resolve(data.toString()))
    )
    assert.match(answered, /^\{"done":"wake","ms":[\d.]+\}\n$/)

    const { code } = await Process.stop(monitor)
    assert.strictEqual(code, 130)
    assert.strictEqual((await Process.stop(simulator)).code, 130)

    const capture = Result.getOrThrow(Capture.parse(readFileSync(record, "utf8")))
    assert.strictEqual(capture.header.port, "sim:multiplus-ii-48-3000-230v")
    const sent = capture.lines.filter((line) => "dir" in line && line.dir === "tx")
    assert.isTrue(sent.some((line) => "hex" in line && line.hex === "02 FF 4C B3"))
    assert.deepStrictEqual(
      capture.lines.flatMap((line) => ("event" in line ? [line.event] : [])),
      ["open", "lost", "open", "lost"]
    )
  })

  it("what a monitor read is what was so, faults and all", async () => {
    const truth = path("faulty.jsonl")
    const words = `simulate --tcp 0 --unpaced --seed 7 --scenario peak-load --control 0 --truth ${truth}`
    const simulator = start([...words.split(" "), "--fault", "noise=20%,split=20%,leds=20%"])
    const port = await simulator.line(/^tcp:/)
    const { ask } = await control(simulator)
    const { code, stdout } = await run(["monitor", "--port", port, "--jsonl", "--count", "3"])
    assert.strictEqual(code, 0)
    const truths = Truth.read(truth)
    for (const line of stdout.trim().split("\n")) {
      const { battery } = JSON.parse(line) as { readonly battery: { readonly voltage: number } }
      assert.isTrue(truths.some(({ dc }) => dc.voltageRaw === Math.round(battery.voltage * 100)))
    }
    const { faults, stepsToCome } = await ask({ ask: "state" })
    assert.isAbove(faults["noise"] ?? 0, 0)
    assert.isAtLeast(stepsToCome, 1)
    await simulator.stop()
  })

  it("a plug that the fault plan pulls is really gone, and comes back", async () => {
    const simulator = Process.start(["simulate", "--tcp", "0", "--unpaced", "--fault", "unplug@3s+3s"])
    const port = await simulator.line(/^tcp:/)
    const connected = () => connect(Number(port.split(":").at(-1)), "127.0.0.1").on("error", () => undefined)
    // The first is let in; it is cut off with the plug. Those that follow are refused until the plug is in again.
    const first = connected()
    await once(first, "connect")
    await once(first.resume(), "close")
    let refused = 0
    for (;;) {
      const next = connected()
      const isOpen = await new Promise<boolean>((resolve) =>
        next.once("connect", () => resolve(true)).once("close", () => resolve(false))
      )
      next.destroy()
      if (isOpen) break
      refused++
      await setTimeout(50)
    }
    assert.isAbove(refused, 0)
    await Process.stop(simulator)
  })

  it("a control channel on stdin answers on stdout, and its end ends nothing", async () => {
    const simulator = Process.start(["simulate", "--tcp", "0", "--control", "stdin"], {
      input: '{"change":"state-of-charge","ratio":0.4}\n{"ask":"truth"}\n'
    })
    const { plant } = JSON.parse(await simulator.line(/"plant"/)) as Answer
    assert.closeTo(plant.stateOfCharge, 0.4, 0.001)
    const { code } = await Process.run(["monitor", "--port", await simulator.line(/^tcp:/), "--count", "1"])
    assert.strictEqual(code, 0)
    assert.strictEqual((await Process.stop(simulator)).code, 130)
  })

  it("a recording that filled the disk cut off whoever was connected", async () => {
    const [record, size] = [path("cut.jsonl"), 512]
    // A limit of the size of files, in blocks, is as good as a full disk, and needs no rights.
    const words = ["simulate", "--tcp", "0", "--unpaced", "--record", record]
    const limited = ["-c", 'ulimit -f 1 && exec "$0" "$@"', process.execPath, Process.program, ...words]
    const simulator = spawn("sh", limited, { stdio: ["ignore", "pipe", "pipe"] })
    const ended = once(simulator, "close")
    const said: Array<string> = []
    createInterface({ input: simulator.stderr }).on("line", (line) => said.push(line))
    const [port] = (await once(createInterface({ input: simulator.stdout }), "line")) as [string]

    const { code, stdout } = await Process.run(["monitor", "--port", port, "--jsonl", "--count", "3"])
    assert.deepStrictEqual([code, stdout.trim().split("\n").length], [0, 3])
    simulator.kill("SIGINT")
    assert.deepStrictEqual(await ended, [130, null])

    const warnings = said.filter((line) => line.includes("stopped recording"))
    assert.strictEqual(warnings.length, 1)
    assert.match(warnings[0]!, /cut\.jsonl: EFBIG: .*It holds all up to there.*record to a new file/)
    const text = readFileSync(record, "utf8")
    // Shells count blocks of 512 or of 1024 bytes. The line that did not fit is gone.
    assert.isTrue(text.endsWith("\n"))
    assert.isAbove(text.length, size / 2)
    const { header, lines } = Result.getOrThrow(Capture.parse(text))
    assert.strictEqual(header.port, "sim:multiplus-ii-48-3000-230v")
    assert.containsSubset(lines[0], { event: "open" })
  })

  it("a profile of one's own is a JSON file", async () => {
    const file = path("garage.json")
    writeFileSync(
      file,
      JSON.stringify({
        extends: "multiplus-12-500",
        id: "garage",
        label: "my own",
        live: { stateOfCharge: 0.3 }
      })
    )
    const simulator = start(["simulate", "--tcp", "0", "--profile", file, "--control", "0"])
    await simulator.line(/simulating garage/)
    const { ask } = await control(simulator)
    const { plant, dc } = await ask({ ask: "truth" })
    assert.closeTo(plant.stateOfCharge, 0.3, 0.01)
    assert.isBelow(dc.voltageRaw, 1600)
    await simulator.stop()
  })
})

describe.concurrent("wrong use", () => {
  const cases: ReadonlyArray<readonly [string, () => ReadonlyArray<string>, number, RegExp]> = [
    [
      "an unknown scenario",
      () => ["--scenario", "doom"],
      2,
      /no scenario "doom": expected one of mains-lost/
    ],
    ["no fault plan", () => ["--fault", "dorp=5%"], 2, /faults: expected one of drop.*found "dorp"/],
    ["an unknown profile", () => ["--profile", "multi"], 2, /expected one of multiplus.*or a JSON file/],
    ["no control channel", () => ["--control", "here"], 2, /a TCP port from 0 to 65535, or stdin/],
    [
      "a profile file that is not there",
      () => ["--profile", path("none.json")],
      8,
      /none\.json: there is no such file/
    ],
    ["a profile file that is no JSON", () => ["--profile", file("{")], 8, /cannot use the profile .*JSON/],
    [
      "a profile file with a wrong value",
      () => ["--profile", file({ extends: "multiplus-12-500", device: { firmware: -1 } })],
      8,
      /device\.firmware\.value: Expected a value between 0 and 65535, got -1/
    ],
    ["a recording that exists", () => ["--record", file("mine")], 8, /cannot write .*: it exists already/],
    ["a truth file in no folder", () => ["--truth", path("no/truth")], 3, /cannot write the truth/]
  ]
  let files = 0
  const file = (content: unknown): string => {
    const name = path(`file-${files++}.json`)
    writeFileSync(name, typeof content === "string" ? content : JSON.stringify(content))
    return name
  }
  for (const [name, words, expected, message] of cases) {
    it(`${name}: exit ${expected}`, async () => {
      const { code, stdout, stderr } = await run(["simulate", "--tcp", "0", ...words()])
      assert.match(stderr, message)
      assert.deepStrictEqual([code, stdout], [expected, ""])
    })
  }
})
