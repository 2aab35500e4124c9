/**
 * `vebus charge state`: whether and how the battery is charged.
 */
import * as Effect from "effect/Effect"
import * as Look from "../../look/Look.ts"
import * as Silent from "../../output/Silent.ts"

export const state = Look.subcommand(
  "state",
  "charge",
  "Show the charge state, the voltage and the current of the battery. Charging is positive.",
  ({ device, Table }) =>
    Effect.gen(function* () {
      const state = yield* device.state
      const silent = yield* Silent.addresses(device)
      const panel = yield* Silent.part(device.panel, silent)
      const { value: battery, reason } = yield* Silent.part(device.dc, silent)
      const allowed = panel.value?.switch?.charge ?? null
      return {
        content: { charge: { ...state, allowed, battery, reason: reason ?? panel.reason } },
        text: (view) => [
          ...Table.pairs(
            [
              ["Charging", state.chargeState ?? `no (${state.state})`],
              ["Allowed", allowed],
              ["Voltage", Table.quantity(battery?.voltage ?? null, "V")],
              ["Current", Table.quantity(battery?.current ?? null, "A")],
              ["Power", Table.quantity(battery?.power ?? null, "W")]
            ],
            view
          ),
          ...Silent.lines(silent)
        ]
      }
    })
)
