/**
 * When a write is sent again: by the schedule of whoever executes the plan, where it is harmless or was seen not to have
 * arrived; never what happens once. Each test counts what went over the wire.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Frames, Winmon } from "@vebus/codec"
import { type Change, Errors, Question } from "@vebus/runtime"
import { requests, rows, winmonRequests } from "@vebus/testing/arbitraries"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import fc from "fast-check"
import * as Step from "../../src/control/execute/Step.ts"
import type { Order } from "../../src/control/Order.ts"
import { played } from "../Played.ts"
import { setpoints } from "./Holds.ts"
import { controlled, flag, isWrite, only, raw, setting } from "./Controlled.ts"
import { FLOAT } from "./Ids.ts"

const repeatable: Readonly<Record<string, Change.Change>> = {
  "a setting that is stored": setting(FLOAT, 52.5),
  "a setting in RAM only": setting(FLOAT, 52.5, "ram"),
  "a flag": flag(5, true),
  "a RAM variable": { _tag: "Ram", id: 131, wanted: { raw: raw(7) } },
  "the limit": { _tag: "Limit", amperes: 12 },
  "the lines": { _tag: "Lines", standby: true }
}

const once: Readonly<Record<string, Change.Change>> = {
  "a charge state": { _tag: "Charge", to: "float" },
  "a restart of the devices": { _tag: "Restart", what: "devices" },
  "a restart of the adapter": { _tag: "Restart", what: "adapter" }
}

describe("a schedule of one's own", () => {
  for (const [name, change] of Object.entries(repeatable)) {
    it.effect(`says how often ${name} goes out that never arrives`, () =>
      Effect.gen(function* () {
        for (const repeats of [0, 1, 4]) {
          const { control, requests: sent } = yield* controlled({ isLost: isWrite })
          const plan = yield* played(control.plan([change]))
          const retry = Schedule.recurs(repeats)
          const outcome = only(yield* played(control.execute(plan, { retry }), 60))
          assert.include(["NotWritten", "Unknown"], outcome._tag)
          assert.strictEqual(sent.filter(isWrite).length, 1 + repeats)
        }
      })
    )
  }

  it.effect("says how often a set-point of ESS goes out that never arrives", () =>
    Effect.gen(function* () {
      for (const repeats of [0, 4]) {
        const { control, requests: sent } = yield* controlled({ isLost: isWrite })
        const retry = Schedule.recurs(repeats)
        const error = yield* Effect.flip(played(Effect.scoped(control.holdEss(500, { retry })), 120))
        assert.containsSubset(error, { reason: { _tag: "NoReply" } })
        assert.strictEqual(setpoints(sent).filter(([, value]) => value === -500).length, 1 + repeats)
      }
    })
  )

  it.effect("says how long to wait in between, and is asked for no more once an answer came", () =>
    Effect.gen(function* () {
      let left = 2
      const sent: Array<number> = []
      const { control } = yield* controlled({
        isLost: (request: Frames.Request) => isWrite(request) && left-- > 0
      })
      const plan = yield* played(control.plan([setting(FLOAT, 52.5, "ram")]))
      const retry = Schedule.tap(Schedule.spaced("3 seconds"), ({ elapsed }) =>
        Effect.sync(() => void sent.push(elapsed))
      )
      const outcome = only(yield* played(control.execute(plan, { retry }), 60))
      assert.strictEqual(outcome._tag, "Written")
      assert.strictEqual(sent.length, 2)
      assert.isAtLeast(sent[1]! - sent[0]!, 3000)
    })
  )

  for (const [name, change] of Object.entries(once)) {
    it.effect(`never sends ${name} twice`, () =>
      Effect.gen(function* () {
        const { control, requests: sent } = yield* controlled({ isLost: isWrite })
        const plan = yield* played(control.plan([change]))
        const outcome = only(yield* played(control.execute(plan, { retry: Schedule.forever }), 120))
        assert.strictEqual(outcome._tag, "Unknown")
        assert.strictEqual(sent.filter(isWrite).length, 1)
      })
    )
  }
})

/** Any order that the codec marks as one-shot, or as a step of several. */
const unrepeatable: fc.Arbitrary<Order> = fc
  .oneof(
    ...rows(winmonRequests).map(({ arbitrary }) =>
      (arbitrary as fc.Arbitrary<Winmon.Request>).map((command) =>
        Question.winmon<undefined, "write">("anything", command, () => Question.never, "write")
      )
    ),
    ...rows(requests).map(({ arbitrary }) =>
      (arbitrary as fc.Arbitrary<Frames.Request>).map((request) =>
        Question.adapter<undefined, "write">("anything", request, Question.never, "write")
      )
    )
  )
  .filter((order) => ["one-shot", "sequence"].includes(Question.traits(order).retry))

describe("a one-shot", () => {
  it.effect("is sent once, however its kind sends it and whatever schedule is given", () =>
    Effect.gen(function* () {
      for (const order of fc.sample(unrepeatable, { numRuns: 100, seed: 1 })) {
        let count = 0
        const error = Errors.device(new Errors.NoReply({ request: "it", waitedMillis: 1, transmissions: 1 }))
        const step = {
          ask: () => Effect.suspend(() => (count++, error)),
          beforeSending: Effect.void,
          retry: Schedule.forever,
          order,
          unheard: [],
          refused: [],
          masters: { heard: Effect.succeed(null), listenedFor: () => Effect.succeed(null) }
        } satisfies Step.Step
        yield* Step.sendUntilAnswered(step)
        assert.strictEqual(count, 1)
        yield* Step.sendAndLook(step, {
          look: Effect.void,
          judge: (_, attempt) => Effect.fail("error" in attempt ? attempt.error : error)
        })
        assert.strictEqual(count, 2)
      }
    })
  )
})
