/**
 * Chance for the fuzzer: quick, and different for each input, so that input 1,234,567 of a seed can be made again without
 * those before it. The generator is "mulberry32", a 32-bit counter with a mixing step.
 */

/** Draws that change as they are drawn from. */
export interface Random {
  /** A whole number from 0 to below `limit`, which is 2^16 at most. */
  readonly below: (limit: number) => number
  /** Whether something of this probability, 0 to 1, happens. */
  readonly chance: (probability: number) => boolean
  readonly byte: () => number
  /** One of a row that is not empty. */
  readonly pick: <A>(row: ReadonlyArray<A>) => A
}

const mixed = (counter: number): number => {
  let value = Math.imul(counter ^ (counter >>> 15), counter | 1)
  value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
  return (value ^ (value >>> 14)) >>> 0
}

/** The draws for one input of a seed. */
export const random = (seed: number, index: number): Random => {
  let counter = mixed(Math.imul(seed | 0, 0x9e37_79b9) ^ mixed(index + 0x6d2b_79f5))
  const next = (): number => {
    counter = (counter + 0x6d2b_79f5) | 0
    return mixed(counter)
  }
  const below = (limit: number): number => Math.floor((next() / 0x1_0000_0000) * limit)
  return {
    below,
    chance: (probability) => next() < probability * 0x1_0000_0000,
    byte: () => next() & 0xff,
    pick: (row) => row[below(row.length)]!
  }
}
