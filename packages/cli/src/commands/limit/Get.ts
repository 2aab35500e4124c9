/**
 * `vebus limit get`: the input current limit that is in force, and what is stored for each AC input.
 */
import type { Device } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Look from "../../look/Look.ts"
import * as Silent from "../../output/Silent.ts"

export const get = Look.command(
  "get",
  "limit",
  "Show the input current limit in force, between what it can be set, and the limits of the other AC inputs.",
  ({ device }) =>
    Effect.gen(function* () {
      const Table = yield* Effect.promise(() => import("../../output/Table.ts"))
      const silent = yield* Silent.addresses(device)
      const { value: panel, reason } = yield* Silent.part(device.panel, silent)
      if (panel === null) {
        return {
          content: { limit: null, reason, inputs: null },
          text: (view) => [...Table.pairs([["Limit", null]], view), "", reason]
        }
      }
      const { currentLimit, activeInput, inputCount, raw, time } = panel
      const inputs = inputCount > 1 ? yield* device.inputs : []
      if (currentLimit === null) {
        return {
          content: { limit: null, reason: NO_INPUT, inputs },
          text: (view) => [...Table.pairs([["AC input", "none"]], view), "", NO_INPUT]
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
        text: (view) => [
          ...Table.pairs(
            [
              ["Limit", Table.quantity(actual, "A")],
              ["Minimum", Table.quantity(minimum, "A")],
              ["Maximum", Table.quantity(maximum, "A")],
              ["A panel may change it", changeable],
              ["Digital Multi Control", digitalMultiControl],
              ["AC input", `AC${activeInput + 1} of ${inputCount}`],
              ...inputs.map((input) => [`Limit of AC${input.input}`, textOf(input)] as const)
            ],
            view
          ),
          ...Silent.lines(silent)
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
