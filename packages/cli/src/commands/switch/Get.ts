/**
 * `vebus switch get`: how the switch stands.
 */
import * as Effect from "effect/Effect"
import * as ExitCode from "../../ExitCode.ts"
import * as OfPanel from "../../look/OfPanel.ts"

const notTold = new ExitCode.CommandError(
  ExitCode.refused,
  "the device does not report how its switch stands: its firmware is too old"
)

export const get = OfPanel.command(
  "switch",
  "Show what the remote switch asks for, what the unit may do, and the position of the switch on the unit.",
  "Requested",
  (reason) => ({ switch: null, reason }),
  ({ switch: told, panelDetected, raw, time }) =>
    Effect.succeed(
      told === null
        ? { content: { switch: null, reason: notTold.message }, pairs: [], failure: notTold }
        : {
            content: { switch: { ...told, panelDetected, raw: raw.switchRegister, time }, reason: null },
            pairs: [
              ["Requested", told.requested],
              ["Charging", told.charge ? "allowed" : "off"],
              ["Inverting", told.invert ? "allowed" : "off"],
              ["On the unit", told.front ?? "not told"],
              ["Panel detected", panelDetected]
            ]
          }
    )
)
