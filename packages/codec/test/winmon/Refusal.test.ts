import { assert, it } from "@effect/vitest"
import { Refusal } from "@vebus/codec"

const refused = (data: ReadonlyArray<number>, asked = 3) => Refusal.refusedIndex({ data }, asked)

it("in long mode the one byte counts the ids from 1", () =>
  assert.deepStrictEqual(
    [1, 2, 3].map((index) => refused([index])),
    [0, 1, 2]
  ))

it("an index that was not asked for says nothing", () =>
  assert.deepStrictEqual(
    [0, 4, 255].map((index) => refused([index])),
    [null, null, null]
  ))

it("no byte, or the two bytes of short mode, say nothing", () => {
  assert.isNull(refused([]))
  assert.isNull(refused([1, 0]))
})
