/**
 * What holds for every row of inputs: the core is total, keeps its limits, and writes nothing once it has ended.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Ess from "@vebus/runtime/ess"
import { Setups } from "@vebus/testing/ess"
import * as fc from "fast-check"

const config = Setups.config({ maxCharge: 2000, maxDischarge: 1500 })

const number = fc.oneof(
  fc.double({ min: -5000, max: 5000, noNaN: true }),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e9, -1e9)
)
const input = fc.record({
  wait: fc.integer({ min: 0, max: 3000 }),
  watts: fc.option(number),
  late: fc.oneof(fc.constant(0), fc.integer({ min: -2000, max: 9000 })),
  unit: fc.option(number),
  volts: fc.option(fc.oneof(fc.double({ min: 40, max: 60, noNaN: true }), fc.constant(Number.NaN))),
  soc: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  mode: fc.oneof(
    { weight: 20, arbitrary: fc.constant("auto" as const) },
    { weight: 2, arbitrary: fc.constantFrom(...(["hold", "hold-charge", "charge", "rest", "off"] as const)) }
  )
})
const inputs = fc.array(input, { maxLength: 120 })

/** Begins well, so that most rows come to steer something. */
const begun = () => {
  let state = Ess.initial(0)
  let now = 0
  for (let second = 1; second <= 12; second++) {
    now = second * 1000
    const unit = [{ at: now - 50, inputWatts: 0, batteryVolts: 52, stateOfCharge: 0.5 }]
    state = Ess.step(config, state, {
      now,
      reading: { watts: 300 + second, at: now },
      unit,
      mode: "auto"
    }).state
  }
  return { state, now }
}

describe("whatever comes in", () => {
  it("a set-point stays within its limits and its mode, and nothing is thrown", () => {
    fc.assert(
      fc.property(inputs, (row) => {
        let { state, now } = begun()
        for (const { wait, watts, late, unit, volts, soc, mode } of row) {
          now += wait
          const before = state.safety.phase
          const output = Ess.step(config, state, {
            now,
            mode,
            ...(watts === null ? {} : { reading: { watts, at: now - late } }),
            ...(unit === null
              ? {}
              : { unit: [{ at: now, inputWatts: unit, batteryVolts: volts, stateOfCharge: soc }] })
          })
          state = output.state
          const { setpoint } = output
          if (before === "ended" || mode === "off") assert.strictEqual(setpoint, "let-go")
          if (mode === "rest") assert.isFalse(typeof setpoint === "number")
          if (typeof setpoint === "number") {
            assert.isTrue(
              Number.isInteger(setpoint) && setpoint >= -1500 && setpoint <= 2000,
              String(setpoint)
            )
            assert.include(["active", "holding", "fading"], state.safety.phase)
          }
          assert.isTrue(setpoint !== "rest" || state.safety.phase === "resting")
        }
      })
    )
  })

  it("the same row leads to the same set-points, and what comes out is plain data", () => {
    fc.assert(
      fc.property(inputs, (row) => {
        const play = () => {
          let { state, now } = begun()
          return row.map(({ wait, watts, mode }) => {
            now += wait
            const reading = watts === null ? undefined : { watts, at: now }
            const output = Ess.step(config, state, { now, mode, reading })
            state = structuredClone(output.state)
            return [output.setpoint, output.why]
          })
        }
        assert.deepStrictEqual(play(), play())
      }),
      { numRuns: 30 }
    )
  })
})
