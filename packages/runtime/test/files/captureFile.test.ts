/**
 * Captures in files on a disk that takes no more: what is left is whole, or gone.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { CaptureFile } from "@vebus/runtime/files"
import * as Effect from "effect/Effect"
import { folder } from "./Folder.ts"

describe("a capture in a file", () => {
  it.live("that nothing was written to is gone when it is closed", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "capture.jsonl")
      yield* Effect.scoped(CaptureFile.create(path))
      assert.isFalse(existsSync(path))
    })
  )

  it.live("is never written over", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "capture.jsonl")
      writeFileSync(path, "mine")
      const error = yield* Effect.flip(Effect.scoped(CaptureFile.create(path)))
      assert.match(error.message, /cannot write .*capture\.jsonl: it exists already/)
      assert.strictEqual(readFileSync(path, "utf8"), "mine")
    })
  )
})

describe.runIf(process.platform !== "win32")("a capture in a file that takes no more", () => {
  it.live("on a disk that fills up: told once, and the file ends with its last whole line, or is gone", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const files = fileURLToPath(new URL("../../src/files/index.ts", import.meta.url))
      const program = `
          const { CaptureFile } = await import(${JSON.stringify(files)})
          const Effect = await import("effect/Effect")
          const [, path, size] = process.argv
          const lines = Effect.gen(function* () {
            const onStopped = (stopped) => Effect.sync(() => console.log(JSON.stringify(stopped)))
            const write = yield* CaptureFile.create(path, { onStopped })
            for (let line = 0; line < 9; line++) yield* write("x".repeat(Number(size)))
          })
          await Effect.runPromise(Effect.scoped(lines))
        `
      for (const [size, isKept] of [
        [300, true],
        [3000, false]
      ] as const) {
        const file = join(path, `${size}.jsonl`)
        const limited = ["-c", 'ulimit -f 1 && exec "$0" "$@"', process.execPath]
        const words = ["--input-type=module", "--eval", program, file, String(size)]
        const { stdout, stderr } = spawnSync("sh", [...limited, ...words], {
          encoding: "utf8",
          cwd: fileURLToPath(new URL("../..", import.meta.url))
        })
        const told = stdout.trim().split("\n")
        assert.strictEqual(told.length, 1, stderr)
        assert.containsSubset(JSON.parse(told[0]!), { path: file, isKept })
        assert.match(told[0]!, /EFBIG/)
        assert.strictEqual(existsSync(file), isKept)
        if (isKept) assert.match(readFileSync(file, "utf8"), /^(x{300}\n)+$/)
      }
    })
  )
})
