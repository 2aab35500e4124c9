/**
 * Grid control on a simulated unit, byte for byte: what goes over the wire, and over the house connection.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { followed, settled, wait, watts } from "./Followed.ts"

describe("a unit that follows a meter", () => {
  it.effect("writes nothing before five good readings, and then keeps the grid near its target", () =>
    Effect.gen(function* () {
      const all = yield* followed()
      yield* wait(4.5)
      assert.deepStrictEqual(watts(all), [])
      yield* wait(20.5)
      assert.deepStrictEqual(all.states(), ["active follow"])
      const late = all.ticks.filter(({ at }) => at > 18_000)
      for (const { gridWatts } of late) assert.approximately(gridWatts, 20, 60)
      yield* all.close
      assert.strictEqual(watts(all).at(-1), 0)
    })
  )

  it.effect("follows a step up and down, and writes less than once a reading", () =>
    Effect.gen(function* () {
      const all = yield* settled({
        house: (at) => ({ loadWatts: at > 30_000 && at < 60_000 ? 2300 : 300, pvWatts: 0 })
      })
      all.unit.requests.length = 0
      yield* wait(65)
      const off = (from: number, to: number) =>
        Math.max(
          ...all.ticks
            .filter(({ at }) => at >= from && at < to)
            .map(({ gridWatts }) => Math.abs(gridWatts - 20))
        )
      assert.isAtMost(off(38_500, 60_000), 60)
      assert.isAtMost(off(68_000, 90_000), 60)
      assert.isAtMost(watts(all).length, all.following.status().readings)
      yield* all.close
    })
  )

  it.effect("says how it stands", () =>
    Effect.gen(function* () {
      const all = yield* settled()
      const { phase, gridWatts, unitWatts, setpoint, readings, rejected } = all.following.status()
      assert.strictEqual(phase, "active")
      assert.approximately(gridWatts!, 20, 60)
      assert.approximately(unitWatts!, -980, 100)
      assert.approximately(setpoint as number, -980, 100)
      assert.isAbove(readings, 20)
      assert.deepStrictEqual(rejected, {})
      yield* all.close
    })
  )

  it.effect("obeys a mode for as long as it was wanted", () =>
    Effect.gen(function* () {
      const all = yield* settled()
      yield* all.following.want({ mode: "rest" }, 30_000)
      yield* wait(3)
      assert.strictEqual(watts(all).at(-1), 0)
      assert.strictEqual(all.following.status().phase, "resting")
      yield* wait(50)
      assert.strictEqual(all.following.status().phase, "active")
      yield* all.close
    })
  )

  it.effect("tells the journal each state, not each set-point", () =>
    Effect.gen(function* () {
      const all = yield* settled()
      yield* all.following.want({ mode: "rest" }, 10_000)
      yield* wait(5)
      yield* all.close
      const lines = (yield* all.unit.store.journal).filter(({ phase }) => phase === "holding")
      assert.deepStrictEqual(
        lines.map((line) => (line.phase === "holding" ? [line.why, line.because] : [])),
        [
          ["begun", undefined],
          ["set", "resting: user"],
          ["ended", undefined]
        ]
      )
    })
  )

  it.effect("in a dry run is not written to", () =>
    Effect.gen(function* () {
      const all = yield* settled({ isDryRun: true })
      const { phase, setpoint } = all.following.status()
      assert.strictEqual(phase, "active")
      assert.isTrue(typeof setpoint === "number" && setpoint < -300)
      yield* all.close
      assert.strictEqual(all.unit.writes(), 0)
      assert.deepStrictEqual(yield* all.unit.store.journal, [])
    })
  )
})
