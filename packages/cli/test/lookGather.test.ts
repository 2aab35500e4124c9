/**
 * Lists as far as they come: what is asked for how often, and what is said about the rest.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Device, Errors } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { GatherRam } from "@vebus/runtime/documents"
import type * as ExitCode from "../src/ExitCode.ts"
import * as Incomplete from "../src/look/Incomplete.ts"
import type { Looking } from "../src/look/Look.ts"

const noReply = Errors.device(
  new Errors.NoReply({ request: "a RAM variable", waitedMillis: 500, transmissions: 5 })
)
const refused = Errors.device(new Errors.Refused({ request: "a RAM variable", data: [] }))

const valueOf = (id: number): Device.Ram.RamValue => ({
  id,
  name: null,
  label: null,
  unit: null,
  confidence: null,
  value: id,
  raw: { value: 0 as Device.Ram.RamValue["raw"]["value"], scale: null, offset: null },
  time: "2026-01-01T12:00:00.000Z"
})

/** A device without variables above 100, and with an error for some of the others, so many times. */
const fake = (errors: Readonly<Record<number, readonly [error: Errors.LinkError, times: number]>>) => {
  const asked: Array<ReadonlyArray<Device.NameOrId>> = []
  const times = new Map(Object.entries(errors).map(([id, [, count]]) => [Number(id), count]))
  const device: Pick<Looking["device"], "ram"> = {
    ram: (ids) => {
      asked.push(ids)
      for (const id of ids as ReadonlyArray<number>) {
        const left = times.get(id) ?? 0
        times.set(id, left - 1)
        if (left > 0) return Effect.fail(errors[id]![0])
      }
      const has = (ids as ReadonlyArray<number>).filter((id) => id <= 100)
      return Effect.succeed({
        values: has.map(valueOf),
        unsupported: (ids as ReadonlyArray<number>).filter((id) => id > 100)
      })
    }
  }
  return {
    asked,
    looking: { device, report: () => undefined, session: { delayMillis: () => 0 } } as unknown as Looking
  }
}

describe("RAM variables of a list", () => {
  it.effect("are asked for six at a time, in the order given", () =>
    Effect.gen(function* () {
      const { asked, looking } = fake({})
      const { values, unsupported, missing } = yield* GatherRam.gather(looking, [9, 1, 2, 200, 3, 4, 5], 3)
      assert.deepStrictEqual(asked, [[9, 1, 2, 200, 3, 4], [5]])
      assert.deepStrictEqual(
        values.map(({ id }) => id),
        [9, 1, 2, 3, 4, 5]
      )
      assert.deepStrictEqual([unsupported, missing], [[200], []])
    })
  )

  it.effect("are asked for one by one where a batch got no answer, until the rounds are over", () =>
    Effect.gen(function* () {
      const { asked, looking } = fake({ 1: [noReply, 2], 2: [noReply, 9] })
      const { values, missing } = yield* GatherRam.gather(looking, [0, 1, 2], 2)
      assert.deepStrictEqual(asked, [[0, 1, 2], [0], [1], [2], [1], [2]])
      assert.deepStrictEqual(
        values.map(({ id }) => id),
        [0, 1]
      )
      assert.deepStrictEqual(missing, [{ id: 2, error: noReply }])
    })
  )

  it.effect("that the device refuses are not asked for again", () =>
    Effect.gen(function* () {
      const { asked, looking } = fake({ 1: [refused, 9] })
      const { missing } = yield* GatherRam.gather(looking, [1], 3)
      assert.deepStrictEqual(asked, [[1]])
      assert.deepStrictEqual(missing, [{ id: 1, error: refused }])
    })
  )
})

describe("a device that never ends an answer", () => {
  it.effect("ends the list after its time: all of it is missing, and said to be given up", () =>
    Effect.gen(function* () {
      const { looking } = fake({})
      const device = { ...looking.device, ram: () => Effect.never }
      const gathering = yield* Effect.forkChild(
        GatherRam.gather({ ...looking, device }, [0, 1, 2, 3, 4, 5, 6], 3)
      )
      yield* TestClock.adjust("58 seconds")
      const { values, missing } = yield* Fiber.join(gathering)
      assert.deepStrictEqual(values, [])
      assert.deepStrictEqual(
        missing.map(({ id, error }) => [id, error.reason._tag]),
        [0, 1, 2, 3, 4, 5, 6].map((id) => [id, "GaveUp"])
      )
    })
  )
})

describe("what is said about what did not come", () => {
  const kind: Incomplete.Kind = {
    one: "setting",
    many: "settings",
    noun: "settings",
    nameOf: (id) => (id === 3 ? "UBatFloat" : null)
  }
  const missing = (...ids: ReadonlyArray<number>) => ids.map((id) => ({ id, error: noReply }))
  const said = (failure: ExitCode.CommandError | null) => [failure?.code, failure?.message]

  it("no answer comes before not supported, and is exit 4", () => {
    assert.deepStrictEqual(said(Incomplete.ofNamed({ unsupported: [9], missing: missing(3, 4) }, kind)), [
      4,
      `2 settings missing: 3 (UBatFloat), 4: ${noReply.message}`
    ])
  })

  it("a refusal is an answer: exit 5", () => {
    const partial = { unsupported: [], missing: [{ id: 3, error: refused }] }
    assert.strictEqual(Incomplete.ofList(partial, 1, kind)?.code, 5)
  })

  it("a list may lack what the device does not have, what was named may not", () => {
    const partial = { unsupported: [9], missing: [] }
    assert.isNull(Incomplete.ofList(partial, 1, kind))
    assert.strictEqual(Incomplete.ofList(partial, 0, kind)?.code, 5)
    assert.strictEqual(Incomplete.ofNamed(partial, kind)?.code, 5)
  })

  it("a long list of them is cut", () => {
    const ids = Array.from({ length: 150 }, (_, id) => id + 10)
    assert.match(
      Incomplete.ofList({ unsupported: [], missing: missing(...ids) }, 1, kind)!.message,
      /^150 settings missing: 10, 11, 12, 13, 14, 15, 16, 17 and 142 more: no reply/
    )
  })

  it.effect("questions in vain are no list: the first reason is the error", () =>
    Effect.gen(function* () {
      const partial = { unsupported: [], missing: missing(3) }
      assert.strictEqual(yield* Effect.flip(Incomplete.unlessNothing(partial, 0, "list")), noReply)
      assert.strictEqual(yield* Incomplete.unlessNothing(partial, 1, "list"), "list")
    })
  )
})
