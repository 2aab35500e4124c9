/**
 * `vebus switch get`: how the switch stands.
 */
import * as Effect from "effect/Effect"
import * as ExitCode from "../../ExitCode.ts"
import * as Look from "../../look/Look.ts"
import * as Silent from "../../output/Silent.ts"

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
      const silent = yield* Silent.addresses(device)
      const { value: panel, reason } = yield* Silent.part(device.panel, silent)
      if (panel === null) {
        return {
          content: { switch: null, reason },
          text: (view) => [...Table.pairs([["Requested", null]], view), "", reason]
        }
      }
      const { switch: told, panelDetected, raw, time } = panel
      if (told === null) {
        return { content: { switch: null, reason: notTold.message }, text: () => [], failure: notTold }
      }
      return {
        content: { switch: { ...told, panelDetected, raw: raw.switchRegister, time }, reason: null },
        text: (view) => [
          ...Table.pairs(
            [
              ["Requested", told.requested],
              ["Charging", told.charge ? "allowed" : "off"],
              ["Inverting", told.invert ? "allowed" : "off"],
              ["On the unit", told.front],
              ["Panel detected", panelDetected]
            ],
            view
          ),
          ...Silent.lines(silent)
        ]
      }
    })
)
