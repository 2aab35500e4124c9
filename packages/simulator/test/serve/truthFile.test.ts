/** The truth as a file of JSON lines. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Driver, type Truth } from "@vebus/simulator"
import { truthFile } from "@vebus/simulator/serve"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as Stream from "effect/Stream"
import { bytes } from "../support/Host.ts"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "vebus-truth-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true }))
)

const lines = (path: string): ReadonlyArray<Truth.Truth> =>
  readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Truth.Truth)

describe("a truth file", () => {
  it.live("has a line for each answer as soon as the answer is out, behind those it had", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "truth.jsonl")
      for (const expected of [["02 FF 56 A9"], ["02 FF 56 A9", "02 FF 56 A9"]]) {
        yield* Effect.scoped(
          Effect.gen(function* () {
            const onTruth = yield* truthFile(path)
            const duplex = yield* (yield* Driver.make({ line: "unpaced", onTruth })).open
            yield* duplex.write(bytes("02 FF 56 A9"))
            assert.deepStrictEqual(
              lines(path).map(({ request }) => request),
              expected
            )
          })
        )
      }
    })
  )

  it.live("says why it cannot be opened", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "missing", "truth.jsonl")
      const error = yield* Effect.flip(truthFile(path))
      assert.strictEqual(error.code, "ENOENT")
      assert.include(error.message, path)
    })
  )

  it.live.runIf(process.platform === "linux")("on a full disk says so once, and the answers go on", () =>
    Effect.gen(function* () {
      const warnings: Array<unknown> = []
      const logger = Logger.make(({ message }) => void warnings.push(message))
      yield* Effect.gen(function* () {
        const onTruth = yield* truthFile("/dev/full")
        const duplex = yield* (yield* Driver.make({ line: "unpaced", onTruth })).open
        for (let count = 0; count < 3; count++) yield* duplex.write(bytes("02 FF 56 A9"))
        const answers = yield* duplex.bytes.pipe(Stream.take(3), Stream.runCollect)
        assert.strictEqual(answers.length, 3)
      }).pipe(Effect.provide(Logger.layer([logger])))
      assert.strictEqual(warnings.length, 1)
      assert.match(
        String(warnings[0]),
        /no more truth is written to \/dev\/full: ENOSPC\..*Is the disk full\?/
      )
    })
  )
})
