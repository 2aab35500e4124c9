/**
 * One altered reply with a good checksum, and what is left of it: nothing. Whatever info was lied about, when, and by
 * whichever program, all programs after it show what is true, and the cache holds nothing else.
 */
import { assert, describe, it } from "@effect/vitest"
import { Frames } from "@vebus/codec"
import { Cache } from "@vebus/runtime"
import { Lies } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import { logged } from "../Logged.ts"
import * as QuickClock from "../QuickClock.ts"
import * as Reads from "../device/Reads.ts"
import * as Runs from "./Runs.ts"

const RAM = Array.from({ length: 17 }, (_, id) => id)
const SETTINGS = [0, 2, 3, 4, 64, 120]
const infos = [...RAM.map((id) => ["ram", id] as const), ...SETTINGS.map((id) => ["setting", id] as const)]

/** What a command that looks shows. It proves what it asked anew, after it has printed. */
const look = (options: Runs.Options) =>
  Runs.run(options, ({ session, device }) =>
    Effect.gen(function* () {
      const read = Effect.gen(function* () {
        const scales = yield* Effect.forEach(RAM, session.ramScale)
        const { settings, unsupported, missing } = yield* Effect.orDie(device.settings(SETTINGS))
        assert.deepStrictEqual(missing, [])
        return { scales, unsupported, settings: settings.map(({ id, raw }) => ({ id, raw })) }
      })
      const first = yield* read
      const shown = (yield* session.confirmation.probe) ? yield* read : first
      yield* session.confirmation.finish
      return { shown, counters: session.counters(), version: session.identity().deviceVersion }
    })
  )

/** By how much voltage, current and powers may differ from run to run, besides a tenth. */
const margins = [0.1, 0.2, 10, 10]

const NOTHING_WRONG = { damagedReplies: 0, discardedCaches: 0 }

type Lied = (reply: Frames.Reply) => Frames.Reply

/** A reply under the same letter that says something else. */
const says =
  (...bytes: ReadonlyArray<number>): Lied =>
  (reply) => {
    const [type, letter] = Frames.encodeReply(reply)
    const payload = Uint8Array.of(type!, letter!, ...bytes)
    return Frames.decodeReply(payload, 0, payload.length)
  }

const lies: Readonly<Record<"ram" | "setting", ReadonlyArray<Lied>>> = {
  // A scale of 1/10, one of 1/100 (the truth of others), one that the device lacks.
  ram: [says(0x8e, 0xf6, 0x7f, 0, 0), says(0x8e, 0x9c, 0x7f, 0x8f, 0, 0), says(0x8e, 0, 0, 0x8f, 0, 0)],
  // Other limits, and none.
  setting: [says(0x89, 0xf6, 0x7f, 0, 0, 0xa0, 5, 0xb0, 4, 0x40, 6, 0), says(0x89, 0, 0)]
}

describe("an adapter that lies once about an info", () => {
  it.effect.each(infos)("%s %i: all programs after that are right", ([kind, id]) =>
    Effect.gen(function* () {
      const { shown: truth } = yield* look({})
      for (const change of lies[kind]) {
        for (const nth of [1, 2]) {
          yield* Effect.gen(function* () {
            const lie = Lies.once((request) => Runs.asksFor(request, kind, id), change, nth)
            const { counters } = yield* look({ lie })
            assert.isAtMost(counters.damagedReplies, 1)
            for (let later = 0; later < 2; later++) {
              const { shown, counters } = yield* look({})
              assert.deepStrictEqual(shown, truth)
              assert.deepStrictEqual(counters, NOTHING_WRONG)
            }
          }).pipe(Effect.provide(Cache.inMemory, { local: true }))
        }
      }
    }).pipe(QuickClock.own)
  )

  it.effect.each([4, 5, 15, 16])("RAM %i: a monitor shows the truth after a round of its infos", (id) =>
    Effect.gen(function* () {
      const seen = (lie?: Lies.Lie) =>
        Runs.run(lie === undefined ? {} : { lie }, ({ session }) =>
          Effect.map(Runs.lastReading(session, 20), ({ battery, acInput, acOutput }) => [
            battery!.voltage!,
            battery!.current!,
            acInput![0]!.power!,
            acOutput![0]!.power!
          ])
        )
      const truth = yield* seen()
      const lie = Lies.once((request) => Runs.asksFor(request, "ram", id), lies.ram[0]!)
      for (const values of [yield* seen(lie), yield* seen()]) {
        // The plant moves on from run to run, by some watts; a lie is ten times the truth.
        for (const [index, value] of values.entries())
          assert.closeTo(value, truth[index]!, margins[index]! + Math.abs(truth[index]!) / 10)
      }
    }).pipe(Effect.provide(Cache.inMemory))
  )

  it.effect("while a cached one is asked again: the cache stays, and what is shown stays right", () =>
    Effect.gen(function* () {
      const { shown: truth } = yield* look({})
      const lie = Lies.once((request) => Runs.asksFor(request, "ram", 0), lies.ram[0]!)
      const { shown, counters } = yield* look({ lie })
      assert.deepStrictEqual(shown, truth)
      assert.deepStrictEqual(counters, { damagedReplies: 1, discardedCaches: 0 })
      assert.deepStrictEqual((yield* look({})).shown, truth)
    }).pipe(Effect.provide(Cache.inMemory))
  )
})

