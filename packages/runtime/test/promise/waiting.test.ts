/**
 * An adapter that is not there yet: who waits hears why, and is connected once it is plugged in.
 */
import * as Session from "@vebus/testing/session"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { NotFound, TransportError } from "../../src/Errors.ts"
import { connect } from "../../src/promise/Connect.ts"
import { BadOption, plainMessage } from "../../src/promise/index.ts"
import { played } from "./Opened.ts"

const none = new TransportError({ reason: new NotFound({ port: null }) })

/** A port that is found with the attempt of this number. */
const foundAt = (attempt: number, seen: { attempts: number }) =>
  Effect.suspend(() =>
    ++seen.attempts < attempt ? Effect.fail(none) : Session.transport({ line: "unpaced" })
  )

describe("an adapter that is plugged in later", () => {
  it.effect("is waited for, and each attempt says why", () =>
    Effect.gen(function* () {
      const context = yield* Effect.context<never>()
      const seen = { attempts: 0 }
      const reasons: Array<string> = []
      const onWaiting = (reason: Error) => void reasons.push(plainMessage(reason))
      const transport = foundAt(4, seen)
      const inverter = yield* played(connect({ transport, retry: true, onWaiting }, {}, context))
      assert.strictEqual(inverter.link, "connected")
      assert.strictEqual(seen.attempts, 4)
      assert.deepStrictEqual(
        reasons,
        Array.from({ length: 3 }, () => "no MK3 found on this machine. Plug it in, or name its port")
      )
      yield* played(inverter.close())
    })
  )

  it.effect("is not waited for unless that is asked for", () =>
    Effect.gen(function* () {
      const context = yield* Effect.context<never>()
      const seen = { attempts: 0 }
      const opened = connect({ transport: foundAt(2, seen) }, {}, context)
      const error = yield* played(opened.catch((reason: unknown) => reason))
      assert.strictEqual(error, none)
      assert.strictEqual(seen.attempts, 1)
    })
  )

  it.effect("is not waited for where the port makes no sense", () =>
    Effect.gen(function* () {
      const context = yield* Effect.context<never>()
      const wrong = new BadOption({ option: "port", expected: "a port", found: "?" })
      let heard = 0
      const opened = connect(
        { transport: Effect.fail(wrong), retry: true, onWaiting: () => void heard++ },
        {},
        context
      )
      assert.strictEqual(yield* played(opened.catch((reason: unknown) => reason)), wrong)
      assert.strictEqual(heard, 0)
    })
  )

  it.effect("is given up when that is aborted", () =>
    Effect.gen(function* () {
      const context = yield* Effect.context<never>()
      const seen = { attempts: 0 }
      const aborted = new AbortController()
      const opened = connect(
        { transport: foundAt(9, seen), retry: true, onWaiting: () => seen.attempts === 3 && aborted.abort() },
        aborted,
        context
      )
      const reason = yield* played(opened.catch((error: unknown) => error))
      assert.strictEqual(reason, aborted.signal.reason)
      assert.strictEqual(seen.attempts, 3)
    })
  )
})
