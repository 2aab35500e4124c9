/**
 * What somebody who waits for a first answer is told.
 */
import { assert, describe, it } from "@effect/vitest"
import { Errors } from "@vebus/runtime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import * as Waiting from "../../src/monitor/Waiting.ts"

const port = "serial:/dev/ttyUSB0"
const notFound = Errors.transport(new Errors.NotFound({ port }))
const denied = Errors.transport(new Errors.PermissionDenied({ port }))
const refused = Errors.transport(new Errors.OpenFailed({ port, cause: "connection refused" }))
const noRoute = Errors.transport(new Errors.OpenFailed({ port, cause: "no route to host" }))
const garbage = (bytes: number) =>
  Errors.device(new Errors.Garbage({ port, waitedMillis: 5000, bytes, sample: "00" }))

/** What is said while an effect runs. */
const saidBy = (use: (waiting: Waiting.Waiting) => Effect.Effect<unknown>) =>
  Effect.gen(function* () {
    const said: Array<string> = []
    const console = { ...globalThis.console, error: (text: string) => void said.push(text) }
    yield* Effect.provideService(use(Waiting.begin(port)), Console.Console, console)
    return said
  })

describe("somebody who waits with --wait", () => {
  it.effect("is told the reason, once for each change of it", () =>
    Effect.gen(function* () {
      const reasons = [
        notFound,
        notFound,
        denied,
        denied,
        refused,
        noRoute,
        garbage(10),
        garbage(20),
        notFound
      ]
      const said = yield* saidBy(({ tell }) => Effect.forEach(reasons, tell))
      assert.deepStrictEqual(
        said.map((line) => line.replace(/^vebus: (.*) Waiting for it$/, "$1")),
        [notFound, denied, refused, noRoute, garbage(10), notFound].map(({ message }) =>
          /[.?!]$/.test(message) ? message : `${message}.`
        )
      )
    })
  )

  it.effect("is told after three seconds that nothing answers, unless there was a reason", () =>
    Effect.gen(function* () {
      const late = (before: Effect.Effect<void>, waiting: Waiting.Waiting) =>
        Effect.gen(function* () {
          yield* Effect.forkChild(waiting.patience, { startImmediately: true })
          yield* before
          yield* TestClock.adjust("3 seconds")
        })
      assert.deepStrictEqual(yield* saidBy((waiting) => late(Effect.void, waiting)), [
        `vebus: no answer from ${port} yet. Waiting for it`
      ])
      const said = yield* saidBy((waiting) => late(waiting.tell(denied), waiting))
      assert.strictEqual(said.length, 1)
      assert.match(said[0]!, /permission denied/)
    })
  )
})
