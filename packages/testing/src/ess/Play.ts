/**
 * Scenes in the closed loop.
 */
import * as ClosedLoop from "./ClosedLoop.ts"
import * as Figures from "./Figures.ts"
import * as Scenes from "./Scenes.ts"
import * as Setups from "./Setups.ts"

/**
 * From the beginning of a second of the meter to the edge of a scene, in milliseconds: readings arrive on the second of the
 * scene.
 */
const PHASE_MILLIS = 100

/** A scene that was played. */
export interface Played {
  readonly outcome: ClosedLoop.Outcome
  /** When the scene began, in milliseconds since the beginning of the loop. */
  readonly from: number
  readonly figures: Figures.Figures
}

/** Plays a scene with a unit. */
export const scene = (
  { house, seconds, tells }: Scenes.Scene,
  unit: Partial<ClosedLoop.Unit>,
  seed = 1
): Played => {
  const begin = Scenes.BEGIN_MILLIS
  const from = begin + PHASE_MILLIS
  const outcome = ClosedLoop.run({
    config: Setups.config(),
    seconds: from / 1000 + seconds,
    house: (at) => house(at - from),
    unit,
    seed,
    // A reading of the instant before is through.
    passes: (reading) => (tells(reading.at - begin - 2 * PHASE_MILLIS) ? reading : null)
  })
  return { outcome, from, figures: Figures.figures(outcome, from, from + seconds * 1000) }
}
