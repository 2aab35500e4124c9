/**
 * A law: a fast-check property under a name that says what holds. `fc.assert(law)` proves it, or shrinks to
 * the smallest value that breaks it.
 */
import * as Equal from "effect/Equal"
import fc from "fast-check"

/** Laws by name. The values that a property draws are its own affair. */
export type Laws = Readonly<Record<string, fc.IRawProperty<unknown, false>>>

/** A property that holds unless `check` throws. */
export const law = <A>(values: fc.Arbitrary<A>, check: (value: A) => void): fc.IRawProperty<unknown, false> =>
  fc.property(values, check) as fc.IRawProperty<unknown, false>

/** Fails the property in which it runs unless both are equal by content. */
export const expectEqual = (what: string, found: unknown, expected: unknown): void => {
  if (!Equal.equals(found, expected)) {
    throw new Error(`${what}: expected ${fc.stringify(expected)}, found ${fc.stringify(found)}`)
  }
}
