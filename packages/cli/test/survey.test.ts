/**
 * `vebus survey`, as an owner uses it: one command, a file that can be sent, and the unit that it describes.
 */
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Frames } from "@vebus/codec"
import * as Survey from "@vebus/codec/survey"
import { Capture } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Folder from "./Folder.ts"
import * as Clocked from "./Clocked.ts"
import { run } from "./InProcess.ts"

const folder = Folder.temporary("survey")

const path = (name: string): string => join(folder, name)
const text = (name: string): string => readFileSync(path(name), "utf8")
const decode = Schema.decodeUnknownSync(Schema.fromJsonString(Survey.Survey))

/** A small file, as an issue takes it. */
const LARGEST_BYTES = 60_000

describe("vebus survey", () => {
  it.effect("writes one file of a unit, and says what it means for our documentation", () =>
    Effect.gen(function* () {
      const words = ["--port", "sim:", "--record", path("traffic.jsonl")]
      const ended = yield* Clocked.run(["survey", path("unit.json"), ...words])
      assert.strictEqual(ended.code, 0, ended.stderr)
      const survey = decode(text("unit.json"))
      assert.isAbove(Survey.whole(survey)[0]!.settings.length, 100)
      assert.isBelow(text("unit.json").length, LARGEST_BYTES)
      assert.notInclude(text("unit.json"), "HQ0000")
      assert.strictEqual(statSync(path("unit.json")).mode & 0o777, 0o600)
      assert.match(ended.stdout, /^confirmed: \d+ statements of docs\/protocol$/m)
      assert.match(ended.stdout, /^ {2}letters-overlap: /m)
      assert.match(ended.stdout, /^contradicted: 0$/m)

      // The whole capture: nothing but reads, and the choice of an address in the adapter.
      const capture = Result.getOrThrow(Capture.parse(text("traffic.jsonl")))
      const effects = new Set<string>()
      for (const line of capture.lines) {
        if (!("dir" in line) || line.dir !== "tx") continue
        const bytes = Uint8Array.from(line.hex.split(" "), (pair) => Number.parseInt(pair, 16))
        const { content } = Result.getOrThrow(Frames.decodeRequestFrame(bytes))
        effects.add(
          `${Frames.traits(content).effect} ${Frames.traits(content).effect === "read" ? "" : content._tag}`
        )
      }
      assert.deepStrictEqual([...effects].toSorted(), ["adapter AddressRequest", "read "])

      // Again with the same file: it is complete, so no port is opened.
      const again = yield* Clocked.run(["survey", path("unit.json"), "--port", path("no-such-port")])
      assert.strictEqual(again.code, 0, again.stderr)
      assert.strictEqual(again.stdout, ended.stdout)

      // The unit that it describes, surveyed.
      const simulated = ["--port", `sim:${path("unit.json")}`, "--compare", path("unit.json")]
      const copy = yield* Clocked.run(["survey", path("copy.json"), ...simulated])
      assert.strictEqual(copy.code, 0, copy.stderr)
      assert.match(copy.stderr, /no difference between .*unit\.json and .*copy\.json/)
    })
  )

  it.effect("stopped by Ctrl-C leaves a file that the next run completes, and that is no profile yet", () =>
    Effect.gen(function* () {
      const words = ["survey", path("later.json"), "--port", "sim:multi-12-3000-mk2"]
      const isHalfDone = () =>
        existsSync(path("later.json")) && text("later.json").includes("infos of settings 32 to 47")
      yield* Clocked.stopped(words, isHalfDone, 1)
      assert.include(text("later.json"), '"complete": false')
      assert.notInclude(text("later.json"), "HQ0000")
      const known = Object.keys((JSON.parse(text("later.json")) as { cells: object }).cells).length
      assert.isAbove(known, 10)

      const unfinished = yield* Clocked.run(["info", "--port", `sim:${path("later.json")}`])
      assert.strictEqual(unfinished.code, 8)
      assert.match(unfinished.stderr, /complete/)
      const compared = yield* Clocked.run(["survey", path("x.json"), "--compare", path("later.json")])
      assert.strictEqual(compared.code, 8)
      assert.match(compared.stderr, /go on with it first/)

      const other = yield* Clocked.run(["survey", path("later.json"), "--port", "sim:"])
      assert.strictEqual(other.code, 8)
      assert.match(other.stderr, /began with version 1909154.*now version 2629492/)

      const whole = yield* Clocked.run([...words, "--compare", path("unit.json")])
      assert.strictEqual(whole.code, 0, whole.stderr)
      assert.match(whole.stdout, /^adapter, version: 1170212 -> 1130134$/m)
      assert.strictEqual(decode(text("later.json")).adapter.version, 1_130_134)
    })
  )

  it("leaves a file that is something else as it is", async () => {
    writeFileSync(path("letter.txt"), "dear reader\n")
    const ended = await run(["survey", path("letter.txt"), "--port", "sim:"])
    assert.strictEqual(ended.code, 8)
    assert.match(ended.stderr, /letter\.txt is no survey: expected a file of "vebus survey"/)
    assert.strictEqual(text("letter.txt"), "dear reader\n")
  })

  it("says at once that it cannot write there", async () => {
    const ended = await run(["survey", join(folder, "missing", "unit.json"), "--port", "sim:"])
    assert.strictEqual(ended.code, 8)
    assert.match(ended.stderr, /cannot write .*unit\.json/)
    assert.isFalse(existsSync(join(folder, "missing")))
  })
})
