/** Infos that outlive the program, and may be lost without a word. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Words } from "@vebus/codec"
import { CacheFiles } from "@vebus/runtime/files"
import * as Effect from "effect/Effect"
import { Cache, type CachedInfos, type CacheKey, empty } from "../../src/state/Cache.ts"
import { logged } from "../Logged.ts"
import { folder } from "./Folder.ts"

const key: CacheKey = { version: 2648304, remainder: [7, 1] }
const raw = (word: number) => Words.Raw16.make(word)
const infos: CachedInfos = {
  ramScales: { 4: { scaleWord: 0x7f9c, offsetWord: 0 }, 21: { scaleWord: 0, offsetWord: 0 } },
  settingInfos: {
    2: {
      scaleWord: -100,
      offsetWord: 0,
      defaultRaw: raw(1440),
      minimumRaw: raw(1200),
      maximumRaw: raw(1600),
      access: null
    },
    77: "unsupported"
  }
}

const started = (path: string) => Effect.provide(Cache, CacheFiles.layer(path))

describe("the cache in files", () => {
  it.live("is there for the next program, for each firmware its own", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "cache")
      const first = yield* started(path)
      assert.isNull(yield* first.get(key))
      yield* first.put(key, infos)
      yield* first.put({ version: 2648304, remainder: [] }, empty)
      const next = yield* started(path)
      assert.deepStrictEqual(yield* next.get(key), infos)
      assert.deepStrictEqual(yield* next.get({ version: 2648304, remainder: [] }), empty)
      assert.isNull(yield* next.get({ version: 2648304, remainder: [7, 2] }))
      assert.isNull(yield* next.get({ version: 2648305, remainder: [7, 1] }))
      assert.deepStrictEqual(readdirSync(path).toSorted(), ["infos-2648304-0701.json", "infos-2648304.json"])
    })
  )

  it.live("holds one firmware in a file that says which", () =>
    Effect.gen(function* () {
      const path = yield* folder
      yield* (yield* started(path)).put(key, infos)
      const text = readFileSync(join(path, "infos-2648304-0701.json"), "utf8")
      assert.deepStrictEqual(JSON.parse(text), {
        schema: "vebus.infos/2",
        firmware: "2648304-0701",
        ...infos
      })
    })
  )

  it.live("whose file makes no sense is as if it were not there, and is replaced", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const file = join(path, "infos-2648304-0701.json")
      const cache = yield* started(path)
      yield* cache.put(key, infos)
      const good = readFileSync(file)
      for (let size = 0; size < good.length; size += 7) {
        writeFileSync(file, good.subarray(0, size))
        const { value, lines } = yield* logged(cache.get(key))
        assert.isNull(value)
        assert.lengthOf(lines, 1)
        assert.include(lines[0], `Debug goes on without the cache ${file}: `)
      }
      yield* cache.put(key, infos)
      assert.deepStrictEqual(yield* cache.get(key), infos)
    })
  )

  it.live("does not believe a file of other firmware under its name", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const cache = yield* started(path)
      yield* cache.put(key, infos)
      copyFileSync(join(path, "infos-2648304-0701.json"), join(path, "infos-2648305.json"))
      const { value, lines } = yield* logged(cache.get({ version: 2648305, remainder: [] }))
      assert.isNull(value)
      assert.match(lines[0]!, /it is for 2648304-0701$/)
    })
  )

  it.live("that cannot be read or written is none, and says why at debug level", () =>
    Effect.gen(function* () {
      const path = yield* folder
      writeFileSync(join(path, "file"), "")
      const nowhere = yield* started(join(path, "file", "cache"))
      const put = yield* logged(nowhere.put(key, infos))
      assert.lengthOf(put.lines, 1)
      assert.match(put.lines[0]!, /^Debug .*ENOTDIR/)
      assert.isNull(yield* nowhere.get(key))

      mkdirSync(join(path, "infos-2648304-0701.json"))
      const taken = yield* started(path)
      assert.match((yield* logged(taken.put(key, infos))).lines[0]!, /EISDIR|EPERM/)
      assert.isNull((yield* logged(taken.get(key))).value)
      assert.deepStrictEqual(readdirSync(path).toSorted(), ["file", "infos-2648304-0701.json"])
    })
  )

  it.live("deletes a file of the form before, whatever it says, and no other", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const cache = yield* started(path)
      const file = join(path, "infos-2648304-0701.json")
      yield* cache.put({ version: 2648304, remainder: [] }, infos)
      const before = { schema: "vebus.infos/1", firmware: "2648304-0701", ramScales: {}, settingInfos: {} }
      for (const text of [
        JSON.stringify(before),
        JSON.stringify(before, null, 2),
        '{"schema":"vebus.infos/1","fir'
      ]) {
        writeFileSync(file, text)
        assert.isNull(yield* cache.get(key))
        assert.deepStrictEqual(readdirSync(path), ["infos-2648304.json"])
      }
    })
  )

  it.live("keeps which info was asked again last", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const again = { ...infos, askedAgain: "setting 2" }
      yield* (yield* started(path)).put(key, again)
      assert.deepStrictEqual(yield* (yield* started(path)).get(key), again)
    })
  )
})
