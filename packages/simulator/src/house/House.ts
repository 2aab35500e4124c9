/**
 * The house between the grid and the unit: loads and solar power that are beside the unit, not behind it. Pure.
 */

/** What is beside the unit, in watts. */
export interface House {
  readonly loadWatts: number
  readonly pvWatts: number
}

/** What is drawn from the grid, with what the unit draws, in watts. */
export const gridWatts = ({ loadWatts, pvWatts }: House, unitWatts: number): number =>
  loadWatts - pvWatts + unitWatts
