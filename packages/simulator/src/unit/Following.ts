/**
 * How the units of each phase follow the set-points of a host: after a while, by a ramp, and not quite to the watt. By default
 * they are there at once. Pure, and out of a seed.
 */
import * as Random from "../Random.ts"
import type { Manager } from "../world/Orders.ts"
import * as Response from "../world/Response.ts"

/** The habits of units with set-points. */
export interface Habits extends Response.Habits {
  /** How far the power strays, in watts. */
  readonly noiseWatts: number
}

/** The habits, and where each phase is; `null`: no host steers it. */
export interface State {
  readonly habits: Habits
  readonly seed: number
  readonly phases: ReadonlyArray<{ readonly response: Response.State; readonly strayWatts: number } | null>
}

/** Units that nobody steers yet. */
export const make = (habits: Partial<Habits> = {}, phases: number, seed: number): State => ({
  habits: { ...Response.exact, noiseWatts: 0, ...habits },
  seed,
  phases: Array.from({ length: phases }, () => null)
})

/** The state of a phase: who manages it, when that was written, and the power of its units. */
export interface Phase {
  readonly manager: Manager
  readonly writtenAt: number
  readonly inputWatts: number
}

/** The state a step of the plant later. */
export const advance = (state: State, phases: ReadonlyArray<Phase>, at: number): State => {
  if (phases.every(({ manager }) => typeof manager === "string")) {
    return state.phases.every((phase) => phase === null)
      ? state
      : { ...state, phases: phases.map(() => null) }
  }
  const { habits } = state
  const chance = Random.from(state.seed)
  const next = phases.map(({ manager, writtenAt, inputWatts }, index) => {
    if (typeof manager === "string") return null
    const before = state.phases[index]?.response ?? Response.make(inputWatts, writtenAt)
    const told = Response.told(before, habits, manager.inputWatts, writtenAt)
    return {
      response: Response.advance(told, habits, at),
      strayWatts: habits.noiseWatts === 0 ? 0 : habits.noiseWatts * chance.draw()
    }
  })
  return { habits, seed: chance.seed(), phases: next }
}

/** The manager of a phase as its units follow it. */
export const followed = ({ habits, phases }: State, index: number, manager: Manager): Manager => {
  const phase = phases[index]
  return typeof manager === "string" || phase === undefined || phase === null
    ? manager
    : { ...manager, inputWatts: Response.wattsOf(phase.response, habits) + phase.strayWatts }
}
