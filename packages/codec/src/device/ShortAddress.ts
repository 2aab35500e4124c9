/**
 * Short addresses: how the units of one bus are told apart. 0, 1 and 2 are the masters of phase L1, L2 and L3.
 * Reference: protocol.md 3.2.
 */

/** The address of a unit on its bus. */
// oxfmt-ignore
export type ShortAddress =
  | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15
  | 16 | 17 | 18 | 19 | 20 | 21 | 22 | 23 | 24 | 25 | 26 | 27 | 28 | 29 | 30 | 31

/** The highest of them. */
export const MAX = 31

/** Whether a number is the address of a unit. */
export const is = (address: number): address is ShortAddress =>
  Number.isInteger(address) && address >= 0 && address <= MAX
