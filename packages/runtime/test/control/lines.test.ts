/**
 * The lines of an MK3: each by itself, believed only when read back.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Frames } from "@vebus/codec"
import { type Change, Outcome } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { played } from "../Played.ts"
import {
  carriedOut,
  causeOf,
  controlled,
  type Controlled,
  isWrite,
  ofProfile,
  only,
  refusal
} from "./Controlled.ts"
import * as Panels from "./Panels.ts"

const lines = (change: Omit<Change.LinesChange, "_tag">): Change.LinesChange => ({ _tag: "Lines", ...change })
const READ_BACK = Outcome.written("read-back")

const pulled = ({ simulated }: Controlled) =>
  Effect.map(simulated.state, ({ system }) => system.adapter.lines)

const isGet = (request: Frames.Request): boolean =>
  request._tag === "BusLinesRequest" && request.lines === null

describe("the bus lines", () => {
  it.effect("are pulled and let go of one by one; bit 2 stays as it was read", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      for (const [change, expected] of [
        [{ standby: true }, 0x07],
        [{ panelDetect: false }, 0x06],
        [{ standby: false }, 0x04],
        [{ panelDetect: true, standby: true }, 0x07]
      ] as const) {
        unit.requests.length = 0
        const { outcomes } = yield* carriedOut(unit, [lines(change)])
        assert.deepStrictEqual(only(outcomes), READ_BACK)
        assert.strictEqual(yield* pulled(unit), expected)
        assert.strictEqual(unit.writes(), 1)
      }
    })
  )

  it.effect("that are so already are not set", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const { outcomes } = yield* carriedOut(unit, [lines({ panelDetect: true })])
      assert.deepStrictEqual(only(outcomes), { _tag: "Unchanged" })
      assert.strictEqual(unit.writes(), 0)
    })
  )

  it.effect("are none on an MK2, which is not even asked", () =>
    Effect.gen(function* () {
      const unit = yield* ofProfile("multi-12-3000-mk2")
      const reason = yield* refusal(unit.control.plan([lines({ standby: true })]))
      assert.containsSubset(reason, { _tag: "Forbidden", instead: "Use an MK3" })
      assert.notInclude(
        unit.requests.map(({ _tag }) => _tag),
        "BusLinesRequest"
      )
    })
  )

  it.effect("of an MK3 that does not tell them are refused", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({
        meddle: (request) => (isGet(request) ? { instead: "lost" } : undefined)
      })
      const reason = yield* refusal(unit.control.plan([lines({ standby: true })]))
      assert.strictEqual(reason._tag, "Forbidden")
    })
  )

  it.effect("echoed by the line and not set: the echo is not believed", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({
        meddle: (request) =>
          request._tag === "BusLinesRequest" && request.lines !== null
            ? { answer: { _tag: "BusLinesReply", lines: request.lines, spare: [] } }
            : undefined
      })
      const { outcomes } = yield* carriedOut(unit, [lines({ standby: true })])
      assert.containsSubset(only(outcomes), { _tag: "NotWritten", cause: { _tag: "NotVerified" } })
      assert.match(causeOf(outcomes), /there is nothing to undo$/)
      assert.strictEqual(unit.writes(), 1)
      assert.strictEqual(yield* pulled(unit), 0x05)
    })
  )

  it.effect("set, and no get answered: nobody knows", () =>
    Effect.gen(function* () {
      let isSent = false
      const unit = yield* controlled({
        meddle: (request) => {
          isSent ||= isWrite(request)
          return isSent && isGet(request) ? { instead: "lost" } : undefined
        }
      })
      const { outcomes } = yield* carriedOut(unit, [lines({ standby: true })])
      assert.containsSubset(only(outcomes), { _tag: "Unknown", cause: { _tag: "NoReply" } })
      assert.strictEqual(unit.writes(), 1)
    })
  )

  it.effect("answer lost: one frame; frame lost: two; always lost: three, and as before", () =>
    Effect.gen(function* () {
      const lost = { instead: "lost" } as const
      for (const [meddlings, frames, tag] of [
        [[{ answer: "lost" }], 1, "Written"],
        [[lost], 2, "Written"],
        [[lost, lost, lost], 3, "NotWritten"]
      ] as const) {
        const unit = yield* controlled({ meddle: Panels.inTurn(isWrite, ...meddlings) })
        const { outcomes } = yield* carriedOut(unit, [lines({ standby: true })])
        assert.strictEqual(only(outcomes)._tag, tag)
        assert.strictEqual(unit.writes(), frames)
        assert.strictEqual(yield* pulled(unit), tag === "Written" ? 0x07 : 0x05)
      }
    })
  )

  it.effect("set by somebody else since the plan was made: nothing is sent", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      yield* carriedOut(unit, [lines({ standby: true })])
      const plan = yield* played(unit.control.plan([lines({ panelDetect: false })]))
      yield* unit.simulated.control({ change: "restart-adapter" })
      yield* Panels.wait(10)
      unit.requests.length = 0
      const outcomes = yield* played(unit.control.execute(plan))
      assert.containsSubset(only(outcomes), { _tag: "NotWritten", cause: { _tag: "Forbidden" } })
      assert.strictEqual(unit.writes(), 0)
      assert.strictEqual(yield* pulled(unit), 0x05)
    })
  )

  it.effect("unplugged after the frame went out: nobody knows", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const plan = yield* played(unit.control.plan([lines({ standby: true })]))
      const running = yield* Effect.forkChild(unit.control.execute(plan))
      yield* Panels.until(() => unit.writes() > 0)
      yield* unit.line.happen({ kind: "unplug", forMillis: 5000 })
      assert.containsSubset(only(yield* played(Fiber.join(running))), {
        _tag: "Unknown",
        cause: { _tag: "Lost" }
      })
      yield* Panels.wait(20)
      assert.strictEqual(unit.writes(), 1)
    })
  )
})
