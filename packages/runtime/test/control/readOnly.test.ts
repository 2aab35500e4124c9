/**
 * Who may write: only who has `Control`, and only while writing is not switched off.
 */
import { assert, describe, expectTypeOf, it } from "@effect/vitest"
import { Words, WriteViaId } from "@vebus/codec"
import { type Control, type Device, type Session, WritePolicy } from "@vebus/runtime"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Order from "../../src/control/Order.ts"
import * as Ram from "../../src/control/kinds/Ram.ts"
import { played } from "../Played.ts"
import { controlled, flag, refusal, setting } from "./Controlled.ts"

/** The policy of a program with this environment. */
const policyWith = (env: Readonly<Record<string, string>>) =>
  Effect.provide(
    WritePolicy.WritePolicy,
    Layer.provide(WritePolicy.layer({ by: "test" }), ConfigProvider.layer(ConfigProvider.fromUnknown(env)))
  )

describe("VEBUS_READ_ONLY", () => {
  for (const value of ["1", "true", "yes", "on", " 1 ", "anything"]) {
    it.effect(`"${value}" switches writing off`, () =>
      Effect.gen(function* () {
        assert.isTrue((yield* policyWith({ VEBUS_READ_ONLY: value })).readOnly)
      })
    )
  }

  for (const env of [
    {},
    ...["", "0", "false", "no", "False"].map((VEBUS_READ_ONLY) => ({ VEBUS_READ_ONLY }))
  ]) {
    it.effect(`${JSON.stringify(env)} does not`, () =>
      Effect.gen(function* () {
        const policy = yield* policyWith(env)
        assert.deepStrictEqual(policy, {
          by: "test",
          eepromPerDay: WritePolicy.EEPROM_PER_DAY,
          readOnly: false
        })
      })
    )
  }

  it.effect("lets plans be made and shown, and refuses each of them, sending nothing", () =>
    Effect.gen(function* () {
      const policy = yield* policyWith({ VEBUS_READ_ONLY: "1" })
      const unit = yield* controlled({ policy })
      for (const asked of [
        [setting(3, 52.5)],
        [setting(3, 52.5, "ram")],
        [flag(5, true)],
        [{ _tag: "Ram", id: 4, wanted: { value: 50 } }],
        [{ _tag: "Switch", position: "charger-only" }],
        [{ _tag: "Restart", what: "devices" }]
      ] as const) {
        const plan = yield* played(unit.control.plan(asked))
        assert.strictEqual(plan.writes.length, 1)
        for (const refused of [unit.control.check(plan), unit.control.execute(plan)]) {
          const reason = yield* refusal(refused)
          assert.strictEqual(reason._tag, "ReadOnly")
          assert.match(reason.message, /VEBUS_READ_ONLY is set/)
        }
      }
      const asked = yield* played(unit.control.planEss(0))
      assert.strictEqual((yield* refusal(unit.control.check(asked)))._tag, "ReadOnly")
      const hold = yield* Effect.flip(Effect.scoped(unit.control.holdEss(0)))
      assert.containsSubset(hold, { reason: { _tag: "ReadOnly" } })
      assert.strictEqual(unit.writes(), 0)
      assert.deepStrictEqual(yield* unit.store.journal, [])
    })
  )
})

/** What a function takes, of whatever overload. */
type TakesOrder<F> = F extends (...parameters: infer P) => unknown
  ? Order.Order<unknown> extends P[number]
    ? true
    : false
  : false

/** What takes an order, by its name. */
type Takers<T> = { [K in keyof T]: TakesOrder<T[K]> extends true ? K : never }[keyof T]

describe("an order", () => {
  it("is taken by no member of a device, a unit or a session", () => {
    expectTypeOf<Takers<Device.Reads>>().toEqualTypeOf<never>()
    expectTypeOf<Takers<Device.Unit>>().toEqualTypeOf<never>()
    expectTypeOf<Takers<Session.Session>>().toEqualTypeOf<never>()
    expectTypeOf<Takers<Session.Unit>>().toEqualTypeOf<never>()
    expectTypeOf<Takers<Control.Control["Service"]>>().toEqualTypeOf<never>()
    // The same test finds what does take one.
    expectTypeOf<TakesOrder<(order: Order.Order<unknown>) => void>>().toEqualTypeOf<true>()
    assert.strictEqual(Ram.orderOf(WriteViaId.ram(131, Words.Raw16.make(0))).effect, "write")
  })

  it.effect("does not pass for a question of a session", () =>
    Effect.gen(function* () {
      const { session } = yield* controlled()
      const order = Ram.orderOf(WriteViaId.ram(131, Words.Raw16.make(0)))
      // @ts-expect-error An order is a question whose effect is "write".
      const asked = session.ask(order)
      // @ts-expect-error Nor does a unit of a session take it.
      const ofUnit = session.unit(0).ask(order)
      const inSequence = session.sequence((ask) =>
        // @ts-expect-error Nor a sequence.
        ask(order)
      )
      for (const effect of [asked, ofUnit, inSequence]) assert.isTrue(Effect.isEffect(effect))
    })
  )
})
