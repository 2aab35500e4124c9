/**
 * Rows of bytes and of words, which both the compiled and the interpreted layouts read, write and check.
 */
import { NONE, type Raw16, type Spare } from "./Words.ts"

/** The bytes between two positions; the shared empty row when there are none. */
export const readBytes = (bytes: Uint8Array, from: number, to: number): Spare => {
  const size = to - from
  if (size <= 0) return NONE
  const row = Array<number>(size)
  for (let index = 0; index < size; index++) row[index] = bytes[from + index]!
  return row
}

/** As many whole words as fit between two positions. */
export const readWords = (bytes: Uint8Array, from: number, to: number): ReadonlyArray<Raw16> => {
  const size = (to - from) >> 1
  const row = Array<Raw16>(size)
  for (let index = 0; index < size; index++) {
    const at = from + 2 * index
    row[index] = (bytes[at]! | (bytes[at + 1]! << 8)) as Raw16
  }
  return row
}

/** Writes bytes, and gives the position behind them. */
export const writeBytes = (bytes: Uint8Array, at: number, row: Spare): number => {
  const size = row.length
  for (let index = 0; index < size; index++) bytes[at + index] = row[index]!
  return at + size
}

/** Writes words, low byte first, and gives the position behind them. */
export const writeWords = (bytes: Uint8Array, at: number, row: Spare): number => {
  const size = row.length
  for (let index = 0; index < size; index++) {
    bytes[at + 2 * index] = row[index]!
    bytes[at + 2 * index + 1] = row[index]! >> 8
  }
  return at + 2 * size
}

/** Whether a value is a whole number between two limits. */
export const isInteger = (value: unknown, min: number, max: number): boolean =>
  Number.isInteger(value) && (value as number) >= min && (value as number) <= max

/** Whether a value is a row of so many numbers, each up to a limit. */
export const isRow = (value: unknown, min: number, max: number, limit: number): boolean => {
  if (!Array.isArray(value) || value.length < min || value.length > max) return false
  for (const number of value) if (!isInteger(number, 0, limit)) return false
  return true
}
