/**
 * A month of a boat in the file of history, for pictures: made by a formula, not by chance.
 */
import { join } from "node:path"
import * as Fields from "../../../gateway/src/history/Fields.ts"
import * as Rollup from "../../../gateway/src/history/Rollup.ts"
import * as Sqlite from "../../../gateway/src/history/Sqlite.ts"
import * as Store from "../../../gateway/src/history/Store.ts"

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Of the battery, in watt-hours. */
const CAPACITY = 19_200
/** The gateway did not run in the last minutes. */
const GAP = 45 * 60_000
/** So many rows in one transaction. */
const BATCH = 200

/** A wave between 0 and 1 with that period. */
const wave = (ms: number, period: number, phase = 0): number =>
  (1 + Math.sin((2 * Math.PI * ms) / period + phase)) / 2

/** What the loads draw, in watts: some always, more in the evening, a kettle now and then. */
const loadsAt = (ms: number): number => {
  const hour = (ms % DAY) / HOUR
  const evening = Math.exp(-((hour - 19.5) ** 2) / 6) * 900
  const kettle = wave(ms, 2.7 * HOUR) > 0.985 ? 1900 : 0
  return 170 + evening + kettle + 60 * wave(ms, 11 * 60_000) + 12 * wave(ms, 37_000, 1)
}

/** Whether the mains are there: not while the boat is out, from morning to afternoon. */
const hasMains = (ms: number): boolean => {
  const hour = (ms % DAY) / HOUR
  return hour < 7.5 || hour > 16.2
}

/** The figures of a time, and the state of charge that they start from. */
const figures = (ms: number, charge: number) => {
  const loads = loadsAt(ms)
  const mains = hasMains(ms)
  const battery = mains ? (charge < 0.96 ? 3400 : 60 + 30 * wave(ms, 9 * 60_000)) : -loads * 1.07
  const input = mains ? loads + battery * 1.06 + 22 : 0
  return {
    "battery.voltage": 51.2 + 2.4 * charge + battery / 2900,
    "battery.current": battery / 53,
    "battery.power": battery,
    "battery.stateOfCharge": charge,
    "acInput.1.voltage": mains ? 228 + 5 * wave(ms, 5.1 * HOUR) : 0,
    "acOutput.1.voltage": 230 - loads / 900,
    acInputPower: input,
    acOutputPower: loads
  } as Readonly<Record<string, number>>
}

/** Writes the last so many seconds of a site, the same figures in each. */
export const seconds = async (
  folder: string,
  site: string,
  count: number,
  of: Readonly<Record<string, number>>
): Promise<void> => {
  const store = Store.open(await Sqlite.load(), join(folder, "history.db"))
  const now = Rollup.startOf(Date.now(), Rollup.lengths.seconds)
  const values = Fields.fields.map(({ name }) => of[name] ?? null)
  const rows = Array.from({ length: count }, (_, index) => ({
    site,
    at: now - (count - index) * Rollup.lengths.seconds,
    values
  }))
  for (let first = 0; first < rows.length; first += BATCH)
    store.write(rows.slice(first, first + BATCH), [], [])
  store.close()
}

/** Writes the month before a time for a site: quarters of an hour, minutes of the last two days, seconds of the last hour. */
export const write = async (folder: string, site: string, now: number): Promise<void> => {
  const store = Store.open(await Sqlite.load(), join(folder, "history.db"))
  let charge = 0.8
  const past = (
    length: number,
    from: number,
    take: (at: number, values: ReadonlyArray<number | null>) => void
  ) => {
    for (let at = Rollup.startOf(from, length); at < Rollup.startOf(now - GAP, length); at += length) {
      const found = figures(at, charge)
      charge = Math.min(1, Math.max(0.15, charge + (found["battery.power"]! * length) / HOUR / CAPACITY))
      take(
        at,
        Fields.fields.map(({ name }) => found[name] ?? null)
      )
    }
  }
  const spread = (values: ReadonlyArray<number | null>, share: number) =>
    values.flatMap((value) =>
      value === null
        ? [null, null, null]
        : [value - Math.abs(value) * share, value, value + Math.abs(value) * share]
    )
  const rolled: Array<Store.RolledRow> = []
  past(Rollup.lengths.quarters, now - 30 * DAY, (start, values) =>
    rolled.push({ resolution: "quarters", site, start, values: spread(values, 0.02) })
  )
  charge = 0.9
  past(Rollup.lengths.minutes, now - 2 * DAY, (start, values) =>
    rolled.push({ resolution: "minutes", site, start, values: spread(values, 0.002) })
  )
  const seconds: Array<Store.Second> = []
  past(Rollup.lengths.seconds, now - 2 * HOUR, (at, values) => seconds.push({ site, at, values }))
  for (let first = 0; first < rolled.length; first += BATCH)
    store.write([], rolled.slice(first, first + BATCH), [])
  for (let first = 0; first < seconds.length; first += BATCH)
    store.write(seconds.slice(first, first + BATCH), [], [])
  store.close()
}