describe("a wrong info in the cache", () => {
  it.effect(
    "is found by the program that asks it again, before it shows anything; the rest goes with it",
    () =>
      Effect.gen(function* () {
        const { shown: truth, version } = yield* look({})
        const cache = yield* Cache.Cache
        const key: Cache.CacheKey = { version, remainder: [], winmonMode: "short" }
        const good = (yield* cache.get(key))!
        const ramScales = {
          ...good.ramScales,
          0: { scaleWord: 1, offsetWord: 7 },
          4: { scaleWord: 5, offsetWord: 0 }
        }
        yield* cache.put(key, { ...good, ramScales })
        const { value, lines } = yield* logged(look({}))
        assert.deepStrictEqual(value.shown, truth)
        assert.deepStrictEqual(value.counters, { damagedReplies: 0, discardedCaches: 1 })
        assert.match(lines.join("\n"), /cached info of RAM variable 0 is wrong: dropped all cached infos/)
        assert.deepStrictEqual((yield* cache.get(key))!.ramScales, good.ramScales)
      }).pipe(Effect.provide(Cache.inMemory))
  )

  it.effect("is found before a write relies on it", () =>
    Effect.gen(function* () {
      const { version } = yield* look({})
      const cache = yield* Cache.Cache
      const key: Cache.CacheKey = { version, remainder: [], winmonMode: "short" }
      const good = (yield* cache.get(key))!
      const wrong = {
        ...(good.settingInfos[2] as typeof Cache.SettingWords.Type),
        maximumRaw: 0x7fff as never
      }
      yield* cache.put(key, { ...good, settingInfos: { ...good.settingInfos, 2: wrong } })
      const sure = yield* Runs.run({}, ({ session }) => session.infos.sure({ settings: [2] }))
      assert.deepStrictEqual(sure.settings.get(2), good.settingInfos[2])
    }).pipe(Effect.provide(Cache.inMemory))
  )
})

describe("a version told wrong once", () => {
  const VERSION = "SoftwareVersionReply"
  const isVersion = (_: Frames.Request | null, reply: Frames.Reply): boolean =>
    reply._tag === "WinmonReply" && reply.reply._tag === VERSION

  it.effect.each([1, 2, 3])("as answer %i: nothing is read or kept under it", (nth) =>
    Effect.gen(function* () {
      const { shown: truth, version } = yield* look({})
      const cache = yield* Cache.Cache
      const good = yield* cache.get({ version, remainder: [], winmonMode: "short" })
      const other = version ^ 0x01
      // A cache for the firmware that it claims to be, and all of it wrong for this one.
      const key: Cache.CacheKey = { version: other, remainder: [], winmonMode: "short" }
      const ramScales = Object.fromEntries(RAM.map((id) => [id, { scaleWord: 1, offsetWord: id }]))
      yield* cache.put(key, { ramScales, settingInfos: {} })
      const lie = Lies.once(isVersion, (reply) => Runs.damaged(reply, 3, 0x01), nth)
      const lied = yield* look({ lie })
      assert.deepStrictEqual(lied.shown, truth)
      assert.strictEqual(lied.version, version)
      assert.deepStrictEqual(yield* cache.get(key), { ramScales, settingInfos: {} })
      const { askedAgain: _, ...kept } = (yield* cache.get({ ...key, version }))!
      assert.deepStrictEqual({ ...kept }, { ...good })
    }).pipe(Effect.provide(Cache.inMemory))
  )

  it.effect("each time in another way: infos are shown, and none is kept", () =>
    Effect.gen(function* () {
      const { shown: truth } = yield* Effect.provide(look({}), Cache.inMemory, { local: true })
      let mask = 0
      const lie: Lies.Lie = (request, reply) =>
        isVersion(request, reply) ? Runs.damaged(reply, 3, ++mask) : reply
      const puts: Array<unknown> = []
      // It has something for each firmware that is asked for, and all of it is wrong.
      const wrong = Object.fromEntries(RAM.map((id) => [id, { scaleWord: 1, offsetWord: id }]))
      const cache = Cache.Cache.of({
        get: () => Effect.succeed({ ramScales: wrong, settingInfos: {} }),
        put: (key) => Effect.sync(() => void puts.push(key))
      })
      const { shown } = yield* Effect.provideService(look({ lie }), Cache.Cache, cache)
      assert.deepStrictEqual([shown, puts], [truth, []])
    })
  )
})

