/**
 * The clock of the page, the one place where it is read: everything else gets its time as a number.
 */

/** Milliseconds since 1970. */
export const now = (): number => Date.now()
