/**
 * The power of the house without the unit, as well as it can be estimated: large changes are taken at once, small ones bit by
 * bit. Where large changes go up and down in turn within seconds the loop itself may be their cause (a meter that is
 * later than was said), and for a while these, too, are taken bit by bit. Pure.
 */

/** The estimate of the house. */
export interface State {
  /** Watts that the house draws, negative where it has a surplus; `null`: not known yet. */
  readonly watts: number | null
  /** The watts that are added while it is on the move: a large change has mostly gone on since it was measured. */
  readonly lead: number
  /** The jumps that went the other way than the one before, by their times. */
  readonly turns: ReadonlyArray<number>
  /** Which way the last one went. */
  readonly direction: number
  /** Until then nothing is taken at once. */
  readonly calmUntil: number
  /** The house of the last half minute, for the cautious. */
  readonly recent: ReadonlyArray<{ readonly at: number; readonly watts: number }>
}

/** The state before the first reading. */
export const initial: State = {
  watts: null,
  lead: 0,
  turns: [],
  direction: 0,
  calmUntil: -Infinity,
  recent: []
}

/** The share of a small change that one reading brings; less where readings come faster than once a second. */
const SHARE = 0.3
const SECOND_MILLIS = 1000
/** The share of a large change by which it has gone on. */
const LEAD = 0.1
/** The first reading of a change saw, as a rule, half of it; so many watts are risked on that. */
const FIRST_LEAD = 0.5
const MOST_LEAD_WATTS = 150
/** So many turns within so many milliseconds are a swing, and it is calmed for so long. */
const TURNS = 3
const SWING_MILLIS = 6000
const SWING_PERIODS = 6
const CALM_MILLIS = 30_000
/** For how long a rise of the loads waits, for the cautious. */
export const CAUTION_MILLIS = 30_000

/** Takes in the house of one reading. */
export const next = (
  state: State,
  watts: number,
  now: number,
  { jumpWatts, periodMillis }: { readonly jumpWatts: number; readonly periodMillis: number }
): State => {
  const change = watts - (state.watts ?? watts)
  const isJump = state.watts === null || Math.abs(change) > jumpWatts
  const direction = isJump && change !== 0 ? Math.sign(change) : state.direction
  const span = Math.max(SWING_MILLIS, SWING_PERIODS * periodMillis)
  const turns = [
    ...state.turns.filter((at) => now - at < span),
    ...(isJump && direction === -state.direction && state.direction !== 0 ? [now] : [])
  ]
  const calmUntil = turns.length >= TURNS ? now + CALM_MILLIS : state.calmUntil
  const isCalmed = now < calmUntil
  // Between a small change and a large one the share grows with it.
  const small = SHARE * Math.min(periodMillis / SECOND_MILLIS, 1)
  const share = isCalmed ? small : Math.min(Math.max(Math.abs(change) / jumpWatts, small), 1)
  const believed = state.watts === null ? watts : state.watts + share * change
  return {
    watts: believed,
    lead: isJump && !isCalmed ? leadOf(change, state.lead === 0) : 0,
    turns,
    direction,
    calmUntil,
    recent: [...state.recent.filter(({ at }) => now - at <= CAUTION_MILLIS), { at: now, watts: believed }]
  }
}

const leadOf = (change: number, isFirst: boolean): number =>
  Math.sign(change) * Math.min((isFirst ? FIRST_LEAD : LEAD) * Math.abs(change), MOST_LEAD_WATTS)

/** The least that the house has drawn in the last half minute. */
export const least = ({ recent, watts }: State): number =>
  recent.reduce((low, each) => Math.min(low, each.watts), watts ?? 0)
