/**
 * Which ports have a unit behind them. What flows in a simulation or a recording is shown like any other, and never kept
 * beside what a unit did.
 */

/** Whether there is a unit behind a port. */
export const isReal = (port: string): boolean => !/^(?:sim|replay):/u.test(port)
