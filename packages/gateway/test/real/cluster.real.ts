/**
 * Sites on a cluster of three NATS servers with JetStream and MQTT, one of which is killed and comes back.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Trial from "../../bench/fleet/Trial.ts"

const SITES = 10

describe("a cluster of which a server is killed", () => {
  it.live("has every site again, no command acts twice, and all that is retained is on each server", () =>
    Effect.gen(function* () {
      const { backMillis, commands, retained, cut } = yield* Trial.run({
        sites: SITES,
        interval: 2000,
        say: (text) => console.log(text)
      })
      assert.strictEqual(backMillis.length, SITES)
      assert.isAbove(cut, 0)
      console.log(`the last site was there again after ${(Math.max(...backMillis) / 1000).toFixed(1)} s`)
      assert.isAbove(commands.acted, 0)
      assert.strictEqual(commands.twice, 0)
      assert.deepStrictEqual(
        retained.map(({ found, expected }) => [found, expected]),
        [0, 1, 2].map(() => [5 * SITES, 5 * SITES])
      )
    })
  )
})
