/**
 * A set-point whose program was killed: the journal knows of it, and somebody else ends it.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Journal, OpenHolds, StateStore } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import { played } from "../Played.ts"
import { controlled, isWrite, ofProfile, raw, refusal, setting, surviving } from "./Controlled.ts"
import { holding, watts } from "./Holds.ts"
import * as Panels from "./Panels.ts"
import * as Meddled from "./Meddled.ts"

/** The store of a program that was killed while it held 500 W: what it notes after that is lost. */
const killed = Effect.gen(function* () {
  const store = yield* surviving
  let isAlive = true
  const { unit } = yield* holding(
    500,
    {},
    { store: { ...store, append: (line) => (isAlive ? store.append(line) : Effect.void) } }
  ).pipe(Scope.provide(yield* Scope.make())) // nothing of a killed program is closed
  isAlive = false
  return { store, simulated: unit.simulated }
})

describe("a hold that its program did not end", () => {
  it.effect("is in the journal, and is ended by 0, once, under its own name", () =>
    Effect.gen(function* () {
      const { store } = yield* killed
      const next = yield* controlled({ store })
      const open = yield* played(next.control.openHold())
      assert.containsSubset(open, { line: { by: "test", watts: 500, why: "begun" }, isLatest: true })
      const plan = yield* played(next.control.planStop(open!))
      assert.strictEqual(next.writes(), 0)
      const outcome = yield* played(next.control.stopEss(open!))
      assert.deepStrictEqual(outcome, { _tag: "Written", proof: "acknowledged", needsRestart: false })
      assert.deepStrictEqual(watts(next), [0])
      assert.strictEqual(plan.frame, "07 FF 58 37 02 83 00 00 E6")
      const journal = yield* store.journal
      assert.containsSubset(journal.slice(-2), [
        { phase: "holding", why: "ended", watts: 0, plan: open!.line.plan, frame: plan.frame },
        { phase: "done", plan: open!.line.plan, outcome: { _tag: "Written" } }
      ])
      assert.isNull(yield* played(next.control.openHold()))
    })
  )

  it.effect("stays open while the 0 is not acknowledged, and says what was held", () =>
    Effect.gen(function* () {
      const { store } = yield* killed
      const next = yield* controlled({ store, isLost: isWrite })
      const open = yield* played(next.control.openHold())
      const outcome = yield* played(next.control.stopEss(open!))
      assert.strictEqual(outcome._tag, "Unknown")
      assert.containsSubset(yield* played(next.control.openHold()), { line: { watts: 500 }, count: 2 })
    })
  )

  it.effect("is of one unit, and is not the latest once something else was written", () =>
    Effect.gen(function* () {
      const { store } = yield* killed
      const other = yield* ofProfile("multiplus-ii-48-5000-mk3", { store })
      const isOther = (yield* played(other.control.openHold())) === null
      const [open] = OpenHolds.of(yield* store.journal)
      const there = yield* played(OpenHolds.there(other.session, [open!]))
      assert.strictEqual(there.length === 0, isOther)
      const next = yield* controlled({ store })
      const plan = yield* played(next.control.plan([setting(3, 52.5, "ram")]))
      yield* played(next.control.execute(plan))
      assert.containsSubset(yield* played(next.control.openHold()), { isLatest: false })
      assert.lengthOf(yield* played(OpenHolds.there(next.session, [open!])), 1)
    })
  )

  it.effect("is not ended where writing is switched off, or another master steers", () =>
    Effect.gen(function* () {
      const { store } = yield* killed
      const readOnly = yield* controlled({ store, policy: { readOnly: true } })
      const open = yield* played(readOnly.control.openHold())
      assert.strictEqual((yield* refusal(readOnly.control.stopEss(open!)))._tag, "ReadOnly")
      assert.strictEqual(readOnly.writes(), 0)
    })
  )

  it.effect("whose end cannot be noted is not ended: what is not on record is not sent", () =>
    Effect.gen(function* () {
      const { store } = yield* killed
      const full = new StateStore.StateError({ doing: "write", path: "/state", cause: "no space left" })
      const next = yield* controlled({ store: { ...store, append: () => Effect.fail(full) } })
      const open = yield* played(next.control.openHold())
      assert.strictEqual(yield* Effect.flip(played(next.control.stopEss(open!))), full)
      assert.strictEqual(next.writes(), 0)
    })
  )
})

describe("holds in a journal", () => {
  it.effect("that ended are none", () =>
    Effect.gen(function* () {
      const { unit, hold, close } = yield* holding(500)
      yield* hold.set(-300)
      yield* Panels.wait(1)
      const during = yield* unit.store.journal
      assert.containsSubset(OpenHolds.of(during), [{ line: { watts: -300, why: "set" } }])
      yield* close
      assert.deepStrictEqual(OpenHolds.of(yield* unit.store.journal), [])
      // Cut off anywhere in between it is open.
      const all: ReadonlyArray<Journal.Line> = yield* unit.store.journal
      for (let length = 1; length < all.length; length++) {
        assert.lengthOf(OpenHolds.of(all.slice(0, length)), 1)
      }
    })
  )
})

describe("what the word of a set-point reads back", () => {
  it.effect("is told with the hold; where the unit does not answer, nothing is", () =>
    Effect.gen(function* () {
      const told = yield* holding(500)
      assert.isNumber(told.hold.readBack())
      yield* told.close
      const silent = yield* holding(
        500,
        {},
        {
          meddle: (request) =>
            request._tag === "WinmonRequest" &&
            request.command._tag === "ReadRamRequest" &&
            request.command.ids.includes(131)
              ? { answer: "lost" }
              : undefined
        }
      )
      assert.isNull(silent.hold.readBack())
      assert.strictEqual(silent.hold.acknowledged(), 500)
      yield* silent.close
    })
  )

  it.effect("is the proof in the journal where it is the set-point itself", () =>
    Effect.gen(function* () {
      const { unit, hold, close } = yield* holding(
        500,
        {},
        {
          meddle: (request) =>
            request._tag === "WinmonRequest" &&
            request.command._tag === "ReadRamRequest" &&
            request.command.ids.includes(131)
              ? Meddled.replying(request.letter, {
                  _tag: "ReadRamReply",
                  valuesRaw: [raw(65_036)],
                  spare: []
                })
              : undefined
        }
      )
      assert.strictEqual(hold.readBack(), 500)
      assert.containsSubset((yield* unit.store.journal).at(-1), {
        outcome: { _tag: "Written", proof: "read-back" }
      })
      yield* close
    })
  )
})
