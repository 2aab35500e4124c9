/**
 * `vebus record`, and `--record` on the commands that open a port: what passed is in the file, and can be replayed.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Capture } from "@vebus/runtime"
import * as Result from "effect/Result"
import * as Folder from "./Folder.ts"
import { run, start } from "./InProcess.ts"

const folder = Folder.temporary("record")

const path = (name: string): string => join(folder, name)

const captureOf = (file: string) => Result.getOrThrow(Capture.parse(readFileSync(file, "utf8")))

describe.concurrent("vebus record", () => {
  it("what comes unasked, for a time, and says how much it was", async () => {
    const file = path("idle.jsonl")
    const { code, stdout, stderr } = await run(["record", file, "--port", "sim:", "--for", "2500ms"])
    assert.deepStrictEqual([code, stdout], [0, ""])
    assert.match(stderr, /recorded 0 bytes to the adapter and \d+ from it in \d+ s to .*idle\.jsonl/)
    const { header, lines } = captureOf(file)
    assert.strictEqual(header.port, "sim:multiplus-ii-48-3000-230v")
    assert.containsSubset(lines[0], { event: "open" })
    assert.isTrue(lines.some((line) => "hex" in line && line.hex.startsWith("07 FF 56")))
    assert.isFalse(lines.some((line) => "dir" in line && line.dir === "tx"))
  })

  it("what another program asks through it answers that program again from the file", async () => {
    const file = path("monitored.jsonl")
    const recorder = start(["record", file, "--port", "sim:", "--via", "tcp:0"])
    const [, port] = /between (\S+) and/.exec(await recorder.line(/^vebus: between/))!
    const live = await run(["monitor", "--port", port!, "--count", "2", "--jsonl"])
    assert.strictEqual((await recorder.stop()).code, 130)

    const replayed = await run(["monitor", "--port", `replay:${file}`, "--count", "2", "--jsonl"])
    const readings = ({ stdout }: typeof live) =>
      stdout
        .trim()
        .split("\n")
        .map((line) => ({ ...(JSON.parse(line) as object), time: "", port: "" }))
    assert.deepStrictEqual([live.code, replayed.code], [0, 0])
    assert.deepStrictEqual(readings(replayed), readings(live))
  })

  it("a file that exists is left alone: exit 8", async () => {
    const { code, stderr } = await run(["record", import.meta.filename, "--port", "sim:", "--for", "1s"])
    assert.strictEqual(code, 8)
    assert.match(stderr, /cannot write .*record\.test\.ts: it exists already/)
  })
})

describe.concurrent("--record", () => {
  const commands = ["monitor --count 1", "state", "leds", "doctor", "sniff --for 2s"]
  for (const [index, words] of commands.entries()) {
    it(`vebus ${words} --record FILE writes down all that passed`, async () => {
      const file = path(`command-${index}.jsonl`)
      const { code, stderr } = await run([...words.split(" "), "--port", "sim:", "--record", file])
      assert.strictEqual(code, 0, stderr)
      assert.isTrue(captureOf(file).lines.some((line) => "dir" in line && line.dir === "rx"))
    })
  }
})
