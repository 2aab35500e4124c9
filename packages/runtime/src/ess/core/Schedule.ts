/**
 * The schedule: which mode holds at a time of a time zone. Total: what no entry covers is the configured mode, and of
 * entries that overlap the first counts. Pure but for the tables of time zones that come with the platform.
 */
import { type Config, days, type Entry } from "./Config.ts"
import type { Order } from "./Wanted.ts"

const DAY_MINUTES = 24 * 60

const minutesOf = (time: string): number => {
  const [hours, minutes] = time.split(":")
  return Number(hours) * 60 + Number(minutes)
}

/** The day of the week, 0 for Monday, and the minutes since midnight, in a time zone. */
const localOf = (epochMillis: number, timeZone: string): readonly [day: number, minutes: number] => {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23"
  }).formatToParts(epochMillis)
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? ""
  const day = days.findIndex((name) => name === of("weekday").toLowerCase())
  return [day, Number(of("hour")) * 60 + Number(of("minute"))]
}

const covers = ({ from, to, days: on }: Entry, day: number, minutes: number): boolean => {
  const start = minutesOf(from)
  const end = minutesOf(to)
  const isOn = (index: number) => on.includes(days[(index + 7) % 7]!)
  if (start < end) return isOn(day) && minutes >= start && minutes < end
  // Over midnight, or a whole day: what began yesterday goes on.
  return (isOn(day) && minutes >= start && minutes < DAY_MINUTES) || (isOn(day - 1) && minutes < end)
}

/** Whether the platform knows a time zone by this name. */
export const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en-GB", { timeZone: name }).format(0) !== ""
  } catch {
    return false
  }
}

/** The entry that is in force at a time, in milliseconds since 1970. */
export const at = (
  { schedule, timeZone, mode }: Pick<Config, "schedule" | "timeZone" | "mode">,
  epochMillis: number
): Order => {
  if (schedule.length === 0 || timeZone === null) return { mode }
  const [day, minutes] = localOf(epochMillis, timeZone)
  const entry = schedule.find((each) => covers(each, day, minutes))
  return entry === undefined ? { mode } : { mode: entry.mode, preferred: entry.preferred, band: entry.band }
}
