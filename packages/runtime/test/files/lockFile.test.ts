/** Several programs on one state, and what those leave that are killed. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { hostname } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { StateFiles } from "@vebus/runtime/files"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Memory from "../../src/control/Memory.ts"
import { StateStore } from "../../src/control/StateStore.ts"
import { folder, sending } from "./Folder.ts"

const worker = fileURLToPath(new URL("Worker.ts", import.meta.url))

interface Working {
  readonly child: ChildProcess
  readonly counts: ReadonlyArray<number>
  readonly ended: Promise<unknown>
}

/** Starts a second program, which dies with the test. */
const work = (path: string, unit: string, times: number) =>
  Effect.acquireRelease(
    Effect.sync((): Working => {
      const child = spawn(process.execPath, [worker, path, unit, String(times)], {
        stdio: ["ignore", "pipe", "inherit"]
      })
      const counts: Array<number> = []
      child.stdout
        .setEncoding("utf8")
        .on("data", (text: string) => counts.push(...text.trim().split("\n").map(Number)))
      return { child, counts, ended: once(child, "close") }
    }),
    ({ child }) => Effect.sync(() => void child.kill("SIGKILL"))
  )

const started = (path: string, waitMillis = 600_000) =>
  Effect.provide(StateStore, StateFiles.layer(path, { wait: waitMillis }))

/** A process that does nothing until the scope closes. */
const sleeper = Effect.acquireRelease(
  Effect.sync(() => spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" })),
  (child) => Effect.sync(() => void child.kill("SIGKILL"))
)

const lock = (path: string, owner: Record<string, unknown>): void =>
  writeFileSync(
    join(path, "lock"),
    JSON.stringify({ host: hostname(), started: null, id: "0123456789ab", ...owner })
  )

const spendOne = (memory: Memory.Memory) => Memory.spend(memory, "2026-01-01", 1)

describe("several programs", () => {
  it.live("at once lose no count and no line, and find the lock of a dead one", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const gone = spawn(process.execPath, ["-e", ""], { stdio: "ignore" })
      yield* Effect.promise(() => once(gone, "exit"))
      lock(path, { pid: gone.pid })
      const workers = yield* Effect.forEach(["a", "b", "c"], (unit) => work(path, unit, 15))
      yield* Effect.promise(() => Promise.all(workers.map(({ ended }) => ended)))
      const store = yield* started(path)
      assert.strictEqual((yield* store.get("shared")).eeprom.total, 45)
      assert.deepStrictEqual(
        workers.flatMap(({ counts }) => counts).toSorted((a, b) => a - b),
        Array.from({ length: 45 }, (_, index) => index + 1)
      )
      const lines = yield* store.journal
      for (const unit of ["a", "b", "c"]) {
        assert.deepStrictEqual(
          lines.filter(({ plan }) => plan === unit),
          Array.from({ length: 15 }, (_, write) => sending(unit, write))
        )
      }
      assert.deepStrictEqual(readdirSync(path).toSorted(), ["eeprom.json", "journal.jsonl"])
    })
  )

  it.live("that are killed at any moment lose nothing that they were told is safe", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const workers = yield* Effect.forEach(["a", "b", "c", "d"], (unit) => work(path, unit, 1e6))
      for (const { child, counts, ended } of workers) {
        while (counts.length < 3) yield* Effect.sleep("5 millis")
        child.kill("SIGKILL")
        yield* Effect.promise(() => ended)
      }
      const told = workers.reduce((sum, { counts }) => sum + counts.length, 0)
      const store = yield* started(path)
      const { eeprom } = yield* store.update("shared", spendOne)
      // Each may have counted once more than it could tell.
      assert.isAtLeast(eeprom.total, told + 1)
      assert.isAtMost(eeprom.total, told + 1 + workers.length)
      yield* store.append(sending("after"))
      const lines = yield* store.journal
      assert.deepStrictEqual(lines.at(-1), sending("after"))
      for (const unit of ["a", "b", "c", "d"]) {
        const count = (yield* store.get(unit)).eeprom.total
        const own = lines.filter(({ plan }) => plan === unit)
        assert.deepStrictEqual(
          own,
          own.map((_, write) => sending(unit, write))
        )
        assert.isAtLeast(own.length, count)
        assert.isAtMost(own.length, count + 1)
      }
    })
  )
})

