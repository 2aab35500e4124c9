/**
 * Facts that are learned about a device hold for one version of it, or one connection: a device that was replaced or updated is
 * learned anew.
 */

/** Gives what was made for the version that is there now, and makes it anew when that has changed. */
export const perVersion = <A>(version: () => string, make: () => A): (() => A) => {
  let madeFor: string | undefined
  let made: A | undefined
  return () => {
    const now = version()
    if (made === undefined || madeFor !== now) {
      madeFor = now
      made = make()
    }
    return made
  }
}
