/** One info, and the voices that say what it is. */
import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import * as Evidence from "../../src/infos/Evidence.ts"

const same = (one: string, other: string): boolean => one === other

/** What a kept info, if any, and answers in a row make of it. */
const heard = (kept: string | null, answers: ReadonlyArray<string>) => {
  let evidence: Evidence.Evidence<string> = kept === null ? Evidence.none : Evidence.ofKept(kept)
  let refuted: string | null = null
  let damaged = 0
  answers.forEach((info, index) => {
    const weighed = Evidence.add(evidence, { info, sent: { letter: "X", ordinal: index } }, same)
    evidence = weighed.evidence
    refuted ??= weighed.refuted
    damaged += weighed.damaged
  })
  const { grade, info } = evidence
  return { grade, info, refuted, damaged }
}

describe("an info", () => {
  it.each([
    [null, [], { grade: "none", info: null, refuted: null, damaged: 0 }],
    ["a", [], { grade: "kept", info: "a", refuted: null, damaged: 0 }],
    [null, ["a"], { grade: "told", info: "a", refuted: null, damaged: 0 }],
    [null, ["a", "a"], { grade: "sure", info: "a", refuted: null, damaged: 0 }],
    ["a", ["a"], { grade: "sure", info: "a", refuted: null, damaged: 0 }],
    ["a", ["b"], { grade: "disputed", info: null, refuted: null, damaged: 0 }],
    [null, ["a", "b"], { grade: "disputed", info: null, refuted: null, damaged: 0 }],
    ["a", ["b", "a"], { grade: "sure", info: "a", refuted: null, damaged: 1 }],
    ["a", ["b", "b"], { grade: "sure", info: "b", refuted: "a", damaged: 0 }],
    [null, ["a", "b", "b"], { grade: "sure", info: "b", refuted: null, damaged: 1 }],
    ["a", ["b", "c"], { grade: "unknown", info: null, refuted: null, damaged: 0 }],
    [null, ["a", "b", "c"], { grade: "unknown", info: null, refuted: null, damaged: 0 }],
    [null, ["a", "b", "c", "a"], { grade: "told", info: "a", refuted: null, damaged: 0 }],
    [null, ["a", "b", "c", "a", "a"], { grade: "sure", info: "a", refuted: null, damaged: 0 }],
    [null, ["a", "a", "b"], { grade: "sure", info: "a", refuted: null, damaged: 1 }]
  ] as const)("kept as %j and told %j", (kept, answers, expected) => {
    assert.deepStrictEqual<unknown>(heard(kept, answers), expected)
  })

  it("that is sure was said by two, and one lie among true answers never wins", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(null, "true", "false"),
        fc.nat({ max: 4 }),
        fc.boolean(),
        (kept, at, isLie) => {
          const answers = ["true", "true", "true", "true"].map((word, index) =>
            isLie && kept !== "false" && index === at ? "false" : word
          )
          const { grade, info } = heard(kept, answers)
          assert.deepStrictEqual([grade, info], ["sure", "true"])
        }
      )
    )
  })

  it("that was sure is as good as kept in the next connection, and one answer is forgotten", () => {
    const told = { info: "a", sent: { letter: "X", ordinal: 1 } } as const
    const one = Evidence.add<string>(Evidence.none, told, same).evidence
    assert.strictEqual(Evidence.afterConnection(one).grade, "none")
    const two = Evidence.add(one, told, same).evidence
    assert.deepStrictEqual(Evidence.afterConnection(two), Evidence.ofKept("a"))
    assert.strictEqual(Evidence.withoutKept(two).grade, "sure")
    assert.strictEqual(Evidence.withoutKept(Evidence.ofKept("a")).grade, "none")
  })
})
