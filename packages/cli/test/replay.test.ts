/**
 * `vebus replay` and `replay:FILE`: a capture is explained as it passed, and answers as the device did.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { onClock, run, start } from "./InProcess.ts"
import * as Process from "./Process.ts"

let folder = ""
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "vebus-replay-"))
  writeFileSync(path("capture.jsonl"), capture)
  writeFileSync(path("short.jsonl"), capture.slice(0, -20))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const path = (name: string): string => join(folder, name)

const capture = `{"schema":"vebus.capture/1","started":"2026-01-01T12:00:00.000Z","port":"sim:","software":"vebus 0.1.0"}
{"ms":0,"event":"open"}
{"ms":10,"dir":"tx","hex":"02 FF 56 A9"}
{"ms":52,"dir":"rx","hex":"07 FF 56 24 DB"}
{"ms":60,"dir":"rx","hex":"11 00 00 94"}
{"ms":1000,"dir":"tx","hex":"05 FF 59 30 04 05 6A"}
{"ms":1090,"dir":"rx","hex":"07 FF 59 85 A0 14 E6 FF 83"}
{"ms":2000,"dir":"rx","hex":"04 FF 41 01 00 BC"}
`

const explained = [
  "12:00:00.000  --  open",
  "12:00:00.010  tx  02 FF 56 A9  version request",
  "12:00:00.060  rx  07 FF 56 24 DB 11 00 00 94  version reply: MK3, firmware 212; version 1170212: MK3, firmware 212; mode device 0 selected",
  "12:00:01.000  tx  05 FF 59 30 04 05 6A  read RAM 4 (UBat), 5 (IBat) on Y; ids[0] 4 (UBat: Battery voltage); ids[1] 5 (IBat: Battery current)",
  "12:00:01.090  rx  07 FF 59 85 A0 14 E6 FF 83  read RAM reply on Y; valuesRaw[0] 0x14A0 (5280) raw, on the scale of variable 1 of the request; valuesRaw[1] 0xFFE6 (65510, signed -26) raw, on the scale of variable 2 of the request",
  "12:00:02.000  rx  04 FF 41 01 00 BC  no frame: checksum should be BB, found BC; skipped 6 bytes, looking for the next frame"
]

/** Lines without the blanks that align them. */
const linesOf = (stdout: string): ReadonlyArray<string> =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.replaceAll(/(?<=\S) {2,}/g, "  "))

