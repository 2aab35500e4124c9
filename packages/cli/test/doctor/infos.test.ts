/**
 * The infos of a report: what two answers agree on, and nothing else.
 */
import { assert, describe, it } from "@effect/vitest"
import { RamVariable, Setting } from "@vebus/codec"
import { Errors } from "@vebus/runtime"
import type { Looks } from "@vebus/runtime/doctor"
import * as Effect from "effect/Effect"
import * as Infos from "../../src/doctor/Infos.ts"

/** Asks a device that answers by what is asked and how often that was asked before; `null`: it is silent. */
const collected = (answer: (step: string, before: number) => number | null) =>
  Effect.gen(function* () {
    const infos = Infos.noInfos()
    const asked = new Map<string, number>()
    let step = ""
    const ask = () =>
      Effect.suspend(() => {
        const before = asked.get(step) ?? 0
        asked.set(step, before + 1)
        const offsetWord = answer(step, before)
        const silent = new Errors.NoReply({ request: step, transmissions: 1, waitedMillis: 1 })
        return offsetWord === null
          ? Effect.fail(Errors.device(silent))
          : Effect.succeed({ value: { scaleWord: 1, offsetWord }, time: 0 })
      })
    yield* Infos.collect(infos, (next) => (step = next))(ask as unknown as Looks.Ask)
    return { infos, asked }
  })

const RAM_4 = "asking for the info of RAM variable 4"

describe("the infos of a report", () => {
  it.effect("are each asked for twice, and once more where two answers differ", () =>
    Effect.gen(function* () {
      const { infos, asked } = yield* collected((step, before) => (step === RAM_4 && before === 0 ? 9 : 0))
      assert.deepStrictEqual(
        infos.ram.find(({ id }) => id === 4),
        { id: 4, scaleWord: 1, offsetWord: 0 }
      )
      assert.deepStrictEqual(
        [infos.ram.length, infos.settings.length],
        [RamVariable.all.length, Setting.all.length]
      )
      for (const [step, count] of asked) assert.strictEqual(count, step === RAM_4 ? 3 : 2, step)
    })
  )

  it.effect("are missing where no two answers agree", () =>
    Effect.gen(function* () {
      const { infos } = yield* collected((step, before) => (step === RAM_4 ? before : 0))
      assert.isUndefined(infos.ram.find(({ id }) => id === 4))
      assert.strictEqual(infos.ram.length, RamVariable.all.length - 1)
    })
  )

  it.effect("are no longer asked for once three questions in a row have no answer", () =>
    Effect.gen(function* () {
      const { infos, asked } = yield* collected(() => null)
      assert.deepStrictEqual([infos.ram, infos.settings, asked.size], [[], [], 3])
    })
  )
})
