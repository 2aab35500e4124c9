/** Fault plans as JSON data and as a word of a command line. */
import { assert, describe, it } from "@effect/vitest"
import { Faults } from "@vebus/simulator"
import * as Result from "effect/Result"
import fc from "fast-check"
import { faultPlan } from "@vebus/testing/arbitraries"

const parsed = (text: string): Faults.FaultPlan => Result.getOrThrow(Faults.parse(text))
const failure = (text: string): Faults.BadFaults => {
  const result = Faults.parse(text)
  if (Result.isSuccess(result)) throw new Error(`"${text}" is a plan`)
  return result.failure
}

describe("a fault plan as JSON", () => {
  it("survives being written and read", () =>
    fc.assert(
      fc.property(faultPlan, (plan) =>
        assert.deepStrictEqual(Faults.decode(JSON.parse(JSON.stringify(plan))), Result.succeed(plan))
      )
    ))

  it("may be empty", () => assert.deepStrictEqual(Faults.decode({}), Result.succeed({})))

  it.each([
    { replies: { drop: 1.5 } },
    { replies: { drop: -0.1 } },
    { replies: { drpo: 0.1 } },
    { requests: { version: 0.1 } },
    { seed: 0.5 },
    { events: [{ kind: "unplug", atMillis: 10 }] },
    { events: [{ kind: "restart", atMillis: -1 }] },
    { events: [{ kind: "leds", direction: "request", atMillis: 0, forMillis: 1 }] },
    { rates: {} }
  ])("is refused when it says %j", (plan) => assert.isTrue(Result.isFailure(Faults.decode(plan))))
})

describe("a fault plan as text", () => {
  it("reads shares, events, the seed and the delay", () =>
    assert.deepStrictEqual(
      parsed(
        "drop=5%, flip=0.02,requests.noise=12.5%,unplug@10s+2s,restart@1.5min,drop@1s+200ms,requests.drop@0+1s,delay-by=2s,seed=-7"
      ),
      {
        seed: -7,
        delayMillis: 2000,
        replies: { drop: 0.05, flip: 0.02 },
        requests: { noise: 0.125 },
        events: [
          { kind: "unplug", atMillis: 10_000, forMillis: 2000 },
          { kind: "restart", atMillis: 90_000 },
          { kind: "drop", direction: "reply", atMillis: 1000, forMillis: 200 },
          { kind: "drop", direction: "request", atMillis: 0, forMillis: 1000 }
        ]
      }
    ))

  it("knows every kind", () => {
    for (const kind of Faults.KINDS) {
      assert.deepStrictEqual(parsed(`${kind}=10%`), { replies: { [kind]: 0.1 } })
      assert.deepStrictEqual(parsed(`replies.${kind}=10%`), parsed(`${kind}=10%`))
    }
    for (const kind of Faults.LINE_KINDS)
      assert.deepStrictEqual(parsed(`requests.${kind}=10%`), { requests: { [kind]: 0.1 } })
    for (const text of ["unplug@1s+1s", "sleep@1s+1s", "restart@1s", "long-mode@1s"])
      assert.strictEqual(Faults.format(parsed(text)), text)
  })

  it("is an empty plan when it is empty", () => assert.deepStrictEqual(parsed("  "), {}))

  it("holds as said last", () =>
    assert.deepStrictEqual(parsed("drop=5%,drop=7%"), { replies: { drop: 0.07 } }))

  it("is what a plan is written as", () =>
    fc.assert(
      fc.property(faultPlan, (plan) => {
        // A table without entries leaves no trace in the text.
        const { replies, requests, events, ...rest } = plan
        const filled = {
          ...rest,
          ...(Object.keys(replies ?? {}).length > 0 ? { replies } : {}),
          ...(Object.keys(requests ?? {}).length > 0 ? { requests } : {}),
          ...((events ?? []).length > 0 ? { events } : {})
        }
        assert.deepStrictEqual(parsed(Faults.format(plan)), filled)
      })
    ))

  it("keeps every share exactly", () =>
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) =>
        assert.deepStrictEqual(parsed(Faults.format({ replies: { drop: share } })), {
          replies: { drop: share }
        })
      )
    ))

  it("is readable", () =>
    assert.strictEqual(
      Faults.format({
        replies: { drop: 0.07, flip: 0.025 },
        events: [{ kind: "restart", atMillis: 350 }],
        seed: 4
      }),
      "drop=7%,flip=2.5%,restart@350ms,seed=4"
    ))

  it("gives a plan or a failure for any text", () =>
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^(drop|unplug|seed|requests\.)[=@][0-9ms+%.,]*$/)),
        (text) => {
          const result = Faults.parse(text)
          const isFine = Result.isSuccess(result)
            ? Result.isSuccess(Faults.decode(result.success))
            : result.failure.offset <= text.length
          assert.isTrue(isFine)
        }
      )
    ))

  it.each([
    ["drpo=5%", 0, `one of drop, delay`, `"drpo"`],
    ["drop=5%,flip", 12, `"=" or "@"`, "nothing"],
    ["drop=500%", 5, "a share such as 5% or 0.05", `"500%"`],
    ["drop=x", 5, "a share such as 5% or 0.05", `"x"`],
    [" requests.leds=5%", 10, "one of drop", `"leds"`],
    ["answers.drop=5%", 0, `"replies." or "requests."`, `"answers.drop"`],
    ["unplug@10s", 10, `"+" and for how long`, "nothing"],
    ["unplug@10+2s", 7, "a time such as 10s or 350ms", `"10+2s"`],
    ["drop=5%,unplug@10s+2", 19, "a time such as 10s or 350ms", `"2"`],
    ["requests.sleep@1s+1s", 9, "one of unplug, sleep", `"sleep"`],
    ["restart@soon", 8, "a time", `"soon"`],
    ["seed=1.5", 5, "an integer", `"1.5"`],
    ["drop=5%,,flip=1%", 8, `"=" or "@"`, "nothing"]
  ])("says what is wrong with %s", (text, offset, expected, found) => {
    const why = failure(text)
    assert.strictEqual(why.offset, offset)
    assert.include(why.expected, expected)
    assert.match(Faults.message(why), new RegExp(`, found ${found.replaceAll(/[.+]/g, "\\$&")}$`))
  })
})