describe.concurrent("vebus replay", () => {
  it("explains each frame with its time, and what formed none", async () => {
    const { code, stdout, stderr } = await run(["replay", path("capture.jsonl"), "--speed", "max"])
    assert.deepStrictEqual([code, stderr], [0, ""])
    assert.deepStrictEqual(linesOf(stdout), explained)
  })

  it.effect("takes as long as it took, or so many times less", () =>
    Effect.gen(function* () {
      const words = ["replay", path("capture.jsonl")]
      const took = (speed: string) =>
        Effect.flatMap(onClock([...words, "--speed", speed]), ({ stdout }) => {
          assert.deepStrictEqual(linesOf(stdout), explained)
          return Clock.currentTimeMillis
        })
      const replays = yield* Effect.forkChild(
        Effect.all(["max", "10", "1"].map(took), { concurrency: "unbounded" })
      )
      // What is loaded from files takes real time, and none on this clock.
      while (replays.pollUnsafe() === undefined) {
        yield* Effect.promise(() => setTimeout(1))
        yield* TestClock.adjust(10)
      }
      const [atOnce, tenfold, once] = yield* Fiber.join(replays)
      assert.isTrue(once! >= 2000 && tenfold! >= 200)
      assert.isTrue(atOnce! <= tenfold! && tenfold! < once!)
    })
  )

  it("a process of its own says the same", async () => {
    const words = ["replay", path("capture.jsonl"), "--speed", "max"]
    assert.deepStrictEqual(await Process.run(words), await run(words))
  })

  it("a time that is none is a bad line, and a chunk of any size is explained", async () => {
    const [header] = capture.split("\n")
    for (const ms of ["1e300", "-1"]) {
      writeFileSync(path("times.jsonl"), `${header}\n{"ms":${ms},"dir":"rx","hex":"00"}\n`)
      const { code, stderr } = await run(["replay", path("times.jsonl"), "--speed", "max"])
      assert.strictEqual(code, 8)
      assert.match(stderr, /times\.jsonl, line 2: expected a line with "ms"/)
    }
    writeFileSync(path("large.jsonl"), `${header}\n{"ms":1,"dir":"rx","hex":"${"00 ".repeat(200_000)}00"}\n`)
    assert.strictEqual((await run(["replay", path("large.jsonl"), "--speed", "max"])).code, 0)
  })

  it("as JSON lines", async () => {
    const { stdout } = await run(["replay", path("capture.jsonl"), "--speed", "max", "--jsonl"])
    const objects = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as object)
    assert.strictEqual(objects.length, explained.length)
    assert.deepStrictEqual(objects[0], {
      schema: "vebus.traffic/1",
      time: "2026-01-01T12:00:00.000Z",
      event: "open"
    })
    assert.containsSubset(objects[1], { dir: "tx", explained: { raw: "02 FF 56 A9" } })
  })

  it("one that was cut short is good up to its last whole line, and says so", async () => {
    const { code, stdout, stderr } = await run(["replay", path("short.jsonl"), "--speed", "max"])
    assert.strictEqual(code, 0)
    assert.match(stderr, /short\.jsonl is cut short: its last \d+ characters are no whole line, and left out/)
    assert.deepStrictEqual(linesOf(stdout), explained.slice(0, -1))
  })

  it("is a device for another program: the asker's letter, or silence", async () => {
    const server = start(["replay", path("capture.jsonl"), "--tcp", "0"])
    const port = Number((await server.line(/^tcp:/)).split(":")[2])
    const program = connect(port, "127.0.0.1").setNoDelay(true)
    const answers = program[Symbol.asyncIterator]()
    const ask = async (...bytes: ReadonlyArray<number>) => {
      program.write(Uint8Array.from(bytes))
      return (await answers.next()).value!.toString("hex")
    }
    // Settings were never asked for, so this stays unanswered; what comes is the answer to the next request.
    program.write(Uint8Array.of(0x05, 0xff, 0x58, 0x31, 0x02, 0x00, 0x71))
    const answer = await ask(0x05, 0xff, 0x58, 0x30, 0x04, 0x05, 0x6b)
    assert.strictEqual(answer, "07ff5885a014e6ff84")
    program.destroy()
    assert.strictEqual((await server.stop()).code, 130)
  })

  it("as a pseudo-terminal it serves the doctor, who finds nobody behind the adapter", async () => {
    const server = start(["replay", path("capture.jsonl"), "--pty", path("mk3")])
    const port = await server.line(/mk3$/)
    const { code, stdout } = await run(["doctor", "--port", port])
    await server.stop()
    assert.strictEqual(code, 4)
    assert.match(stdout, /MK3, firmware 212/)
  })
})

describe.concurrent("what cannot be replayed", () => {
  const header = capture.split("\n")[0]!
  const cases: ReadonlyArray<readonly [name: string, content: string | null, message: RegExp]> = [
    ["a file that is not there", null, /cannot read .*: there is no such file\. Name/],
    [
      "an empty file",
      "",
      /line 1: expected a header with "schema":"vebus.capture\/1", "started", "port" and "software", found nothing/
    ],
    [
      "a header without the rest of it",
      '{"schema":"vebus.capture/1"}\n',
      /line 1: expected a header with .*"started", "port" and "software", found \{"schema":"vebus.capture\/1"\}/
    ],
    ["no capture", "04 FF 41 01 00 BB\n", /line 1: expected a header .* found 04 FF 41/],
    ["a line that makes no sense", `${header}\n{"ms":1,"dir":"up"}\n`, /line 2: expected a line with "ms"/],
    ["bytes that are none", `${header}\n{"ms":1,"dir":"rx","hex":"0G"}\n`, /line 2: expected .* found .*0G/]
  ]
  for (const [index, [name, content, message]] of cases.entries()) {
    for (const words of [
      ["replay", "FILE"],
      ["state", "--port", "replay:FILE"]
    ]) {
      it(`${name}: vebus ${words.join(" ")} ends with 8`, async () => {
        const file = path(`bad-${index}-${words[0]}`)
        if (content !== null) writeFileSync(file, content)
        const { code, stdout, stderr } = await run(words.map((word) => word.replace("FILE", file)))
        assert.match(stderr, message)
        assert.deepStrictEqual([code, stdout], [8, ""])
      })
    }
  }
})
