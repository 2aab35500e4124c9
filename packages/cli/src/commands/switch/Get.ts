/**
 * `vebus switch get`: how the switch stands.
 */
import * as Effect from "effect/Effect"
import * as ExitCode from "../../ExitCode.ts"
import * as Look from "../../Look.ts"

const notTold = new ExitCode.CommandError(
  ExitCode.refused,
  "the device does not tell how its switch stands: its firmware is too old"
)

export const get = Look.command(
  "get",
  "switch",
  "Show what the panel asked for, what the switches together allow, and where the one on the unit stands.",
  ({ device }) =>
    Effect.gen(function* () {
      const Table = yield* Effect.promise(() => import("../../output/Table.ts"))
      const { switch: told, panelDetected, raw, time } = yield* device.panel
      if (told === null) return { content: { switch: null }, text: () => [], failure: notTold }
      return {
        content: { switch: { ...told, panelDetected, raw: raw.switchRegister, time } },
        text: (view) =>
          Table.pairs(
            [
              ["Requested", told.requested],
              ["Charging", told.charge ? "allowed" : "off"],
              ["Inverting", told.invert ? "allowed" : "off"],
              ["On the unit", told.front],
              ["Panel detected", panelDetected]
            ],
            view
          )
      }
    })
)
