/**
 * Infos that outlive a program: what is asked for when, and what is kept.
 */
import { assert, describe, it } from "@effect/vitest"
import { Cache } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Reads from "../device/Reads.ts"
import * as Runs from "./Runs.ts"

const IDS = [0, 1, 2, 4, 5]
const SETTINGS = [0, 2, 3, 4]
const names = [...IDS.map((id) => `ram ${id}`), ...SETTINGS.map((id) => `setting ${id}`)]

/** What a program shows, and how often it asked for an info before that, and afterwards. */
const shown = (options: Runs.Options = {}) =>
  Runs.run(options, ({ session, device, requests }) =>
    Effect.gen(function* () {
      const scales = yield* Effect.forEach(IDS, session.ramScale)
      const { settings } = yield* Effect.orDie(device.settings(SETTINGS))
      yield* session.confirmation.probe
      const before = Runs.infosAsked(requests)
      yield* session.confirmation.finish
      return {
        version: session.identity().deviceVersion,
        before,
        after: Runs.infosAsked(requests).slice(before.length),
        values: { scales, settings: settings.map(({ raw }) => raw) }
      }
    })
  )

describe("infos in a cache", () => {
  it.effect("are asked for twice, the second time in reverse order, and by the next program once", () =>
    Effect.gen(function* () {
      const first = yield* shown()
      const second = yield* shown()
      assert.deepStrictEqual(first.before, names)
      assert.deepStrictEqual(first.after, names.toReversed())
      assert.deepStrictEqual([second.before, second.after], [["ram 0"], []])
      assert.deepStrictEqual(second.values, first.values)
    }).pipe(Effect.provide(Cache.inMemory))
  )

  it.effect("are asked again one by one, each program another", () =>
    Effect.gen(function* () {
      yield* shown()
      const asked: Array<string> = []
      for (let program = 0; program <= names.length; program++) asked.push(...(yield* shown()).before)
      assert.deepStrictEqual(asked, [...names, names[0]])
    }).pipe(Effect.provide(Cache.inMemory))
  )

  it.effect("told once are not kept", () =>
    Effect.gen(function* () {
      const once = Runs.run({}, ({ session, requests }) =>
        Effect.as(Effect.forEach(IDS, session.ramScale), requests)
      )
      assert.strictEqual(Runs.infosAsked(yield* once).length, IDS.length)
      assert.strictEqual(Runs.infosAsked(yield* once).length, IDS.length)
    }).pipe(Effect.provide(Cache.inMemory))
  )

  it.effect("are asked for by each program where there is no cache, once", () =>
    Effect.gen(function* () {
      for (let program = 0; program < 2; program++) {
        const { before, after } = yield* shown()
        assert.deepStrictEqual({ before, after }, { before: names, after: [] })
      }
    })
  )

  it.effect("that were sure before the port was lost are asked once more after it", () =>
    Effect.gen(function* () {
      const { session, requests, line } = yield* Reads.connect()
      yield* Reads.played(session.infos.sure({ ram: [4, 5] }))
      yield* line.happen({ kind: "unplug", forMillis: 1000 })
      yield* Reads.passed(10)
      const sent = requests.length
      assert.isNotNull(yield* Reads.played(session.infos.ram(4)))
      assert.deepStrictEqual(Runs.infosAsked(requests.slice(sent)), [])
      yield* Reads.played(session.infos.sure({ ram: [4, 5] }))
      assert.deepStrictEqual(Runs.infosAsked(requests.slice(sent)), ["ram 5", "ram 4"])
    })
  )

  it.effect("learned in short mode do not hide the access levels of long mode", () =>
    Effect.gen(function* () {
      const before = yield* shown()
      const long = yield* shown({ device: { winmonMode: "long" } })
      assert.isTrue(before.values.settings.every(({ access }) => access === null))
      assert.isTrue(long.values.settings.every(({ access }) => access !== null))
      assert.deepStrictEqual(long.before, names)
      assert.deepStrictEqual((yield* shown({ device: { winmonMode: "long" } })).before, ["ram 0"])
    }).pipe(Effect.provide(Cache.inMemory))
  )

  it.effect("cost a program nothing that needs none, not even a second version", () =>
    Effect.gen(function* () {
      yield* shown()
      const requests = yield* Runs.run({}, ({ requests, device }) => Effect.as(device.state, requests))
      assert.deepStrictEqual(Runs.infosAsked(requests), [])
      assert.strictEqual(Reads.commands(requests, "SoftwareVersionRequest").length, 1)
    }).pipe(Effect.provide(Cache.inMemory))
  )

  it.effect("are proven by a monitor, one a cycle, after the first reading", () =>
    Effect.gen(function* () {
      const cycles = 30
      const requests = yield* Runs.run({}, ({ session, requests }) =>
        Effect.as(Runs.lastReading(session, cycles), requests)
      )
      const asked = Runs.infosAsked(requests)
      const once = asked.slice(0, asked.length / 2)
      assert.strictEqual(new Set(once).size, once.length)
      assert.sameMembers(asked.slice(once.length), [...once])
      const second = yield* Runs.run({}, ({ session, requests }) =>
        Effect.gen(function* () {
          yield* Runs.lastReading(session, 1)
          const before = Runs.infosAsked(requests)
          yield* Runs.lastReading(session, cycles)
          return { before, all: Runs.infosAsked(requests) }
        })
      )
      assert.deepStrictEqual(second.before, [])
      assert.sameMembers([...second.all], [...once])
    }).pipe(Effect.provide(Cache.inMemory))
  )

  it.effect(
    "of units with the same firmware are shared, and the answer of one proves that of the other",
    () =>
      Effect.gen(function* () {
        const { session, requests } = yield* Reads.ofProfile("parallel-48-5000")
        const [first, second] = [session.unit(0), session.unit(3)]
        const scale = yield* Reads.played(first.ramScale(4))
        assert.deepStrictEqual(yield* Reads.played(second.ramScale(4)), scale)
        assert.deepStrictEqual(Runs.infosAsked(requests), ["ram 4"])
        yield* Reads.played(second.infos.sure({ ram: [4] }))
        yield* Reads.played(first.infos.sure({ ram: [4] }))
        assert.deepStrictEqual(Runs.infosAsked(requests), ["ram 4", "ram 4"])
      })
  )
})
