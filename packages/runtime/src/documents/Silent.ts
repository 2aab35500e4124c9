/**
 * Units that are configured and do not answer, in words. Reference: protocol.md 6.10.
 */

/** "2, 4, and 5". Made when it is needed: loading the words of a language takes half as long as Node does to start. */
const listed = (silent: ReadonlyArray<number>): string =>
  new Intl.ListFormat("en", { type: "conjunction" }).format(silent.map(String))

/** That units are silent, in words; `null` where none is. */
export const sentence = (silent: ReadonlyArray<number>): string | null =>
  silent.length === 0
    ? null
    : silent.length === 1
      ? `address ${silent[0]} is configured and does not answer`
      : `addresses ${listed(silent)} are configured and do not answer`
