/** Infos by firmware, and whether they still hold. */
import { assert, describe, it } from "@effect/vitest"
import { Words } from "@vebus/codec"
import * as Effect from "effect/Effect"
import fc from "fast-check"
import * as Cache from "../../src/state/Cache.ts"

const int16 = fc.integer({ min: -0x8000, max: 0x7fff })
const raw16 = fc.integer({ min: 0, max: 0xffff }).map((word) => Words.Raw16.make(word))
const byte = fc.integer({ min: 0, max: 0xff })
const ramWords: fc.Arbitrary<Cache.RamWords> = fc.record({ scaleWord: int16, offsetWord: int16 })
const settingInfo: fc.Arbitrary<Cache.SettingInfo> = fc.oneof(
  fc.constant("unsupported" as const),
  fc.record({
    scaleWord: int16,
    offsetWord: int16,
    defaultRaw: raw16,
    minimumRaw: raw16,
    maximumRaw: raw16,
    access: fc.option(byte)
  })
)
const key: fc.Arbitrary<Cache.CacheKey> = fc.record({
  version: fc.integer({ min: 0, max: 0xffff_ffff }),
  remainder: fc.array(byte, { maxLength: 13 })
})

describe("a cached info", () => {
  it("agrees with the same words and with no others", () => {
    fc.assert(
      fc.property(byte, ramWords, ramWords, settingInfo, settingInfo, (id, ram, otherRam, info, other) => {
        const cached: Cache.CachedInfos = { ramScales: { [id]: ram }, settingInfos: { [id]: info } }
        const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
        assert.isTrue(Cache.agrees(cached, id, { _tag: "Ram", words: { ...ram } }))
        assert.isTrue(Cache.agrees(cached, id, { _tag: "Setting", info: structuredClone(info) }))
        assert.strictEqual(Cache.agrees(cached, id, { _tag: "Ram", words: otherRam }), same(ram, otherRam))
        assert.strictEqual(Cache.agrees(cached, id, { _tag: "Setting", info: other }), same(info, other))
      })
    )
  })

  it("that differs in one word disagrees", () => {
    const cached: Cache.CachedInfos = {
      ramScales: { 4: { scaleWord: 0x7f9c, offsetWord: 0 } },
      settingInfos: {}
    }
    const agrees = (scaleWord: number, offsetWord: number) =>
      Cache.agrees(cached, 4, { _tag: "Ram", words: { scaleWord, offsetWord } })
    assert.deepStrictEqual([agrees(0x7f9c, 0), agrees(0x7f9c, 1), agrees(0x7f9b, 0)], [true, false, false])
  })

  it("that is not there agrees with nothing", () => {
    assert.isFalse(Cache.agrees(Cache.empty, 4, { _tag: "Ram", words: { scaleWord: 0, offsetWord: 0 } }))
    assert.isFalse(Cache.agrees(Cache.empty, 4, { _tag: "Setting", info: "unsupported" }))
  })
})

describe("the key of a firmware", () => {
  it("is one word that is safe as the name of a file, and its own", () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        assert.match(Cache.textOf(a), /^\d+(-[0-9A-F]+)?$/)
        assert.strictEqual(Cache.textOf(a) === Cache.textOf(b), JSON.stringify(a) === JSON.stringify(b))
      })
    )
  })

  it("holds the whole version and the bytes that follow", () => {
    assert.strictEqual(Cache.textOf({ version: 2648304, remainder: [7, 1] }), "2648304-0701")
    assert.strictEqual(Cache.textOf({ version: 0x0128_68f0, remainder: [] }), "19425520")
  })
})

describe("the cache in memory", () => {
  it.effect("keeps what was put last, by firmware, and empty infos discard it", () =>
    Effect.gen(function* () {
      const cache = yield* Cache.Cache
      const infos = { ramScales: { 4: { scaleWord: 1, offsetWord: 2 } }, settingInfos: {} }
      const key = { version: 2648304, remainder: [7, 1] }
      assert.isNull(yield* cache.get(key))
      yield* cache.put(key, infos)
      assert.deepStrictEqual(yield* cache.get({ version: 2648304, remainder: [7, 1] }), infos)
      assert.isNull(yield* cache.get({ version: 2648304, remainder: [7] }))
      yield* cache.put(key, Cache.empty)
      assert.deepStrictEqual(yield* cache.get(key), Cache.empty)
    }).pipe(Effect.provide(Cache.inMemory))
  )
})
