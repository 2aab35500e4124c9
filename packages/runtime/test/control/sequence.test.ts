/**
 * Plans that end early: whatever has gone out so far, the voltages that are held against each other do not contradict
 * each other.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Change, WritePlan } from "@vebus/runtime"
import { Simulator } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import fc from "fast-check"
import type { Facts } from "../../src/control/plan/Facts.ts"
import * as Plan from "../../src/control/plan/Plan.ts"
import { played } from "../Played.ts"
import { carriedOut, controlled, hasCommand, raw, setting, tags } from "./Controlled.ts"
import { ABSORPTION, FLOAT } from "./Ids.ts"

const SHUTDOWN = 11
const RESTART_ABOVE = 12
const BULK_CURRENT = 4

/** Words by setting. */
type Held = Readonly<Record<number, number>>

const { settingInfos } = Simulator.make().system.devices[0]!.model
const rangeOf = (id: number) => settingInfos.get(id)!

/** Whether the rules hold, by the words themselves: all four settings are hundredths of a volt. */
const isSound = (held: Held): boolean =>
  held[FLOAT]! <= held[ABSORPTION]! &&
  held[RESTART_ABOVE]! > 0 &&
  held[SHUTDOWN]! + held[RESTART_ABOVE]! < held[FLOAT]!

const word = (id: number) => {
  const { minimum, maximum } = rangeOf(id).range
  return fc.integer({ min: minimum.raw, max: maximum.raw })
}

/** What a unit may hold. */
const sound: fc.Arbitrary<Held> = fc
  .record({
    [ABSORPTION]: word(ABSORPTION),
    [FLOAT]: word(FLOAT),
    [SHUTDOWN]: word(SHUTDOWN),
    [RESTART_ABOVE]: word(RESTART_ABOVE)
  })
  .filter(isSound)

const related = [ABSORPTION, FLOAT, SHUTDOWN, RESTART_ABOVE]

/** All changes from what is held to what is wanted, asked for in any order. */
const asked = (wanted: Held, destinations: ReadonlyArray<Change.Destination>) =>
  fc.shuffledSubarray(related, { minLength: related.length }).chain((ids) =>
    fc.tuple(...ids.map(() => fc.constantFrom(...destinations))).map((tos) =>
      ids.map((id, index): Change.Change => ({
        _tag: "Setting",
        id,
        to: tos[index]!,
        wanted: { raw: raw(wanted[id]!) }
      }))
    )
  )

const factsOf = (stored: Held, acting: Held): Facts => ({
  settings: new Map(related.map((id) => [id, { words: rangeOf(id).words, storedRaw: raw(stored[id]!) }])),
  ramOnly: new Map(
    related
      .filter((id) => acting[id] !== stored[id])
      .map((id) => [id, { id, raw: raw(acting[id]!), time: "2026-01-01T00:00:00.000Z", uncertain: false }])
  ),
  ram: new Map(),
  answers: new Map(),
  master: null,
  winmonMode: "short",
  forgotten: false
})

const head = { id: "plan", time: "2026-01-01T00:00:00.000Z", port: "sim:", address: 0, unit: "serial:TEST" }

const planOf = (changes: ReadonlyArray<Change.Change>, facts: Facts) =>
  Result.map(Plan.make(changes, facts, head), ({ writes }) => writes)

/** What is stored and what acts behind each write of a plan. */
const way = (writes: ReadonlyArray<WritePlan.Write>, stored: Held, acting: Held): ReadonlyArray<Held> =>
  writes
    .reduce(
      (states, { action }) => {
        const last = states.at(-1)!
        if (action._tag !== "Setting") return states
        const one: Held = { [action.id]: action.wanted.raw }
        return [
          ...states,
          {
            stored: action.to === "eeprom" ? { ...last.stored, ...one } : last.stored,
            acting: { ...last.acting, ...one }
          }
        ]
      },
      [{ stored, acting }]
    )
    .flatMap((state) => [state.stored, state.acting])

const namesOf = (writes: ReadonlyArray<WritePlan.Write>) => writes.map(({ name }) => name)