describe("a lock", () => {
  it.live("that a living process holds is waited for, and then named", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const { pid } = yield* sleeper
      lock(path, { pid })
      const store = yield* started(path, 50)
      const error = yield* Effect.flip(store.append(sending("a")))
      assert.containsSubset(error, { doing: "lock", path: join(path, "lock") })
      assert.include(
        error.message,
        `after 50 ms process ${pid} on ${hostname()} holds it. If nothing of ours runs there, remove the file.`
      )
      assert.isFalse(existsSync(join(path, "journal.jsonl")))
      assert.deepStrictEqual(readdirSync(path), ["lock"])
      assert.deepStrictEqual(yield* store.get("a"), Memory.empty)
    })
  )

  it.live("is taken as soon as it is free, and waiting for it can be interrupted", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const child = yield* sleeper
      lock(path, { pid: child.pid })
      const store = yield* started(path)
      const given = yield* Effect.forkChild(store.append(sending("a")))
      yield* Effect.sleep("30 millis")
      yield* Fiber.interrupt(given)
      const waiting = yield* Effect.forkChild(store.append(sending("b")))
      yield* Effect.sleep("30 millis")
      child.kill("SIGKILL")
      yield* Fiber.join(waiting)
      assert.deepStrictEqual(yield* store.journal, [sending("b")])
      assert.deepStrictEqual(readdirSync(path), ["journal.jsonl"])
    })
  )

  it.live("of another host counts as held, whatever its number", () =>
    Effect.gen(function* () {
      const path = yield* folder
      lock(path, { pid: 2 ** 22 + 1, host: "elsewhere" })
      const error = yield* Effect.flip((yield* started(path, 20)).append(sending("a")))
      assert.match(error.message, /process 4194305 on elsewhere/)
    })
  )

  it.live("that a power cut left without its content is taken over", () =>
    Effect.gen(function* () {
      for (const text of ["", "\0\0\0", '{"pid":0}']) {
        const path = yield* folder
        writeFileSync(join(path, "lock"), text)
        yield* (yield* started(path)).append(sending("a"))
        assert.deepStrictEqual(readdirSync(path), ["journal.jsonl"])
      }
    })
  )

  it.live("is taken over also from one that died while taking it over", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const gone = spawn(process.execPath, ["-e", ""], { stdio: "ignore" })
      yield* Effect.promise(() => once(gone, "exit"))
      lock(path, { pid: gone.pid })
      writeFileSync(
        join(path, "lock.0123456789ab"),
        readFileSync(join(path, "lock"), "utf8").replace("0123456789ab", "ba9876543210")
      )
      yield* (yield* started(path)).append(sending("a"))
      assert.deepStrictEqual(readdirSync(path), ["journal.jsonl"])
    })
  )

  it.live.runIf(process.platform === "linux")(
    "of an earlier process with the number of this one is taken over",
    () =>
      Effect.gen(function* () {
        const path = yield* folder
        lock(path, { pid: process.pid, started: "1" })
        yield* (yield* started(path)).append(sending("a"))
        assert.deepStrictEqual(readdirSync(path), ["journal.jsonl"])
      })
  )

  it.live("keeps two stores of one process apart", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const stores = [yield* started(path), yield* started(path)]
      yield* Effect.forEach(
        Array.from({ length: 20 }, (_, index) => stores[index % 2]!),
        (store) => store.update("a", spendOne),
        { concurrency: "unbounded" }
      )
      assert.strictEqual((yield* stores[0]!.get("a")).eeprom.total, 20)
    })
  )
})
