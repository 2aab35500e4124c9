/**
 * How plans put things for people: a number with its unit.
 */
import { Quantity } from "@vebus/codec"

/** A number with its unit. */
export const quantity = (value: number, unit: string | null): string =>
  `${Quantity.printable(value)}${unit === null ? "" : ` ${unit}`}`
