/**
 * Alarms and errors that come and go, out of readings.
 */
import type { Alarm } from "@vebus/codec"
import { assert, describe, it } from "@effect/vitest"
import * as Alarms from "../src/Alarms.ts"

const standing = (
  warnings: Alarm.Standing["warnings"],
  alarms: Alarm.Standing["alarms"]
): Alarm.Standing => ({ warnings, alarms })

/** What is told of readings, one after the other: `+` came, `-` went. */
const told = (
  ...readings: ReadonlyArray<readonly [alarms: Alarm.Standing | null, error: number | null]>
): ReadonlyArray<string> => {
  let state = Alarms.initial
  return readings.flatMap(([alarms, code]) => {
    const [next, events] = Alarms.step(state, {
      alarms,
      vebusError: code === null ? null : { code, name: null }
    })
    state = next
    return events.map(({ kind, name, active }) => `${active ? "+" : "-"}${kind} ${name}`)
  })
}

describe("alarms", () => {
  it("are told when they come and when they go, each once", () => {
    const low = standing([], ["low-battery"])
    assert.deepStrictEqual(
      told(
        [standing([], []), 0],
        [standing(["low-battery"], []), 0],
        [low, 0],
        [low, 0],
        [standing([], []), 0]
      ),
      ["+warning low-battery", "-warning low-battery", "+alarm low-battery", "-alarm low-battery"]
    )
  })

  it("that stand at the first reading are told", () => {
    assert.deepStrictEqual(told([standing([], ["overload"]), 3]), ["+alarm overload", "+vebus-error 3"])
  })

  it("that are not reported any more neither went nor came again", () => {
    const overload = standing([], ["overload"])
    assert.deepStrictEqual(told([overload, 3], [null, null], [overload, 3]), [
      "+alarm overload",
      "+vebus-error 3"
    ])
  })

  it("errors take each other's place", () => {
    assert.deepStrictEqual(told([null, 3], [null, 17], [null, 0]), [
      "+vebus-error 3",
      "-vebus-error 3",
      "+vebus-error 17",
      "-vebus-error 17"
    ])
  })
})
