/**
 * Somebody waits for the first connection: each attempt that fails says why, and none of them ends the waiting.
 */
import { assert, describe, it } from "@effect/vitest"
import { Errors, Session, Transport } from "@vebus/runtime"
import { Driver } from "@vebus/simulator"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { passed, played } from "../Played.ts"

const port = "sim:"
const reasons = [
  new Errors.NotFound({ port }),
  new Errors.PermissionDenied({ port }),
  new Errors.OpenFailed({ port, cause: "connection refused" })
]

describe("a port that cannot be opened, and somebody who waits for it", () => {
  it.effect("each attempt says why, nothing more is said once connected, and nothing at the end", () =>
    Effect.gen(function* () {
      const { open } = yield* Driver.make()
      let attempts = 0
      const transport = Transport.make(
        port,
        Effect.suspend(() => {
          const reason = reasons[attempts++]
          return reason === undefined ? open : Effect.fail(Errors.transport(reason))
        })
      )
      const told: Array<string> = []
      yield* Effect.scoped(
        played(
          Session.connect({
            wait: true,
            onWaiting: ({ reason }) => Effect.sync(() => void told.push(reason._tag))
          }).pipe(Effect.provideService(Transport.Transport, transport))
        )
      )
      assert.deepStrictEqual(told, ["NotFound", "PermissionDenied", "OpenFailed"])
    })
  )

  it.effect("a silent adapter is told too", () =>
    Effect.gen(function* () {
      const { open } = yield* Driver.make()
      const told: Array<string> = []
      const mute = Effect.map(open, (duplex) => ({ ...duplex, write: () => Effect.void }))
      const transport = Transport.make(
        port,
        Effect.map(mute, (duplex): Transport.Duplex => ({ ...duplex, bytes: Stream.never }))
      )
      yield* Effect.forkScoped(
        Session.connect({
          wait: true,
          onWaiting: ({ reason }) => Effect.sync(() => void told.push(reason._tag))
        }).pipe(Effect.provideService(Transport.Transport, transport))
      )
      yield* passed(12)
      assert.deepStrictEqual([...new Set(told)], ["Asleep"])
    })
  )
})
