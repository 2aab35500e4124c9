/**
 * A device gives no way to write: neither by type nor by what it holds.
 */
import { assert, describe, it } from "@effect/vitest"
import { Words, WriteViaId } from "@vebus/codec"
import { Question, Transport } from "@vebus/runtime"
import { Driver } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Ram from "../../src/control/kinds/Ram.ts"
import * as Device from "../../src/Device.ts"
import { unrestricted } from "../../src/session/Unrestricted.ts"
import * as Link from "../../src/session/Link.ts"
import { played } from "../Played.ts"
import * as Reads from "./Reads.ts"

/** The names of what takes a question that writes. */
type TakesWrites<T> = {
  [K in keyof T]: T[K] extends (...parameters: infer P) => unknown
    ? Question.Question<unknown, "write"> extends P[number]
      ? K
      : never
    : never
}[keyof T]

type IsNever<T> = [T] extends [never] ? true : false

describe("a device", () => {
  it.effect("takes no question that writes, by type", () =>
    Effect.gen(function* () {
      const { device } = yield* Reads.connect()
      const system: IsNever<TakesWrites<Device.Reads>> = true
      const unit: IsNever<TakesWrites<Device.Unit>> = true
      assert.isTrue(system && unit)
      // @ts-expect-error An order is a question whose effect is "write".
      const refused = device.ask(Ram.orderOf(WriteViaId.ram(131, Words.Raw16.make(0))))
      assert.isTrue(Effect.isEffect(refused))
      const { value } = yield* played(device.ask(Question.ram([4])))
      assert.strictEqual(value.length, 1)
    })
  )
  it.effect("does not hold the key to writing, nor the session", () =>
    Effect.gen(function* () {
      const { device, session } = yield* Reads.connect()
      const seen = new Set<unknown>()
      const visit = (value: unknown): void => {
        if (typeof value !== "object" || value === null || seen.has(value) || Effect.isEffect(value)) return
        seen.add(value)
        assert.isFalse(unrestricted in value)
        for (const part of Object.values(value)) visit(part)
      }
      visit(device)
      visit(device.unit(3))
      assert.isFalse(seen.has(session))
      assert.isTrue(unrestricted in session)
    })
  )
  it.effect("is a service over a link over a transport", () =>
    Effect.gen(function* () {
      const simulated = yield* Driver.make()
      const transport = Layer.succeed(Transport.Transport, Transport.make("sim:", simulated.open))
      const layer = Device.layer.pipe(Layer.provide(Link.layer()), Layer.provide(transport))
      const { voltage } = yield* played(
        Effect.flatMap(Device.Device, ({ dc }) => dc).pipe(Effect.provide(layer))
      )
      assert.isAbove(voltage ?? 0, 40)
    })
  )
})
