/**
 * Each write has a line before it goes out, and one with what became of it; what cannot be noted is not sent.
 */
import { assert, describe, it } from "@effect/vitest"
import { Frames, Hex } from "@vebus/codec"
import { Journal, StateStore } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { played } from "../Played.ts"
import { carriedOut, controlled, flag, isWrite, only, setting, surviving, tags } from "./Controlled.ts"
import { FLOAT } from "./Ids.ts"

const full = new StateStore.StateError({ doing: "write", path: "/state", cause: "no space left" })

describe("the journal", () => {
  it.effect("has a line before each frame, and one after it", () =>
    Effect.gen(function* () {
      const order: Array<string> = []
      const store = yield* surviving
      const unit = yield* controlled({
        store: {
          ...store,
          append: (line) =>
            Effect.andThen(
              Effect.sync(() => order.push(`${line.phase} ${line.write}`)),
              store.append(line)
            )
        },
        meddle: (request) => {
          if (isWrite(request)) order.push("frame")
          return undefined
        }
      })
      yield* carriedOut(unit, [setting(FLOAT, 52.5), setting(2, 53.5, "ram")])
      assert.deepStrictEqual(order, ["sending 0", "frame", "done 0", "sending 1", "frame", "done 1"])
    })
  )

  it.effect(
    "tells who, which unit, what, the exact frame, and what became of it; and reads back as it is",
    () =>
      Effect.gen(function* () {
        const unit = yield* controlled()
        const { plan } = yield* carriedOut(unit, [setting(FLOAT, 52.5), flag(5, true)])
        const lines = yield* unit.store.journal
        assert.containsSubset(lines[0], {
          schema: "vebus.journal/1",
          plan: plan.id,
          write: 0,
          phase: "sending",
          by: "test",
          port: "sim:",
          address: 0,
          unit: "serial:HQ0000TEST1",
          what: { name: "UBatFloat", before: "52 V", after: "52.5 V" }
        })
        assert.containsSubset(lines[1], {
          phase: "done",
          write: 0,
          outcome: { _tag: "Written", proof: "read-back" }
        })
        const sent = unit.requests.filter(isWrite)
        for (const [n, line] of lines.filter((one) => one.phase === "sending").entries()) {
          const request = sent[n]!
          assert.strictEqual(request._tag, "WinmonRequest")
          const underX = { ...request, letter: "X" } as Frames.Request
          assert.strictEqual(
            line.phase === "sending" && line.what.frame,
            Hex.toHex(Result.getOrThrow(Frames.toWire(underX)))
          )
        }
        const text = yield* Effect.forEach(lines, (line) => Journal.encode(line))
        assert.deepStrictEqual(Result.getOrThrow(Journal.parse(`${text.join("\n")}\n`)), lines)
      })
  )

  it.effect("tells of every way in which a write can end, and reads back as it is", () =>
    Effect.gen(function* () {
      const unit = yield* controlled({ isLost: isWrite })
      yield* carriedOut(unit, [setting(FLOAT, 52.5)])
      yield* carriedOut(unit, [setting(FLOAT, 52.5, "ram")])
      const lines = yield* unit.store.journal
      const outcomes = lines.flatMap((line) => (line.phase === "done" ? [line.outcome._tag] : []))
      assert.deepStrictEqual(outcomes, ["NotWritten", "Unknown"])
      const text = yield* Effect.forEach(lines, (line) => Journal.encode(line))
      const parsed = Result.getOrThrow(Journal.parse(`${text.join("\n")}\n`))
      assert.deepStrictEqual(
        parsed.map((line) => (line.phase === "done" ? line.outcome._tag : line.phase)),
        ["sending", "NotWritten", "sending", "Unknown"]
      )
    })
  )

  it.effect("that cannot be written to stops the write before it is sent, and all behind it", () =>
    Effect.gen(function* () {
      const store = yield* surviving
      const unit = yield* controlled({ store: { ...store, append: () => Effect.fail(full) } })
      const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52.5), setting(2, 53.5)])
      assert.deepStrictEqual(tags(outcomes), ["NotWritten", "NotReached"])
      assert.containsSubset(outcomes[0], { cause: { _tag: "StateError" } })
      assert.strictEqual(unit.writes(), 0)
    })
  )

  it.effect("that cannot be written to afterwards does not turn what is known into a failure", () =>
    Effect.gen(function* () {
      const store = yield* surviving
      const unit = yield* controlled({
        store: {
          ...store,
          append: (line) => (line.phase === "done" ? Effect.fail(full) : store.append(line))
        }
      })
      const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52.5)])
      assert.strictEqual(only(outcomes)._tag, "Written")
    })
  )
})

describe("the count of EEPROM writes and the record of RAM-only values", () => {
  for (const to of ["ram", "eeprom"] as const) {
    it.effect(`that cannot be kept stops the write before it is sent (${to})`, () =>
      Effect.gen(function* () {
        const store = yield* surviving
        let isFull = false
        const unit = yield* controlled({
          store: {
            ...store,
            update: (key, change) => (isFull ? Effect.fail(full) : store.update(key, change))
          }
        })
        const plan = yield* played(unit.control.plan([setting(FLOAT, 52.5, to)]))
        isFull = true
        const outcome = only(yield* played(unit.control.execute(plan)))
        assert.containsSubset(outcome, { _tag: "NotWritten", cause: { _tag: "StateError" } })
        assert.strictEqual(unit.writes(), 0)
      })
    )
  }

  it.effect(
    "that cannot be kept for the repeat: the frame before it may have arrived, and nobody knows",
    () =>
      Effect.gen(function* () {
        const store = yield* surviving
        let sent = 0
        const unit = yield* controlled({
          store: {
            ...store,
            update: (key, change) => (sent > 0 ? Effect.fail(full) : store.update(key, change))
          },
          meddle: (request) => {
            if (!isWrite(request)) return undefined
            sent++
            return { answer: "lost" }
          }
        })
        const { outcomes } = yield* carriedOut(unit, [setting(FLOAT, 52.5, "ram")])
        assert.strictEqual(only(outcomes)._tag, "Unknown")
        assert.strictEqual(sent, 1)
        assert.strictEqual((yield* unit.setting(FLOAT)).active, 5250)
      })
  )
})
