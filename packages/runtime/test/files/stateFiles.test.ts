/** The state that outlives the program: what is in the files, what survives, and what is refused. */
import { spawnSync } from "node:child_process"
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { Words } from "@vebus/codec"
import { StateFiles } from "@vebus/runtime/files"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Memory from "../../src/control/Memory.ts"
import { StateStore } from "../../src/control/StateStore.ts"
import { done, folder, sending } from "./Folder.ts"

const DAY = "2026-01-01"
const UNIT = "serial:HQ0000TEST0"
const spendOne = (memory: Memory.Memory) => Memory.spend(memory, DAY, 1)
const linux = process.platform === "linux"

/** A store as a program finds it when it starts. */
const started = (path: string) => Effect.provide(StateStore, StateFiles.layer(path))

/** A store with the first line of a journal. */
const begun = Effect.gen(function* () {
  const path = yield* folder
  const store = yield* started(path)
  yield* store.append(sending("a"))
  return { path, file: join(path, "journal.jsonl"), store }
})

describe("the state in files", () => {
  it.live("is empty at first, and reading makes no folder", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "state")
      const store = yield* started(path)
      assert.isTrue(store.survives)
      assert.deepStrictEqual(yield* store.get(UNIT), Memory.empty)
      assert.deepStrictEqual(yield* store.journal, [])
      assert.isFalse(existsSync(path))
    })
  )

  it.live("is there for the next program, for each unit its own", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "a", "b")
      const entry = {
        id: 3,
        raw: Words.Raw16.make(1350),
        time: "2026-01-01T12:00:00.000Z",
        uncertain: true
      }
      const first = yield* started(path)
      yield* first.update(UNIT, (memory) => Memory.remember(spendOne(memory), entry))
      yield* first.update("__proto__", spendOne)
      const seen = yield* first.update(UNIT, spendOne)
      yield* first.append(sending("p"))
      yield* first.append(done("p"))

      const next = yield* started(path)
      assert.deepStrictEqual(yield* next.get(UNIT), seen)
      assert.deepStrictEqual(seen, { eeprom: { total: 2, day: DAY, today: 2 }, ramOnly: [entry] })
      assert.strictEqual((yield* next.get("__proto__")).eeprom.total, 1)
      assert.deepStrictEqual(yield* next.get("another"), Memory.empty)
      assert.deepStrictEqual(yield* next.journal, [sending("p"), done("p")])
    })
  )

  it.live.runIf(process.platform !== "win32")(
    "is for its user alone, and leaves nothing else in the folder",
    () =>
      Effect.gen(function* () {
        const path = join(yield* folder, "a", "b")
        const store = yield* started(path)
        yield* store.update(UNIT, spendOne)
        yield* store.append(sending("p"))
        const modes = ["..", ".", "eeprom.json", "journal.jsonl"].map((name) =>
          (statSync(join(path, name)).mode & 0o777).toString(8)
        )
        assert.deepStrictEqual(modes, ["700", "700", "600", "600"])
        assert.deepStrictEqual(readdirSync(path).toSorted(), ["eeprom.json", "journal.jsonl"])
      })
  )

  it.live("counts each of many changes made at once", () =>
    Effect.gen(function* () {
      const store = yield* started(yield* folder)
      const counts = yield* Effect.forEach(
        Array.from({ length: 20 }),
        () => Effect.map(store.update(UNIT, spendOne), ({ eeprom }) => eeprom.total),
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual(
        counts,
        counts.map((_, index) => index + 1)
      )
    })
  )

  it.live("a change that makes no sense is a mistake of the program and is not written", () =>
    Effect.gen(function* () {
      const store = yield* started(yield* folder)
      yield* store.update(UNIT, spendOne)
      const wrong = yield* Effect.exit(store.update(UNIT, (memory) => Memory.spend(memory, DAY, Number.NaN)))
      assert.isTrue(Exit.isFailure(wrong) && Exit.hasDies(wrong))
      assert.strictEqual((yield* store.get(UNIT)).eeprom.total, 1)
    })
  )
})