describe("a plan that ends early", () => {
  it("leaves no contradiction, stored or acting, wherever it ends", () => {
    fc.assert(
      fc.property(
        fc
          .tuple(sound, sound)
          .chain(([before, wanted]) =>
            fc.record({ before: fc.constant(before), changes: asked(wanted, ["ram", "eeprom"]) })
          ),
        ({ before, changes }) => {
          const writes = planOf(changes, factsOf(before, before))
          // Where some are stored and others are not, what would be stored may contradict itself: such plans are refused.
          fc.pre(Result.isSuccess(writes))
          const planned = Result.getOrThrow(writes)
          assert.strictEqual(planned.length, related.length)
          for (const held of way(planned, before, before)) assert.isTrue(isSound(held))
        }
      ),
      { numRuns: 500 }
    )
  })

  it("leaves none that acts either where other values were in RAM only before", () => {
    fc.assert(
      fc.property(
        fc.tuple(sound, sound, sound).chain(([stored, acting, wanted]) =>
          fc.record({
            stored: fc.constant(stored),
            acting: fc.constant(acting),
            changes: asked(wanted, ["ram"])
          })
        ),
        ({ stored, acting, changes }) => {
          const writes = Result.getOrThrow(planOf(changes, factsOf(stored, acting)))
          for (const held of way(writes, stored, acting)) assert.isTrue(isSound(held))
        }
      ),
      { numRuns: 500 }
    )
  })

  it("goes out as asked where that is safe", () => {
    fc.assert(
      fc.property(
        fc
          .tuple(sound, sound)
          .chain(([before, wanted]) =>
            fc.record({ before: fc.constant(before), changes: asked(wanted, ["ram"]) })
          ),
        ({ before, changes }) => {
          const inTurn = changes.flatMap((change) =>
            change._tag === "Setting" && "raw" in change.wanted
              ? [[change.id, change.wanted.raw] as const]
              : []
          )
          const states = inTurn.map((_, count) => ({
            ...before,
            ...Object.fromEntries(inTurn.slice(0, count + 1))
          }))
          const ids = Result.getOrThrow(planOf(changes, factsOf(before, before))).flatMap(({ action }) =>
            action._tag === "Setting" ? [action.id] : []
          )
          const isKept = ids.every((id, index) => id === inTurn[index]![0])
          assert.strictEqual(isKept, states.every(isSound))
        }
      ),
      { numRuns: 500 }
    )
  })

  it.effect(
    "moves absorption first on the way up, float first on the way down, and leaves the rest in place",
    () =>
      Effect.gen(function* () {
        const unit = yield* controlled()
        const up = yield* played(
          unit.control.plan([setting(FLOAT, 54), setting(BULK_CURRENT, 30), setting(ABSORPTION, 56)])
        )
        assert.deepStrictEqual(namesOf(up.writes), ["UBatAbsorption", "IBatBulk", "UBatFloat"])
        const down = yield* played(
          unit.control.plan([setting(ABSORPTION, 51), setting(BULK_CURRENT, 30), setting(FLOAT, 50)])
        )
        assert.deepStrictEqual(namesOf(down.writes), ["UBatFloat", "IBatBulk", "UBatAbsorption"])
      })
  )

  it.effect("on a lost second write has not left float above absorption, and neither has its undo", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({
        isLost: (request) =>
          request._tag === "WinmonRequest" &&
          hasCommand(request, "WriteViaIdRequest") &&
          request.command._tag === "WriteViaIdRequest" &&
          request.command.id === FLOAT
      })
      const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 54), setting(ABSORPTION, 56)])
      assert.deepStrictEqual(tags(outcomes), ["Written", "NotWritten"])
      const [float, absorption] = [yield* unit.setting(FLOAT), yield* unit.setting(ABSORPTION)]
      assert.deepStrictEqual([float.stored, absorption.stored], [5200, 5600])
      const undo = yield* played(unit.control.undo())
      assert.deepStrictEqual(namesOf(undo.writes), ["UBatAbsorption"])
    })
  )
})
