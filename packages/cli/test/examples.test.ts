/**
 * The programs of `docs/examples` work as they stand: each runs where a user would have it, in a folder with the packages
 * installed and nothing else, against a simulated unit.
 */
import { execFile, spawn } from "node:child_process"
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath, pathToFileURL } from "node:url"
import { promisify } from "node:util"
import { createContext, runInContext } from "node:vm"
import type * as Reading from "@vebus/codec/reading"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import * as InProcess from "./InProcess.ts"
import { program, type Running, stop } from "./Process.ts"

const root = resolve(fileURLToPath(new URL("../../..", import.meta.url)))
const examples = join(root, "docs/examples")
const execute = promisify(execFile)
let folder = ""

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "vebus-examples-"))
  cpSync(examples, folder, { recursive: true })
  writeFileSync(join(folder, "package.json"), '{"type":"module"}')
  symlinkSync(join(root, "packages/cli/node_modules"), join(folder, "node_modules"), "dir")
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A simulated unit for another process, with its TCP port and its control channel. */
const simulated = async () => {
  const simulator = InProcess.start(["simulate", "--tcp", "0", "--unpaced", "--control", "0"])
  const url = await simulator.line(/^tcp:/)
  const control = await simulator.line(/^control /)
  const channel = connect(Number(control.split(":").at(-1)), "127.0.0.1")
  return {
    url,
    change: (change: object) => channel.write(`${JSON.stringify(change)}\n`),
    end: async () => {
      channel.destroy()
      await simulator.stop()
    }
  }
}

/** Starts an example; its lines of stdout come one after the other. */
const example = (...words: ReadonlyArray<string>): Pick<Running, "line" | "ended" | "child"> => {
  const child = spawn(process.execPath, words, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] })
  let stdout = ""
  let stderr = ""
  const ended = new Promise<Awaited<Running["ended"]>>((done) => {
    child.on("close", (code) => done({ code, stdout, stderr }))
  })
  const line: Running["line"] = (pattern) =>
    new Promise((found, reject) => {
      const look = () => {
        const match = stdout.split("\n").find((text) => pattern.test(text))
        if (match !== undefined) found(match)
      }
      child.stdout.on("data", look)
      void ended.then(() =>
        reject(new Error(`${words.join(" ")} ended before ${pattern}: ${stdout}${stderr}`))
      )
      look()
    })
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text))
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text))
  return { child, line, ended }
}

/** The codec as one script. Its test has the bundler among its dependencies; this package has not. */
const codecScript = async (): Promise<string> => {
  const builder = pathToFileURL(join(root, "packages/codec/test/package/Bundle.ts")).href
  const { bundle } = (await import(builder)) as { bundle: () => Promise<{ readonly code: string }> }
  return (await bundle()).code
}

