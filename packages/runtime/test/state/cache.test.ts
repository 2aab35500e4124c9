/** Infos by firmware, and when two of them are the same. */
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

describe("an info", () => {
  it("is the same as another with the same words, and as no other", () => {
    fc.assert(
      fc.property(ramWords, ramWords, settingInfo, settingInfo, (ram, otherRam, info, other) => {
        const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
        assert.isTrue(Cache.sameRam(ram, { ...ram }))
        assert.isTrue(Cache.sameSetting(info, structuredClone(info)))
        assert.strictEqual(Cache.sameRam(ram, otherRam), same(ram, otherRam))
        assert.strictEqual(Cache.sameSetting(info, other), same(info, other))
      })
    )
  })

  it("that differs in one word is another", () => {
    const ram = { scaleWord: 0x7f9c, offsetWord: 0 }
    assert.isTrue(Cache.sameRam(ram, { scaleWord: 0x7f9c, offsetWord: 0 }))
    assert.isFalse(Cache.sameRam(ram, { scaleWord: 0x7f9c, offsetWord: 1 }))
    assert.isFalse(Cache.sameRam(ram, { scaleWord: 0x7f9b, offsetWord: 0 }))
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
