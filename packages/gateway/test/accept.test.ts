/**
 * What a client of HTTP wants, out of its `Accept`.
 */
import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import * as Accept from "../src/Accept.ts"

describe("a type", () => {
  it("is wanted where it is named, in any case and place, with any preference but none", () => {
    for (const header of [
      "text/csv",
      "TEXT/CSV",
      "application/json, Text/Csv;q=0.1",
      "text/csv;header=present",
      " text/csv ; q=1.0 "
    ])
      assert.isTrue(Accept.isWanted(header, "text/csv"), header)
    for (const header of [
      undefined,
      "",
      "*/*",
      "text/*",
      "text/csv;q=0",
      "text/csv; Q=0.000",
      "xtext/csv",
      "text/csvx",
      "text/csv;q=x"
    ])
      assert.isFalse(Accept.isWanted(header, "text/csv"), header)
  })

  it("is wanted by a number from 0 up, whatever is sent", () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        assert.isAtLeast(
          Accept.wish(header, () => true),
          0
        )
      })
    )
  })
})
