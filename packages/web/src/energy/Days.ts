/**
 * Energy of each day, from the mean power of the rows of a history: a sum over the time that was seen, which is told beside it.
 * Where the direction changed within a row, that row counts by its mean. Pure.
 */
import type { History } from "../Ask.ts"

/** A day, in local time. */
export interface Day {
  /** When it begins, milliseconds since 1970. */
  readonly ms: number
  /** In kWh; `null`: nobody saw that figure. */
  readonly input: Directed
  readonly loads: number | null
  readonly battery: Directed
  /** How many hours of it were seen. */
  readonly hours: number
}

/** Both directions, in kWh, each as a positive number. */
export interface Directed {
  /** Drawn from the AC input, or into the battery. */
  readonly in: number | null
  /** Fed into the AC input, or out of the battery. */
  readonly out: number | null
}

interface Sum {
  positive: number | null
  negative: number | null
}

const add = (sum: Sum, watts: number | null, hours: number): void => {
  if (watts === null) return
  const kilowattHours = (watts * hours) / 1000
  sum.positive = (sum.positive ?? 0) + Math.max(0, kilowattHours)
  sum.negative = (sum.negative ?? 0) + Math.max(0, -kilowattHours)
}

const nothing = (): Sum => ({ positive: null, negative: null })

/** The beginning of the local day of a time. */
export const dayOf = (ms: number): number => new Date(ms).setHours(0, 0, 0, 0)

/** The day of a time among days; `undefined`: nothing of it was seen. Yesterday is never it, however late the next answer comes. */
export const today = (days: ReadonlyArray<Day>, now: number): Day | undefined =>
  days.find(({ ms }) => ms === dayOf(now))

/** The days of a history, the newest first. */
export const days = (history: History): ReadonlyArray<Day> => {
  const hours = history.stepSeconds / 3600
  const meanOf = (field: string) => history.columns.find((column) => column.field === field)?.mean ?? []
  const [input, loads, battery] = [meanOf("acInputPower"), meanOf("acOutputPower"), meanOf("battery.power")]
  const all = new Map<number, { input: Sum; loads: Sum; battery: Sum; hours: number }>()
  for (const [row, time] of history.time.entries()) {
    const ms = dayOf(Date.parse(time))
    const day = all.get(ms) ?? { input: nothing(), loads: nothing(), battery: nothing(), hours: 0 }
    all.set(ms, day)
    add(day.input, input[row] ?? null, hours)
    add(day.loads, loads[row] ?? null, hours)
    add(day.battery, battery[row] ?? null, hours)
    const isSeen = [input[row], loads[row], battery[row]].some((value) => typeof value === "number")
    if (isSeen) day.hours += hours
  }
  return [...all]
    .map(([ms, day]) => ({
      ms,
      input: { in: day.input.positive, out: day.input.negative },
      loads: day.loads.positive,
      battery: { in: day.battery.positive, out: day.battery.negative },
      hours: day.hours
    }))
    .toSorted((a, b) => b.ms - a.ms)
}

/** The fields of a history that days are made of. */
export const fields: ReadonlyArray<string> = ["acInputPower", "acOutputPower", "battery.power"]

/** Rows of a quarter of an hour at most: a day begins and ends at one wherever the clock is set by quarters. */
export const POINTS = 3000