describe("a state file that makes no sense", () => {
  const bad: ReadonlyArray<readonly [string, string, RegExp]> = [
    ["is empty", "", /JSON/],
    ["was cut off", '{"schema":"vebus.eeprom/1","uni', /JSON/],
    ["is of a later version", '{"schema":"vebus.eeprom/2","units":[]}', /"vebus.eeprom\/1" at \["schema"\]/],
    [
      "has a count below zero",
      `{"schema":"vebus.eeprom/1","units":[{"unit":"${UNIT}","eeprom":{"total":5,"day":"","today":-9},"ramOnly":[]}]}`,
      /at \["units"\]\[0\]\["eeprom"\]\["today"\]/
    ]
  ]
  for (const [how, text, why] of bad) {
    it.live(`since it ${how} is an error that says what to do, and stays as it is`, () =>
      Effect.gen(function* () {
        const path = yield* folder
        const file = join(path, "eeprom.json")
        writeFileSync(file, text)
        const store = yield* started(path)
        for (const error of [
          yield* Effect.flip(store.get(UNIT)),
          yield* Effect.flip(store.update(UNIT, spendOne))
        ]) {
          assert.strictEqual(error.doing, "read")
          assert.strictEqual(error.path, file)
          assert.match(error.message, why)
          assert.include(error.message, "it is no vebus.eeprom/1")
          assert.include(error.message, "put back a copy; without it the count of EEPROM writes begins at 0")
          assert.notInclude(error.message, "HQ0000TEST0")
        }
        assert.strictEqual(readFileSync(file, "utf8"), text)
      })
    )
  }

  it.live("in the middle of the journal stops writing, is told by its line, and says how to go on", () =>
    Effect.gen(function* () {
      const { path, file, store } = yield* begun
      yield* store.append(done("a"))
      const [first, second] = readFileSync(file, "utf8").split("\n")
      const torn = `${first}\n{"schema":"vebus.jour\n${second}\n`
      writeFileSync(file, torn)
      // Also for a program that has written to it before, and for one that has not.
      for (const writer of [store, yield* started(path)]) {
        for (const error of [
          yield* Effect.flip(writer.append(sending("b"))),
          yield* Effect.flip(writer.journal)
        ]) {
          assert.containsSubset(error, { doing: "read", path: file })
          assert.match(
            error.message,
            /line 2 is no vebus\.journal\/1 .*nothing is written .*: take that line out/
          )
        }
      }
      assert.strictEqual(readFileSync(file, "utf8"), torn)
      // As it says: with the line taken out it goes on.
      writeFileSync(file, `${first}\n${second}\n`)
      yield* store.append(sending("b"))
      assert.deepStrictEqual(yield* store.journal, [sending("a"), done("a"), sending("b")])
    })
  )

  for (const [what, left] of [
    ["half a line with an end", '{"schema":"vebus.journal/1"\n'],
    ["zeros", "\0\0\0\0\0\0\0"],
    ["zeros with an end, and blank lines", "\0\0\n\n  \n"],
    ["blank lines", "\n\n"]
  ] as const) {
    it.live(
      `at the end of the journal is what a crash left: left out, and cut off by the next line (${what})`,
      () =>
        Effect.gen(function* () {
          const { path, file, store } = yield* begun
          const good = readFileSync(file, "utf8")
          for (const writer of [store, yield* started(path)]) {
            writeFileSync(file, `${good}${left}`)
            assert.deepStrictEqual(yield* writer.journal, [sending("a")])
            yield* writer.append(done("a"))
            assert.deepStrictEqual(yield* writer.journal, [sending("a"), done("a")])
            assert.lengthOf(readFileSync(file, "utf8").split("\n"), 3)
          }
        })
    )
  }
})

describe("a journal cut off", () => {
  it.live("at any byte gives its whole lines, and the next line is none of the half one", () =>
    Effect.gen(function* () {
      const { file, store } = yield* begun
      yield* store.append(done("a"))
      const whole = readFileSync(file)
      for (let size = 0; size <= whole.length; size += size > whole.length - 150 ? 1 : 13) {
        writeFileSync(file, whole)
        truncateSync(file, size)
        const lines = whole.subarray(0, size).filter((byte) => byte === 0x0a).length
        const kept = [sending("a"), done("a")].slice(0, lines)
        assert.deepStrictEqual(yield* store.journal, kept)
        yield* store.append(done("b"))
        assert.deepStrictEqual(yield* store.journal, [...kept, done("b")])
      }
    })
  )
})

describe("a disk that takes no more", () => {
  it.live("the folder cannot be made where a file is", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "file")
      writeFileSync(path, "")
      const store = yield* started(join(path, "state"))
      const error = yield* Effect.flip(store.append(sending("a")))
      assert.containsSubset(error, { doing: "write", path: join(path, "state") })
      assert.match(error.message, /ENOTDIR.*VEBUS_STATE_DIR names another folder/)
    })
  )

  it.live.runIf(linux)("full: the count stays what it was, and no temporary file stays", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const store = yield* started(path)
      yield* store.update(UNIT, spendOne)
      // A count that says who had it first is longer than a file may be.
      const worker = fileURLToPath(new URL("Worker.ts", import.meta.url))
      const { stderr, status } = spawnSync(
        "sh",
        ["-c", 'ulimit -f 1; exec "$@"', "sh", process.execPath, worker, path, "w".repeat(3000), "1"],
        { encoding: "utf8" }
      )
      assert.strictEqual(status, 1)
      assert.include(stderr, "EFBIG")
      assert.isEmpty(readdirSync(path).filter((name) => name.endsWith(".tmp")))
      assert.strictEqual((yield* store.get(UNIT)).eeprom.total, 1)
      assert.strictEqual((yield* store.update(UNIT, spendOne)).eeprom.total, 2)
    })
  )

  it.live.runIf(process.platform !== "win32")(
    "full within a line: the journal ends with the line before",
    () =>
      Effect.gen(function* () {
        const path = yield* folder
        const worker = fileURLToPath(new URL("Worker.ts", import.meta.url))
        const { stderr, status } = spawnSync(
          "sh",
          ["-c", 'ulimit -f 4; exec "$@"', "sh", process.execPath, worker, path, "w", "1000"],
          { encoding: "utf8" }
        )
        assert.strictEqual(status, 1)
        assert.match(stderr, /cannot write .*journal\.jsonl: EFBIG/)
        const text = readFileSync(join(path, "journal.jsonl"), "utf8")
        assert.isTrue(text.endsWith("\n"))
        const store = yield* started(path)
        const before = yield* store.journal
        assert.isAbove(before.length, 0)
        yield* store.append(sending("after"))
        assert.deepStrictEqual(yield* store.journal, [...before, sending("after")])
        assert.strictEqual((yield* store.get("w")).eeprom.total, before.length)
      })
  )

  it.live("a folder in the place of a file is an error of reading", () =>
    Effect.gen(function* () {
      const path = yield* folder
      mkdirSync(join(path, "eeprom.json"))
      const store = yield* started(path)
      const error = yield* Effect.flip(store.update(UNIT, spendOne))
      assert.containsSubset(error, { doing: "read", path: join(path, "eeprom.json") })
    })
  )
})
