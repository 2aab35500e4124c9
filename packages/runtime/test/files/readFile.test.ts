/**
 * Reading files that somebody names and that are none: pipes that nobody writes to, terminals, files without end.
 */
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { writeFileSync } from "node:fs"
import { open } from "node:fs/promises"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { ReadFile } from "@vebus/runtime/files"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { folder } from "./Folder.ts"

const text = (path: string, maxBytes = 1000) =>
  Effect.map(ReadFile.bytes(path, maxBytes), (found) => found?.toString("utf8") ?? null)

describe("a file", () => {
  it.live("comes whole up to its limit, and not at all beyond it", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "file")
      for (const size of [0, 1, 1000, 1001, 200_000]) {
        writeFileSync(path, "x".repeat(size))
        assert.strictEqual(yield* text(path), size <= 1000 ? "x".repeat(size) : null)
        assert.strictEqual((yield* text(path, 200_000))?.length, size)
      }
    })
  )

  it.live("that is none, or a folder, is told by what the system says", () =>
    Effect.gen(function* () {
      const path = yield* folder
      assert.match(String(yield* Effect.flip(text(join(path, "none")))), /: there is no such file\. Name/)
      assert.match(String(yield* Effect.flip(text(path))), /: it is a folder\. Name/)
    })
  )
})

describe.runIf(process.platform !== "win32")("a pipe", () => {
  const pipe = Effect.map(folder, (path) => {
    const made = join(path, "pipe")
    assert.strictEqual(spawnSync("mkfifo", [made]).status, 0)
    return made
  })

  it.live("that nobody writes to is left at once by an interruption, and the process can end", () =>
    Effect.gen(function* () {
      const path = yield* pipe
      const reading = yield* Effect.forkChild(ReadFile.bytes(path, 1000), { startImmediately: true })
      yield* Effect.sleep(1)
      yield* Fiber.interrupt(reading)
      // Reads side by side would use up the threads of the process if one of them could hold one up.
      const many = Array.from({ length: 8 }, () => ReadFile.bytes(path, 1000))
      const all = yield* Effect.forkChild(Effect.all(many, { concurrency: "unbounded" }), {
        startImmediately: true
      })
      yield* Effect.sleep(1)
      yield* Effect.promise(async () => (await open("/dev/null")).close())
      yield* Fiber.interrupt(all)
    })
  )

  it.live("that nobody writes to is told to be one", () =>
    Effect.gen(function* () {
      assert.match(String(yield* Effect.flip(text(yield* pipe))), /a pipe, and nobody has written to it/)
    })
  )

  it.live("gives all that a slow writer puts into it", () =>
    Effect.gen(function* () {
      const path = yield* pipe
      const words = ["-c", 'for n in 1 2 3; do echo $n; sleep 0.1; done > "$0"', path]
      const writer = spawn("sh", words, { stdio: "ignore" })
      const ended = once(writer, "exit")
      assert.strictEqual(yield* text(path), "1\n2\n3\n")
      yield* Effect.promise(() => ended)
    })
  )

  it.live("without end is not read beyond the limit", () =>
    Effect.gen(function* () {
      assert.isNull(yield* text("/dev/zero"))
    })
  )
})
