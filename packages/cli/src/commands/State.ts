/**
 * `vebus state`: what a device is doing.
 */
import * as Effect from "effect/Effect"
import * as Look from "../Look.ts"

export const state = Look.command("state", "state", "Show what the device is doing.", ({ device }) =>
  Effect.gen(function* () {
    const Table = yield* Effect.promise(() => import("../output/Table.ts"))
    const state = yield* device.state
    return {
      content: { state },
      text: (view) =>
        Table.pairs(
          [
            ["State", state.state],
            ["Charge state", state.chargeState]
          ],
          view
        )
    }
  })
)
