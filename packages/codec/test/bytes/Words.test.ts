import { assert, describe, it } from "@effect/vitest"
import { Words } from "@vebus/codec"
import * as Schema from "effect/Schema"

const ranges: ReadonlyArray<readonly [string, Schema.Constraint, number, number]> = [
  ["Uint4", Words.Uint4, 0, 15],
  ["Uint8", Words.Uint8, 0, 255],
  ["Uint16", Words.Uint16, 0, 65_535],
  ["Int16", Words.Int16, -32_768, 32_767],
  ["Uint32", Words.Uint32, 0, 4_294_967_295],
  ["Raw8", Words.Raw8, 0, 255],
  ["Raw16", Words.Raw16, 0, 65_535],
  ["Raw24", Words.Raw24, -8_388_608, 8_388_607]
]

describe("the range of", () => {
  it.each(ranges)("%s", (_, schema, minimum, maximum) => {
    const accepted = [minimum - 1, minimum, minimum + 0.5, maximum, maximum + 1].map((value) =>
      Schema.is(schema)(value)
    )
    assert.deepStrictEqual(accepted, [false, true, false, true, false])
  })
})
