/**
 * When a broker is looked for again: soon, then within four seconds for minutes, then less often; and what may be shown of
 * its address.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Reconnect from "../../src/mqtt/Reconnect.ts"

describe("a broker that does not answer", () => {
  it("is looked for again after half a second, twice that, and so on up to four; after many tries each half minute", () => {
    assert.deepStrictEqual(
      [1, 2, 3, 4, 5, 200, 201, 10_000].map(Reconnect.pause),
      [500, 1000, 2000, 4000, 4000, 4000, 30_000, 30_000]
    )
  })

  it("is shown without what somebody put into its address", () => {
    assert.strictEqual(
      Reconnect.shown("mqtts://me:s3cret@broker:8883/path?token=1"),
      "mqtts://broker:8883/path"
    )
    assert.notInclude(Reconnect.shown("s3cret"), "s3cret")
  })
})
