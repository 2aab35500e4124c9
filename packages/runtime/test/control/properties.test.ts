/**
 * Whatever is asked, whatever is wrong with the line, and whenever who asks goes away: the unit holds the old values or
 * the wanted ones and nothing else, and what was told says which, or that nobody knows. Reference: decisions.md 6.
 *
 * `TRIALS` and `SEED` in the environment run more of them, or others.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Words } from "@vebus/codec"
import * as Effect from "effect/Effect"
import fc from "fast-check"
import * as Plans from "./Plans.ts"
import * as Trials from "./Trials.ts"

const numRuns = Number(process.env["TRIALS"] ?? 100)
const seed = process.env["SEED"] === undefined ? {} : { seed: Number(process.env["SEED"]) }

/** Runs trials, and tallies what was told in them. */
const holds = async (arbitrary: fc.Arbitrary<Plans.Trial>): Promise<Readonly<Record<string, number>>> => {
  const tally: Record<string, number> = {}
  await fc.assert(
    fc.asyncProperty(arbitrary, async (trial) => {
      const { idle, told, contradictions } = await Effect.runPromise(Trials.run(trial))
      for (const [what, times] of Object.entries({ ...told, [idle ?? "trials"]: 1 })) {
        tally[what] = (tally[what] ?? 0) + times
      }
      if (idle === null) assert.deepStrictEqual(contradictions, [])
    }),
    { numRuns, ...seed }
  )
  return tally
}

describe("any plans over any line, interrupted at any time", () => {
  for (const [name, profiles] of [
    ["one unit", ["multiplus-ii-48-3000-230v", "multiplus-12-500", "multiplus-ii-48-5000-mk3"]],
    ["a unit that knows no 37", ["multi-12-3000-mk2"]],
    ["one of several units", ["three-phase-48-3000", "parallel-48-5000"]]
  ] as const) {
    it(`${name}: old or wanted, and the outcome says which`, async () => {
      const tally = await holds(Plans.trial(profiles))
      if (process.env["TRIALS"] !== undefined) console.log(name, tally)
      assert.isAbove(tally["Written"] ?? 0, 0)
    })
  }
})

describe("what was once told and was not so", () => {
  const raw = (word: number) => word as Words.Raw16
  const found: Readonly<Record<string, Omit<Plans.Trial, "window">>> = {
    "a late answer to a question about the lines passed for what they are after the write": {
      profile: "three-phase-48-3000",
      address: 2,
      plans: [
        {
          changes: [
            { _tag: "Lines", standby: true },
            { _tag: "Ram", id: 128, wanted: { raw: raw(0) } }
          ],
          interruptedAfter: null
        }
      ],
      requests: { seed: 12, requests: { merge: 0.09 } },
      replies: {}
    },
    "a doubled refusal of 37 passed for one of 34, and what was written passed for refused": {
      profile: "multi-12-3000-mk2",
      address: 0,
      plans: [
        {
          changes: [{ _tag: "Setting", id: 50, to: "ram", wanted: { raw: raw(11) } }],
          interruptedAfter: null
        },
        { changes: [{ _tag: "Flag", flag: 2, on: true, to: "eeprom" }], interruptedAfter: null }
      ],
      requests: { seed: -881_382_140, requests: { duplicate: 0.06 } },
      replies: {}
    },
    "the same, with two letters set aside and the third used again at once": {
      profile: "multi-12-3000-mk2",
      address: 0,
      plans: [
        { changes: [{ _tag: "Flag", flag: 2, on: false, to: "ram" }], interruptedAfter: null },
        {
          changes: [{ _tag: "Setting", id: 12, to: "eeprom", wanted: { raw: raw(159) } }],
          interruptedAfter: null
        }
      ],
      requests: { seed: -2_123_643_879, requests: { truncate: 0.05, duplicate: 0.05 } },
      replies: { seed: 0 }
    }
  }
  for (const [name, trial] of Object.entries(found)) {
    it(`${name}`, async () => {
      const { idle, contradictions } = await Effect.runPromise(Trials.run({ window: 1, ...trial }))
      assert.deepStrictEqual({ idle, contradictions }, { idle: null, contradictions: [] })
    })
  }
})
