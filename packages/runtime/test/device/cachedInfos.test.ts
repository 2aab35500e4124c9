/**
 * Infos that outlive a program: a second session asks for one of them, and believes the rest only when that is right.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Frames } from "@vebus/codec"
import { Cache, Device, Session, Transport } from "@vebus/runtime"
import { Driver } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import { played } from "../Played.ts"
import * as Wire from "../Wire.ts"

const IDS = [0, 1, 2, 4, 5]
const SETTINGS = [0, 2, 3, 4]

const isInfo = (request: Frames.Request): boolean =>
  request._tag === "WinmonRequest" &&
  (request.command._tag === "RamInfoRequest" || request.command._tag === "SettingInfoRequest")

/** What one run of a program reads, and how many infos it asks for. */
const run = (device: Driver.Options = {}, read = true) =>
  Effect.scoped(
    Effect.gen(function* () {
      const simulated = yield* Driver.make(device)
      const { requests, transport } = Wire.tapped(
        Transport.make("sim:", simulated.open, Transport.BYTES_PER_SECOND)
      )
      const session = yield* played(Effect.provideService(Session.connect(), Transport.Transport, transport))
      const version = session.identity().deviceVersion
      if (!read) return { version, asked: 0, scales: [], settings: [] }
      const scales = yield* played(Effect.forEach(IDS, session.ramScale, { concurrency: 3 }))
      const { settings } = yield* played(Device.make(session).settings(SETTINGS), 60)
      return {
        version,
        asked: requests.filter(isInfo).length,
        scales,
        settings: settings.map(({ raw }) => raw)
      }
    })
  )

const all = IDS.length + SETTINGS.length

describe("infos in a cache", () => {
  it.effect("are asked for once: the next program asks for one of them again, and reads the same", () =>
    Effect.gen(function* () {
      const first = yield* run()
      const second = yield* run()
      assert.strictEqual(first.asked, all)
      assert.strictEqual(second.asked, 1)
      assert.deepStrictEqual(second, { ...first, asked: 1 })
    }).pipe(Effect.provide(Cache.inMemory))
  )

  it.effect("are asked for by each program where there is no cache", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual([(yield* run()).asked, (yield* run()).asked], [all, all])
    })
  )

  it.effect("are all discarded when the one asked for differs", () =>
    Effect.gen(function* () {
      const first = yield* run()
      const cache = yield* Cache.Cache
      const key: Cache.CacheKey = { version: first.version, remainder: [], winmonMode: "short" }
      const infos = yield* cache.get(key)
      assert.isNotNull(infos)
      const ramScales = Object.fromEntries(IDS.map((id) => [id, { scaleWord: 1, offsetWord: id }]))
      yield* cache.put(key, { ...infos!, ramScales })
      const second = yield* run()
      assert.deepStrictEqual(second, first)
      assert.strictEqual((yield* run()).asked, 1)
    }).pipe(Effect.provide(Cache.inMemory))
  )

  it.effect("learned in short mode do not hide the access levels of long mode", () =>
    Effect.gen(function* () {
      const before = yield* run()
      const long = yield* run({ winmonMode: "long" })
      assert.isTrue(before.settings.every(({ access }) => access === null))
      assert.isTrue(long.settings.every(({ access }) => access !== null))
      assert.strictEqual(long.asked, all)
      assert.strictEqual((yield* run({ winmonMode: "long" })).asked, 1)
    }).pipe(Effect.provide(Cache.inMemory))
  )

  it.effect("cost a program nothing that needs none", () =>
    Effect.gen(function* () {
      yield* run()
      const { asked } = yield* run({}, false)
      assert.strictEqual(asked, 0)
    }).pipe(Effect.provide(Cache.inMemory))
  )
})