describe("answers that are not those of their questions", () => {
  it.effect("shifted by one id never become sure", () =>
    Effect.gen(function* () {
      const { shown: truth } = yield* Effect.provide(look({}), Cache.inMemory, { local: true })
      /** The content of the reply before, under the letter of this one: while the first list is asked for. */
      let before: Frames.Reply | null = null
      let shifted = 0
      const lie: Lies.Lie = (request, reply) => {
        const command = Runs.commandOf(request)
        if (command?._tag !== "RamInfoRequest" || shifted > RAM.length) return reply
        const told = before ?? reply
        before = reply
        shifted++
        return says(...Frames.encodeReply(told).slice(2))(reply)
      }
      yield* look({ lie })
      for (let later = 0; later < 2; later++) assert.deepStrictEqual((yield* look({})).shown, truth)
    }).pipe(Effect.provide(Cache.inMemory))
  )

  it.effect("doubled, and late, prove nothing", () =>
    Effect.gen(function* () {
      const { shown: truth } = yield* Effect.provide(look({}), Cache.inMemory, { local: true })
      const doubled: Lies.Lie = (request, reply) =>
        Runs.commandOf(request)?._tag === "RamInfoRequest" ? [reply, reply] : reply
      const { shown } = yield* look({ lie: doubled })
      assert.deepStrictEqual(shown, truth)
      assert.deepStrictEqual((yield* look({})).shown, truth)
    }).pipe(Effect.provide(Cache.inMemory))
  )

  it.effect("asked apart go out under another letter, and never next to each other", () =>
    Effect.gen(function* () {
      const { session, requests } = yield* Reads.connect()
      for (const ids of [[4], [4, 5], [6, 7, 8, 9, 10, 11]]) {
        yield* Reads.played(session.infos.sure({ ram: ids }), 60)
      }
      const sent = requests.flatMap((request, place) =>
        request._tag === "WinmonRequest" && request.command._tag === "RamInfoRequest"
          ? [{ id: request.command.id, letter: request.letter, place }]
          : []
      )
      for (const id of new Set(sent.map((one) => one.id))) {
        const [one, other, ...more] = sent.filter((any) => any.id === id)
        assert.deepStrictEqual(more, [])
        assert.notStrictEqual(one!.letter, other!.letter)
        assert.isAbove(other!.place - one!.place, 1)
      }
    })
  )

  it.effect("three to one question, each another: its values are unknown, and a write is refused", () =>
    Effect.gen(function* () {
      let mask = 0
      const lie: Lies.Lie = (request, reply) =>
        Runs.asksFor(request, "ram", 4) && mask < 3 ? Runs.damaged(reply, 3, ++mask) : reply
      yield* Runs.run({ lie }, ({ session, device }) =>
        Effect.gen(function* () {
          const failure = yield* Effect.flip(session.infos.sure({ ram: [4] }))
          assert.strictEqual(failure.reason._tag, "Contradictory")
          const { values } = yield* Effect.orDie(device.ram([4, 5]))
          assert.deepStrictEqual([values[0]!.id, values[0]!.value], [4, null])
          assert.isNotNull(values[1]!.value)
          // It is asked for again in the background, and two true answers heal it.
          yield* session.confirmation.next
          yield* session.confirmation.next
          yield* session.confirmation.next
          assert.isNotNull((yield* Effect.orDie(device.ram([4]))).values[0]!.value)
        })
      )
    })
  )
})

describe("a battery voltage that cannot be", () => {
  const tenfold = Lies.once((request) => Runs.asksFor(request, "ram", 4), says(0x8e, 0xf6, 0x7f, 0x8f, 0, 0))

  it.effect("is not shown: its info is asked again at once, and the true value is", () =>
    Effect.gen(function* () {
      const reading = yield* Runs.run({ lie: tenfold }, ({ session }) => Runs.lastReading(session, 1))
      assert.isBelow(reading.battery!.voltage!, 77)
      assert.isAbove(reading.battery!.voltage!, 40)
    })
  )

  it.effect("is null where the device insists on its info", () =>
    Effect.gen(function* () {
      const lie: Lies.Lie = (request, reply) =>
        Runs.asksFor(request, "ram", 4) ? says(0x8e, 0xf6, 0x7f, 0x8f, 0, 0)(reply) : reply
      const { value, lines } = yield* logged(
        Runs.run({ lie }, ({ session, device }) =>
          Effect.gen(function* () {
            const { battery } = yield* Runs.lastReading(session, 1)
            const { values } = yield* Effect.orDie(device.ram([4]))
            return [battery!.voltage, battery!.power, (yield* device.dc).voltage, values[0]!.value]
          })
        )
      )
      assert.deepStrictEqual(value, [null, null, null, null])
      assert.match(lines.join("\n"), /a battery of \d+\S* V at a unit for 48 V cannot be/)
    })
  )
})
