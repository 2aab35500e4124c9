/**
 * The house between the grid and the unit: loads and solar power that are beside the unit, not behind it. Pure.
 */

/** The loads and the solar power beside the unit, in watts. */
export interface House {
  readonly loadWatts: number
  readonly pvWatts: number
}

/** The power from the grid, that of the unit included, in watts. */
export const gridWatts = ({ loadWatts, pvWatts }: House, unitWatts: number): number =>
  loadWatts - pvWatts + unitWatts
