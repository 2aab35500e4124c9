/**
 * What no unit can be asked: an address beyond 31, an id that its field cannot hold. Nothing of it reaches the wire, where the
 * adapter would take the one and the unit would answer the other with the value of another id.
 */
import { assert, describe, it } from "@effect/vitest"
import { Hex, WriteViaId, Words } from "@vebus/codec"
import { Errors, Question, Session, Transport } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import { open } from "../src/promise/index.ts"
import { played } from "./Played.ts"
import * as Wire from "./Wire.ts"

const reasonOf = (error: unknown): string => {
  assert.instanceOf(error, Errors.DeviceError)
  assert.strictEqual(error.reason._tag, "Unsendable")
  return error.message
}

const ADDRESS = "expected an address from 0 to 31"

describe("an address that no unit has", () => {
  it.effect("is refused before the port is opened, also by who would wait for ever", () =>
    Effect.gen(function* () {
      let openings = 0
      const transport = Transport.make(
        "serial:/dev/none",
        Effect.suspend(() => Effect.die(`opened ${++openings} times`))
      )
      for (const address of [200, 32, -1, 0.5, Number.NaN])
        for (const wait of [false, true]) {
          const error = yield* Session.connect({ address, wait }).pipe(
            Effect.provideService(Transport.Transport, transport),
            Effect.flip
          )
          assert.strictEqual(reasonOf(error), `cannot send a request to unit ${address}: ${ADDRESS}`)
        }
      assert.strictEqual(openings, 0)
    })
  )

  it.effect("is refused to who asks its unit", () =>
    Effect.gen(function* () {
      const { session, requests } = yield* played(Wire.connect())
      const before = requests.length
      for (const asked of [session.unit(200).ask(Question.deviceState), session.unit(32).readRam([4])])
        assert.include(reasonOf(yield* played(Effect.flip<unknown, unknown, never>(asked))), ADDRESS)
      assert.lengthOf(requests, before)
    })
  )

  it("is refused to programs without Effect", async () => {
    const error = await open({ port: "sim:", address: 200 }).then(
      () => assert.fail("it opened"),
      (found: unknown) => found
    )
    assert.include(reasonOf(error), ADDRESS)
  })
})

describe("a number that its field cannot hold", () => {
  it.effect("is not sent as another one, whether an answer is waited for or not", () =>
    Effect.gen(function* () {
      const { session, requests } = yield* played(Wire.connect())
      const before = requests.length
      const wrong = [
        Question.ram([300]),
        Question.takeSnapshot([260]),
        Question.winmon("a write", WriteViaId.ram(500, Words.Raw16.make(1)), () => () => undefined)
      ]
      for (const question of wrong)
        assert.match(
          reasonOf(yield* played(Effect.flip<unknown, unknown, never>(session.ask(question)))),
          /^cannot send .*: \w+: expected values that fit into the fields of the frame$/
        )
      assert.lengthOf(requests, before, Hex.toHex([before]))
    })
  )
})
