/**
 * Whether something holds what a case expects: only the keys that it names count, a list is complete, and numbers are
 * equal within 1e-9 relative.
 */
import { assert } from "@effect/vitest"

/** Fails where `found` lacks something of `expected`, and says where. */
export const holds = (found: unknown, expected: unknown, path = ""): void => {
  if (typeof expected === "number") {
    assert.isNumber(found, path)
    assert.approximately(found as number, expected, Math.abs(expected) * 1e-9, path)
  } else if (Array.isArray(expected)) {
    assert.isArray(found, path)
    assert.strictEqual((found as ReadonlyArray<unknown>).length, expected.length, `length of ${path}`)
    for (const [index, item] of expected.entries())
      holds((found as ReadonlyArray<unknown>)[index], item, `${path}[${index}]`)
  } else if (typeof expected === "object" && expected !== null) {
    assert.isObject(found, path)
    for (const [key, item] of Object.entries(expected)) {
      holds((found as Readonly<Record<string, unknown>>)[key], item, `${path}.${key}`)
    }
  } else assert.strictEqual(found, expected, path)
}
