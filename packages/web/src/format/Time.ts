/**
 * Times and spans of time for people.
 */

const two = (value: number): string => String(value).padStart(2, "0")

/** The local time of day, with seconds. */
export const ofDay = (ms: number): string => {
  const date = new Date(ms)
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":")
}

/** How long: `4 s`, `3 min`, `2 h 5 min`, `3 d`. */
export const span = (ms: number): string => {
  const seconds = Math.floor(Math.max(0, ms) / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d`
}
