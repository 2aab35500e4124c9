/**
 * `vebus charge state`: whether and how the battery is charged.
 */
import * as Effect from "effect/Effect"
import * as Look from "../../Look.ts"

export const state = Look.command(
  "state",
  "charge",
  "Show whether and how the battery is charged. Charging is positive.",
  ({ device }) =>
    Effect.gen(function* () {
      const Table = yield* Effect.promise(() => import("../../output/Table.ts"))
      const state = yield* device.state
      const { switch: told } = yield* device.panel
      const battery = yield* device.dc
      const allowed = told === null ? null : told.charge
      return {
        content: { charge: { ...state, allowed, battery } },
        text: (view) =>
          Table.pairs(
            [
              ["Charging", state.chargeState ?? `no (${state.state})`],
              ["Allowed", allowed],
              ["Voltage", Table.quantity(battery.voltage, "V")],
              ["Current", Table.quantity(battery.current, "A")],
              ["Power", Table.quantity(battery.power, "W")]
            ],
            view
          )
      }
    })
)
