/**
 * Quantities for people: fixed digits for each kind, so that no number moves its neighbours. What is absent is "–", never 0.
 */

/** The kinds of quantities, with their digits. */
const kinds = {
  batteryVolts: { unit: "V", digits: 2 },
  acVolts: { unit: "V", digits: 1 },
  amperes: { unit: "A", digits: 1 },
  hertz: { unit: "Hz", digits: 2 },
  celsius: { unit: "°C", digits: 1 }
} as const

/** A kind of quantity. */
export type Kind = keyof typeof kinds | "watts" | "percent"

/** A number as text, and its unit. */
export interface Shown {
  readonly text: string
  readonly unit: string
}

/** Shown in place of a value that is absent. */
export const ABSENT = "–"
/** From so many watts on power is shown in kilowatts. */
const KILO = 10_000

/** A number with so many digits and a true minus sign; a little less than nothing is nothing. */
export const fixed = (value: number, digits: number): string => {
  const text = value.toFixed(digits)
  return Number(text) === 0 ? (0).toFixed(digits) : text.replace("-", "−")
}

/** A quantity; a ratio where the kind is `percent`. */
export const shown = (kind: Kind, value: number | null): Shown => {
  if (kind === "watts") {
    if (value !== null && Math.abs(value) >= KILO - 0.5) return { text: fixed(value / 1000, 1), unit: "kW" }
    return { text: value === null ? ABSENT : fixed(value, 0), unit: "W" }
  }
  if (kind === "percent") return { text: value === null ? ABSENT : fixed(value * 100, 0), unit: "%" }
  const { unit, digits } = kinds[kind]
  return { text: value === null ? ABSENT : fixed(value, digits), unit }
}

/** The same in one text; "–" alone where it is absent. */
export const text = (kind: Kind, value: number | null): string => {
  const { text: number, unit } = shown(kind, value)
  return value === null ? ABSENT : `${number} ${unit}`
}
