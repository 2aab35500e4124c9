/**
 * The way of a change, with a source that answers as it is told to: nothing is written before the sheet was seen as it is.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Answer, Answers, Ask } from "../../src/Ask.ts"
import * as Flow from "../../src/settings/Flow.ts"
import type { Source } from "../../src/Source.ts"

type Plan = Answers["Plan"]

const plan = (id: string): Plan => ({ schema: "vebus.plan/1", id, writes: [], notes: [] }) as unknown as Plan
const ok = <A>(value: A): Answer<A> => ({ ok: true, value })
const no = (reason: string): Answer<never> => ({
  ok: false,
  reason,
  message: `because of ${reason}`,
  remedy: null
})
const done = { outcomes: [] } as unknown as Answers["Apply"]

/** A source that gives these answers in turn, and what it was asked. */
const scripted = (answers: ReadonlyArray<Answer<unknown>>) => {
  const asked: Array<Ask> = []
  const rest = [...answers]
  const source = {
    ask: (request: Ask) => {
      asked.push(request)
      return Promise.resolve(rest.shift() ?? no("nothing-left"))
    }
  } as unknown as Source
  const ended: Array<Answers["Apply"]> = []
  return { flow: Flow.make(source, (outcomes) => ended.push(outcomes)), asked, ended }
}

const changes = { to: "ram", settings: { UBatFloat: 54 } } as const

describe("a change", () => {
  it("is planned, shown, and carried out as the very plan that was shown", async () => {
    const first = plan("1")
    const { flow, asked, ended } = scripted([ok(first), ok(done)])
    await flow.plan(changes)
    assert.deepInclude(flow.step.value, { _tag: "Plan", plan: first, isUndo: false, note: null })
    await flow.apply()
    assert.deepStrictEqual(asked, [
      { _tag: "Plan", changes },
      { _tag: "Apply", plan: first, confirmed: true }
    ])
    assert.strictEqual(flow.step.value._tag, "Done")
    assert.deepStrictEqual(ended, [done])
  })

  for (const reason of ["plan-changed", "unknown-plan"]) {
    it(`whose plan holds no longer (${reason}) is shown again, as it is now`, async () => {
      const { flow, ended } = scripted([ok(plan("1")), no(reason), ok(plan("2"))])
      await flow.plan(changes)
      await flow.apply()
      const { value } = flow.step
      assert.isTrue(value._tag === "Plan" && value.plan.id === "2" && /nothing was written/.test(value.note!))
      assert.isEmpty(ended)
    })
  }

  it("asks for a token once, says when it is wrong, and goes on", async () => {
    const { flow, asked } = scripted([no("bad-token"), no("bad-token"), ok(null), ok(plan("1"))])
    await flow.plan(changes)
    assert.deepStrictEqual(flow.step.value, { _tag: "Token", message: null })
    await flow.unlock("wrong")
    assert.deepStrictEqual(flow.step.value, { _tag: "Token", message: "because of bad-token" })
    await flow.unlock("right")
    assert.strictEqual(flow.step.value._tag, "Plan")
    assert.deepStrictEqual(
      asked.map(({ _tag }) => _tag),
      ["Plan", "Unlock", "Unlock", "Plan"]
    )
  })

  it("whose token was taken away before it was carried out is looked at again", async () => {
    const { flow, ended } = scripted([ok(plan("1")), no("bad-token"), ok(null), ok(plan("2"))])
    await flow.plan(changes)
    await flow.apply()
    await flow.unlock("right")
    assert.deepInclude(flow.step.value, { _tag: "Plan" })
    assert.isEmpty(ended)
  })

  it("that is refused says why, and nothing is carried out", async () => {
    const { flow, asked } = scripted([no("out-of-range")])
    await flow.plan(changes)
    assert.strictEqual(flow.step.value._tag, "Refused")
    await flow.apply()
    assert.strictEqual(asked.length, 1)
    flow.close()
    assert.strictEqual(flow.step.value._tag, "None")
  })

  it("is taken back by a plan of its own, which is shown first", async () => {
    const { flow, asked } = scripted([ok(plan("back")), ok(done)])
    await flow.undo()
    assert.deepInclude(flow.step.value, { _tag: "Plan", isUndo: true })
    await flow.apply()
    assert.deepStrictEqual(
      asked.map(({ _tag }) => _tag),
      ["Undo", "Apply"]
    )
  })
})