describe("docs/examples", () => {
  /** Two readings of the simulator, as a program behind `monitor` gets them. */
  let lines = ""
  beforeAll(async () => {
    const words = ["--port", "sim:", "--jsonl", "--count", "2", "--interval", "500ms"]
    lines = (await InProcess.run(["monitor", ...words])).stdout
  })

  it("type-check, each with nothing but its imports", async () => {
    const options = {
      noEmit: true,
      composite: false,
      declarationMap: false,
      rewriteRelativeImportExtensions: false,
      allowImportingTsExtensions: true,
      typeRoots: [join(root, "node_modules/@types")],
      types: ["node"]
    }
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({
        extends: join(root, "tsconfig.base.json"),
        compilerOptions: options,
        include: ["**/*.ts"]
      })
    )
    const tsc = join(root, "node_modules/.bin/tsc")
    const { stdout } = await execute(tsc, ["-p", folder]).catch((error: { stdout: string }) => error)
    assert.strictEqual(stdout, "")
  })

  it("log-to-csv.ts writes a row for each reading, and goes on in the same file", async () => {
    const unit = await simulated()
    const file = join(folder, "log.csv")
    const rows = () => readFileSync(file, "utf8").trim().split("\n")
    for (const wanted of [3, 5]) {
      const log = example("log-to-csv.ts", unit.url, file, "0.2")
      while (!existsSync(file) || rows().length < wanted) await setTimeout(50)
      await stop(log)
    }
    await unit.end()
    const [header, ...values] = rows()
    assert.strictEqual(
      header,
      "time,state,battery_volts,battery_amperes,battery_watts,input_watts,output_watts"
    )
    for (const row of values) assert.match(row, /^\d{4}-[^,]+Z,charge,5\d(\.\d+)?(,-?\d+(\.\d+)?){4}$/)
  })

  it("low-battery.ts says when the battery is low and when it is well again", async () => {
    const unit = await simulated()
    const watch = example("low-battery/low-battery.ts", unit.url, "47.5", "50", "2")
    unit.change({ change: "hold", ram: { 4: 4500 } })
    assert.match(await watch.line(/low/), /Z battery low: 45\.0 V$/)
    unit.change({ change: "release" })
    assert.match(await watch.line(/well/), /Z battery well again: 5\d\.\d V$/)
    const { stdout } = await stop(watch)
    assert.strictEqual(stdout.trim().split("\n").length, 2)
    await unit.end()
  })

  it("signal-k.ts makes a delta of each reading", async () => {
    const converting = execute(process.execPath, ["signal-k.ts", "house"], { cwd: folder })
    converting.child.stdin?.end(lines)
    const deltas = (await converting).stdout.trim().split("\n")
    assert.strictEqual(deltas.length, 2)
    const reading = JSON.parse(lines.split("\n")[0]!) as Reading.Reading
    const { context, updates } = JSON.parse(deltas[0]!) as {
      readonly context: string
      readonly updates: ReadonlyArray<{
        readonly timestamp: string
        readonly values: ReadonlyArray<{ readonly path: string; readonly value: unknown }>
      }>
    }
    assert.strictEqual(context, "vessels.self")
    assert.strictEqual(updates[0]!.timestamp, reading.time)
    const values = new Map(updates[0]!.values.map(({ path, value }) => [path, value]))
    assert.deepInclude(Object.fromEntries(values), {
      "electrical.chargers.house.voltage": reading.battery!.voltage,
      "electrical.chargers.house.power": reading.battery!.power,
      "electrical.chargers.house.capacity.stateOfCharge": null,
      "electrical.chargers.house.mode": "on",
      "electrical.chargers.house.leds.mains": "on",
      "electrical.inverters.house.inverterMode": "charge",
      "electrical.inverters.house.acin.power": reading.acInput![0]!.power,
      "electrical.inverters.house.acin.currentLimit": 16,
      "electrical.inverters.house.acout.frequency": reading.acOutput![0]!.frequency
    })
    for (const path of values.keys()) assert.match(path, /^electrical\.(chargers|inverters)\.house\.[\w.]+$/)
  })

  it("node-red-function.js makes a message of each line, however the output is cut", () => {
    const body = readFileSync(join(folder, "node-red-function.js"), "utf8")
    const silent = `${JSON.stringify({ ...JSON.parse(lines.split("\n")[0]!), battery: null })}\n`
    const memory = new Map<string, unknown>()
    const shown: Array<{ readonly text: string }> = []
    // As Node-RED calls it: the body of a function of these names.
    const call = runInContext(`(function (msg, node, context) {${body}\n})`, createContext({})) as (
      msg: { readonly payload: string },
      node: object,
      context: object
    ) => ReadonlyArray<ReadonlyArray<{ readonly payload: number | null; readonly topic: string }>>
    const messages = [...`${lines}${silent}`.matchAll(/[\s\S]{1,100}/g)].flatMap(
      ([payload]) =>
        call(
          { payload },
          { status: (status: { readonly text: string }) => shown.push(status) },
          {
            get: (key: string) => memory.get(key),
            set: (key: string, value: unknown) => memory.set(key, value)
          }
        )[0]!
    )
    const expected = lines
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as Reading.Reading).battery!.power as number)
    assert.deepStrictEqual(
      messages.map(({ payload }) => payload),
      [...expected, null]
    )
    assert.deepStrictEqual(
      shown.map(({ text }) => text),
      [...expected.map((watts) => `${Math.round(watts)} W`), "no answer"]
    )
  })

  it("test-with-simulator.sh passes", async () => {
    // As it is when the command is installed.
    const bin = join(folder, "bin")
    mkdirSync(bin)
    writeFileSync(join(bin, "vebus"), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`, {
      mode: 0o755
    })
    await execute("sh", ["test-with-simulator.sh"], {
      cwd: folder,
      env: { ...process.env, PATH: `${bin}:${process.env["PATH"]}` }
    })
    assert.match(readFileSync(join(folder, "traffic.jsonl"), "utf8"), /"schema":"vebus.capture\/1"/)
  })

  it("the service of docs/guides/boat.md reads", async () => {
    const page = readFileSync(join(root, "docs/guides/boat.md"), "utf8")
    const [, words] = /^ExecStart=\S+\/vebus (.+)$/m.exec(page)!
    const variables = [...page.matchAll(/^Environment=(\w+)=(.+)$/gm)].map((match) => [match[1]!, match[2]!])
    const env: Record<string, string> = { ...Object.fromEntries(variables), VEBUS_PORT: "sim:" }
    const { code, stdout, stderr } = await InProcess.run([...words!.split(" "), "--count", "1"], { env })
    assert.strictEqual(code, 0, stderr)
    assert.strictEqual((JSON.parse(stdout) as Reading.Reading).schema, "vebus.reading/1")
  })

  describe("decode-in-a-page", () => {
    const page = {
      capture: { value: "", addEventListener: (_: string, listen: () => void) => (input = listen) },
      meaning: { textContent: "" }
    }
    let input = (): void => undefined

    const paste = (text: string): ReadonlyArray<string> => {
      page.capture.value = text
      input()
      return page.meaning.textContent.split("\n")
    }

    beforeAll(async () => {
      const document = { getElementById: (id: keyof typeof page) => page[id] }
      const context = createContext({ TextEncoder, TextDecoder, document })
      runInContext(await codecScript(), context)
      runInContext(readFileSync(join(examples, "decode-in-a-page/page.js"), "utf8"), context)
    })

    it("has the elements and the scripts that it needs", () => {
      const html = readFileSync(join(examples, "decode-in-a-page/index.html"), "utf8")
      for (const id of Object.keys(page)) assert.include(html, `id="${id}"`)
      assert.deepStrictEqual(
        [...html.matchAll(/src="([^"]+)"/g)].map((match) => match[1]),
        ["vebus.js", "page.js"]
      )
    })

    it("explains a pasted capture, whose chunks end anywhere", () => {
      const explained =
        paste(`{"schema":"vebus.capture/1","started":"2026-01-01T12:00:00.000Z","port":"sim:","software":"test"}
{"ms":0,"event":"open"}
{"ms":10,"dir":"tx","hex":"05 FF 58 30"}
{"ms":12,"dir":"tx","hex":"04 05 6B"}
{"ms":90,"dir":"rx","hex":"55 07 FF 58 85"}
{"ms":110,"dir":"rx","hex":"30 14 B3 FF 27 04 FF"}
`)
      assert.deepStrictEqual(explained, [
        "0.000 s open",
        "0.012 s tx 05 FF 58 30 04 05 6B  read RAM 4 (UBat), 5 (IBat) on X",
        "0.090 s rx 55  no frame starts with this length byte; skipped 1 byte, looking for the next frame",
        "0.110 s rx 07 FF 58 85 30 14 B3 FF 27  read RAM reply on X",
        "0.110 s rx 04  incomplete: the length byte 04 announces 6 bytes, found 1",
        "0.110 s rx FF  no frame starts with this length byte; skipped 1 byte, looking for the next frame"
      ])
    })

    it("explains pasted bytes, and says what it cannot read", () => {
      assert.deepStrictEqual(paste("04 FF 41 01 00 BB"), ["04 FF 41 01 00 BB  address request: set 0"])
      assert.deepStrictEqual(paste("04 ?"), ["no bytes in hexadecimal from character 4 on"])
      assert.match(paste('{"ms":')[0]!, /^this is no capture: /)
    })
  })
})
