/**
 * `vebus limit get`: the input current limit that is in force.
 */
import * as Effect from "effect/Effect"
import * as Look from "../../Look.ts"

export const get = Look.command(
  "get",
  "limit",
  "Show the input current limit in force, and between what it can be set.",
  ({ device }) =>
    Effect.gen(function* () {
      const Table = yield* Effect.promise(() => import("../../output/Table.ts"))
      const { currentLimit, activeInput, inputCount, raw, time } = yield* device.panel
      const { actual, minimum, maximum, changeable, digitalMultiControl } = currentLimit
      return {
        content: {
          limit: {
            ...currentLimit,
            activeInput,
            inputCount,
            raw: { actual: raw.actual, minimum: raw.minimum, maximum: raw.maximum },
            time
          }
        },
        text: (view) =>
          Table.pairs(
            [
              ["Limit", Table.quantity(actual, "A")],
              ["Minimum", Table.quantity(minimum, "A")],
              ["Maximum", Table.quantity(maximum, "A")],
              ["A panel may change it", changeable],
              ["Digital Multi Control", digitalMultiControl],
              ["AC input", `AC${activeInput + 1} of ${inputCount}`]
            ],
            view
          )
      }
    })
)
