/**
 * What changes an inverter, without Effect: plans, their execution, undo, the set-point of the ESS assistant.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { ControlError, isDone } from "../../src/promise/index.ts"
import { opened, paced, played, policy } from "./Opened.ts"

const failureOf = (promise: Promise<unknown>): Promise<Error & { readonly _tag: string }> =>
  promise.then(
    () => assert.fail("it resolved"),
    (error) => error as Error & { readonly _tag: string }
  )

describe("a plan", () => {
  it("shows orders and sends nothing", async () => {
    await using open = await opened()
    const { writes } = await open.inverter.plan({ UBatFloat: "52.5 V", DisableCharge: true })
    assert.deepStrictEqual(writes.map(({ name, before, after }) => ({ name, before, after })).slice(0, 1), [
      { name: "UBatFloat", before: "52 V", after: "52.5 V" }
    ])
    assert.strictEqual((await open.inverter.settings.get("UBatFloat")).value, 52)
  })

  it("is executed and taken back, by who said who writes", async () => {
    using control = policy()
    await using open = await opened({ control })
    const plan = await open.inverter.plan({ UBatFloat: 52.5 }, { to: "eeprom" })
    await open.inverter.check(plan)
    const heard: Array<string> = []
    const outcomes = await open.inverter.execute(plan, { onOutcome: ({ name }) => heard.push(name) })
    assert.isTrue(outcomes.every(isDone))
    assert.deepStrictEqual(heard, ["UBatFloat"])
    assert.strictEqual((await open.inverter.settings.get("UBatFloat")).value, 52.5)
    await open.inverter.execute(await open.inverter.undo())
    assert.strictEqual((await open.inverter.settings.get("UBatFloat")).value, 52)
  })

  it("takes changes that have no name as values", async () => {
    using control = policy()
    await using open = await opened({ control })
    const plan = await open.inverter.plan([{ _tag: "Limit", amperes: 12 }])
    await open.inverter.execute(plan)
    assert.strictEqual((await open.inverter.reading()).currentLimit?.actual, 12)
  })

  it.each([
    [{ UBatFlaot: 52 }, 'there is no setting or flag "UBatFlaot". Did you mean UBatFloat'],
    [{ UBatFloat: "52 A" }, 'UBatFloat: expected a number in V, or raw:WORD, found "52 A"'],
    [{ UBatFloat: true }, 'UBatFloat: expected a number in V, or raw:WORD, found "on"'],
    [{ DisableCharge: 1 }, 'DisableCharge: expected on or off, found "1"'],
    [{ UBatFloat: Number.NaN }, 'UBatFloat: expected a number in V, or raw:WORD, found "NaN"']
  ] as const)("of %j makes no sense", async (changes, message) => {
    await using open = await opened()
    const error = await failureOf(open.inverter.plan(changes))
    assert.strictEqual(error._tag, "BadChange")
    assert.include(error.message, message)
  })

  it("out of range is refused before anything is sent", async () => {
    await using open = await opened()
    const error = await failureOf(open.inverter.plan({ UBatFloat: 90 }))
    assert.instanceOf(error, ControlError)
  })
})

describe("without control", () => {
  it("nothing is written, and it is said how it would be", async () => {
    await using open = await opened()
    const { inverter } = open
    const plan = await inverter.plan({ UBatFloat: 52.5 })
    for (const refused of [inverter.check(plan), inverter.execute(plan), inverter.holdEss(100)]) {
      const error = await failureOf(refused)
      assert.instanceOf(error, ControlError)
      assert.include(error.message, "the inverter was opened without control")
    }
    assert.strictEqual((await inverter.settings.get("UBatFloat")).value, 52)
  })
})

describe("a set-point of ESS", () => {
  it("is held until it is released, and leaves 0 behind", async () => {
    using control = policy()
    await using open = await opened({ control })
    const { inverter } = open
    assert.strictEqual((await inverter.planEss(100)).watts, 100)
    const hold = await inverter.holdEss(100)
    assert.strictEqual(hold.acknowledged(), 100)
    await hold.set(-50)
    const again = await failureOf(inverter.holdEss(1))
    assert.include(again.message, "it is being held already")
    await hold.release()
    await hold.ended
    assert.isNull(await inverter.openHold())
    const options = { staleAfter: "10s", rampWattsPerSecond: 1000 } as const
    await (await inverter.holdEss(1, options)).release()
    for (const staleAfter of ["10", 0, -1, "soon"]) {
      const error = await failureOf(inverter.holdEss(1, { staleAfter }))
      assert.match(error.message, /^staleAfter: expected milliseconds, or a text like 500ms/)
    }
  })

  it("of an inverter that is closed is 0", async () => {
    using control = policy()
    const { inverter } = await opened({ control })
    const hold = await inverter.holdEss(100)
    await inverter.close()
    await hold.ended
    await hold.release()
    const error = await failureOf(hold.set(1))
    assert.include(error.message, "it was closed by the caller")
    await using later = await opened({ control })
    assert.isNull(await later.inverter.openHold())
  })

  it("that a program left behind is found, and stopped", async () => {
    using control = policy()
    await using open = await opened({ control })
    const { inverter, behind } = open
    await inverter.holdEss(100)
    await Effect.runPromise(behind.line.happen({ kind: "unplug", forMillis: 1 }))
    assert.strictEqual((await inverter.openHold())?.line.watts, 100)
  })
})

describe("abort in the middle of a write", () => {
  it.effect("the write is finished and verified, and the caller hears of it", () =>
    Effect.gen(function* () {
      const control = yield* Effect.acquireRelease(Effect.sync(policy), (made) =>
        Effect.sync(() => made[Symbol.dispose]())
      )
      const { inverter, behind } = yield* paced({ control })
      const plan = yield* played(inverter.plan({ UBatFloat: 52.5, UBatAbsorption: 53.5 }, { to: "eeprom" }))
      const answered = (yield* behind.truths).length
      const aborting = new AbortController()
      const heard: Array<string> = []
      const executed = failureOf(
        inverter.execute(plan, {
          signal: aborting.signal,
          onOutcome: ({ name }, { _tag }) => heard.push(`${name} ${_tag}`)
        })
      )
      // The first request of the plan is answered: the write has begun, and is not verified yet.
      while ((yield* behind.truths).length === answered) yield* played(new Promise(setImmediate))
      assert.deepStrictEqual(heard, [])
      aborting.abort(new Error("enough"))
      assert.strictEqual((yield* played(executed)).message, "enough")
      assert.deepStrictEqual(heard, [`${plan.writes[0]!.name} Written`])
      const value = (name: string) => Effect.map(played(inverter.settings.get(name)), (found) => found.value)
      const [first, second] = plan.writes.map(({ name }) => name)
      assert.strictEqual(`${yield* value(first!)} V`, plan.writes[0]!.after)
      assert.strictEqual(`${yield* value(second!)} V`, plan.writes[1]!.before)
    })
  )
})
