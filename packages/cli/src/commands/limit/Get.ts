/**
 * `vebus limit get`: the input current limit that is in force, and what is stored for each AC input.
 */
import type { Device } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as OfPanel from "../../look/OfPanel.ts"

export const get = OfPanel.command(
  "limit",
  "Show the input current limit in force, its range, and the limits of the other AC inputs.",
  "Limit",
  (reason) => ({ limit: null, reason, inputs: null }),
  ({ currentLimit, activeInput, inputCount, raw, time }, device, quantity) =>
    Effect.gen(function* () {
      const inputs = inputCount > 1 ? yield* device.inputs : []
      if (currentLimit === null) {
        return {
          content: { limit: null, reason: NO_INPUT, inputs },
          pairs: [["AC input", "none"]],
          note: NO_INPUT
        }
      }
      const { actual, minimum, maximum, changeable, digitalMultiControl } = currentLimit
      return {
        content: {
          limit: {
            ...currentLimit,
            activeInput,
            inputCount,
            raw: { actual: raw.actual, minimum: raw.minimum, maximum: raw.maximum },
            time
          },
          reason: null,
          inputs
        },
        pairs: [
          ["Limit", quantity(actual, "A")],
          ["Minimum", quantity(minimum, "A")],
          ["Maximum", quantity(maximum, "A")],
          ["A panel may change it", changeable],
          ["Digital Multi Control", digitalMultiControl],
          ["AC input", `AC${activeInput + 1} of ${inputCount}`],
          ...inputs.map((input) => [`Limit of AC${input.input}`, textOf(input)] as const)
        ]
      }
    })
)

const NO_INPUT = "no AC input: this is an inverter, which has no input current limit"

const textOf = ({ isActive, inForce, stored }: Device.Inputs.AcInput): string =>
  [
    ...(inForce === null ? [] : [`${inForce} A in force`]),
    stored === null ? "stored value not known" : `${stored} A stored`,
    ...(isActive ? [] : ["not in use"])
  ].join(", ")
