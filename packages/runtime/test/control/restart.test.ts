/**
 * Restarting units and adapter: one frame, and seen by the adapter coming back without its address.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Frames } from "@vebus/codec"
import { Outcome } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { played } from "../Played.ts"
import { carriedOut, type Controlled, controlled, only, setting } from "./Controlled.ts"
import * as Panels from "./Panels.ts"
import { FLOAT } from "./Ids.ts"

const restart = (what: "devices" | "adapter") => ({ _tag: "Restart", what }) as const
const OBSERVED = Outcome.written("observed")

const isRestart = (request: Frames.Request): boolean => request._tag === "DeviceRestartRequest"

const remembered = ({ store }: Controlled, unit: string) =>
  Effect.map(store.get(unit), ({ ramOnly }) => ramOnly.map(({ id }) => id))

describe("a restart", () => {
  it.effect("of all devices: warns, one frame, seen; what was in RAM only is forgotten on both sides", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const before = yield* carriedOut(unit, [setting(FLOAT, 52.4, "ram")])
      const key = before.plan.unit
      assert.deepStrictEqual(yield* remembered(unit, key), [FLOAT])
      unit.requests.length = 0
      const { plan, outcomes } = yield* carriedOut(unit, [restart("devices")])
      assert.match(plan.writes[0]!.warnings.join(), /AC output is interrupted/)
      assert.deepStrictEqual(only(outcomes), OBSERVED)
      assert.strictEqual(unit.writes(), 1)
      assert.deepStrictEqual(yield* unit.setting(FLOAT), { stored: 5200, active: 5200 })
      assert.deepStrictEqual(yield* remembered(unit, key), [])
    })
  )

  it.effect("of the adapter: one frame, seen, and the unit goes on", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const { plan, outcomes } = yield* carriedOut(unit, [restart("adapter")])
      assert.deepStrictEqual(plan.writes[0]?.warnings, [])
      assert.deepStrictEqual(only(outcomes), OBSERVED)
      assert.strictEqual(unit.writes(), 1)
    })
  )

  it.effect("whose frame is lost: not sent again, nobody knows, and what is remembered stays", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({ meddle: Panels.inTurn(isRestart, { instead: "lost" }) })
      const { plan } = yield* carriedOut(unit, [setting(FLOAT, 52.4, "ram")])
      const { outcomes } = yield* carriedOut(unit, [restart("devices")])
      assert.containsSubset(only(outcomes), { _tag: "Unknown", cause: { _tag: "NoReply" } })
      assert.strictEqual(unit.requests.filter(isRestart).length, 1)
      assert.deepStrictEqual(yield* remembered(unit, plan.unit), [FLOAT])
    })
  )

  it.effect("unplugged before it: not written, told and journalled once", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const plan = yield* played(unit.control.plan([restart("devices")]))
      yield* unit.line.happen({ kind: "unplug", forMillis: 5000 })
      yield* Panels.wait(0.1)
      let told = 0
      const outcomes = yield* played(
        unit.control.execute(plan, { onOutcome: () => Effect.sync(() => void told++) })
      )
      assert.containsSubset(only(outcomes), { _tag: "NotWritten" })
      assert.strictEqual(told, 1)
      assert.strictEqual((yield* unit.store.journal).filter(({ phase }) => phase === "done").length, 1)
      assert.strictEqual(unit.writes(), 0)
    })
  )

  it.effect("whose caller goes while it is looked for: told as sent, and not sent again", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const plan = yield* played(unit.control.plan([restart("devices")]))
      const told: Array<unknown> = []
      const running = yield* Effect.forkChild(
        unit.control.execute(plan, { onOutcome: (_, outcome) => Effect.sync(() => void told.push(outcome)) })
      )
      yield* Panels.until(() => unit.writes() > 0)
      yield* Panels.wait(0.2)
      yield* played(Fiber.interrupt(running))
      assert.deepStrictEqual(told, [Outcome.written("sent")])
      yield* Panels.wait(20)
      assert.strictEqual(unit.writes(), 1)
    })
  )
})
