/**
 * Whether the adapter has power, which it takes from the bus. A unit that is switched off, and that nobody keeps awake
 * by the standby line, falls asleep after ten seconds and takes the adapter with it; the return of AC or the front
 * switch wakes it. A bus cable that is pulled does the same to the adapter alone. Reference: protocol.md 1.2, 6.7, 8.
 */
export interface State {
  readonly isAsleep: boolean
  readonly isUnplugged: boolean
  /** When the unit falls asleep, infinite when it does not. In milliseconds of the simulation. */
  readonly sleepAt: number
  /** AC has come back since the unit was switched off, and keeps it awake. */
  readonly isKeptByAc: boolean
}

export const SLEEP_MILLIS = 10_000

/** Awake and plugged in. */
export const initial: State = {
  isAsleep: false,
  isUnplugged: false,
  sleepAt: Number.POSITIVE_INFINITY,
  isKeptByAc: false
}

/** Whether the adapter has power. */
export const isOn = ({ isAsleep, isUnplugged }: State): boolean => !isAsleep && !isUnplugged

/** Falls asleep now. */
export const sleep = (power: State): State => ({
  ...power,
  isAsleep: true,
  isKeptByAc: false,
  sleepAt: Number.POSITIVE_INFINITY
})

/** AC has come back. */
export const acReturned = (power: State): State => ({ ...power, isAsleep: false, isKeptByAc: true })

/** AC has gone. */
export const acLost = (power: State): State => ({ ...power, isKeptByAc: false })

/** Settles when the unit falls asleep, after something may have changed that matters for it. */
export const settle = (power: State, isSwitchedOff: boolean, at: number): State => {
  const rests = isSwitchedOff && !power.isAsleep && !power.isKeptByAc
  const isKeptByAc = isSwitchedOff && power.isKeptByAc
  const isSettled = rests === Number.isFinite(power.sleepAt) && isKeptByAc === power.isKeptByAc
  return isSettled
    ? power
    : { ...power, isKeptByAc, sleepAt: rests ? at + SLEEP_MILLIS : Number.POSITIVE_INFINITY }
}
