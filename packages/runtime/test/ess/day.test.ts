/**
 * A day of a house with loads and clouds by chance, in which one reading in a hundred is lost and one sample of the unit in a
 * hundred does not come.
 */
import { assert, it } from "@effect/vitest"
import { ClosedLoop, Houses, Setups } from "@vebus/testing/ess"

const DAY_SECONDS = 86_400
const BLOCK_MILLIS = 5000
/** A house that changes by less is at rest, and a grid that moves by less does not swing. */
const QUIET_WATTS = 20
const SWING_WATTS = 60

it("does not swing for longer than half a minute, writes once a reading at most, and never ends", () => {
  const house = Houses.day(7)
  const chance = Houses.chance(11)
  const grid: [low: number, high: number] = [Infinity, -Infinity]
  const rest: [low: number, high: number] = [Infinity, -Infinity]
  const widen = (range: [low: number, high: number], watts: number) => {
    range[0] = Math.min(range[0], watts)
    range[1] = Math.max(range[1], watts)
  }
  /** For how many blocks in a row the grid has swung beside a house at rest, and the most of them. */
  let swinging = 0
  let longest = 0
  let active = 0
  const { writes, readings, state } = ClosedLoop.run({
    config: Setups.config(),
    seconds: DAY_SECONDS,
    house,
    unit: ClosedLoop.worseUnit,
    meter: { dropout: 0.01 },
    tells: () => chance() > -0.98,
    stepMillis: 50,
    onMoment: ({ at, gridWatts, unitWatts, phase }) => {
      if (phase === "active" || phase === "holding") active++
      widen(grid, gridWatts)
      widen(rest, gridWatts - unitWatts)
      if (at % BLOCK_MILLIS !== 0) return
      const isQuiet = rest[1] - rest[0] < QUIET_WATTS
      swinging = isQuiet && grid[1] - grid[0] > SWING_WATTS ? swinging + 1 : 0
      longest = Math.max(longest, swinging)
      grid.splice(0, 2, Infinity, -Infinity)
      rest.splice(0, 2, Infinity, -Infinity)
    }
  })
  assert.isAtMost(longest * BLOCK_MILLIS, 30_000)
  assert.strictEqual(state.safety.phase, "active")
  assert.isAtMost(writes.length, readings)
  assert.isAbove(active / (DAY_SECONDS * 20), 0.999)
})
