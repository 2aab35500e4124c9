/**
 * Writing settings: stored and RAM only, on a simulated unit.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Words } from "@vebus/codec"
import * as Effect from "effect/Effect"
import { carriedOut, controlled } from "./Controlled.ts"

const FLOAT = 3
const raw = (word: number) => word as Words.Raw16

describe("a setting", () => {
  it.effect("is stored, acts, and is read back", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const { outcomes } = yield* carriedOut(unit, [
        { _tag: "Setting", id: FLOAT, to: "eeprom", wanted: { value: 52.5 } }
      ])
      assert.deepStrictEqual(outcomes, [{ _tag: "Written", proof: "read-back", needsRestart: false }])
      assert.deepStrictEqual(yield* unit.setting(FLOAT), { stored: 5250, active: 5250 })
      assert.strictEqual(unit.writes(), 1)
    })
  )

  it.effect("in RAM only acts, and what is stored stays", () =>
    Effect.gen(function* () {
      const unit = yield* controlled()
      const before = yield* unit.setting(FLOAT)
      const { outcomes } = yield* carriedOut(unit, [
        { _tag: "Setting", id: FLOAT, to: "ram", wanted: { raw: raw(5240) } }
      ])
      assert.deepStrictEqual(outcomes, [{ _tag: "Written", proof: "acknowledged", needsRestart: false }])
      assert.deepStrictEqual(yield* unit.setting(FLOAT), { stored: before.stored, active: 5240 })
    })
  )
})
