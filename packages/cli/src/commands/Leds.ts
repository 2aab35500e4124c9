/**
 * `vebus leds`: lamps, alarms and the VE.Bus error of the system.
 */
import * as Effect from "effect/Effect"
import * as Look from "../look/Look.ts"
import * as Silent from "../output/Silent.ts"

const labels = {
  mains: "Mains",
  absorption: "Absorption",
  bulk: "Bulk",
  float: "Float",
  inverter: "Inverter",
  overload: "Overload",
  lowBattery: "Low battery",
  temperature: "Temperature"
} as const

const lampNames = Object.keys(labels) as ReadonlyArray<keyof typeof labels>

export const leds = Look.command(
  "leds",
  "Show lamps, alarms and the VE.Bus error of the system.",
  ({ device, Table }) =>
    Effect.gen(function* () {
      const leds = yield* device.leds
      const silent = yield* Silent.addresses(device)
      const { lamps, patterns, alarms, error, adapterBlocked } = leds
      return {
        content: { leds, silent },
        text: (view) => [
          ...Table.pairs(
            [
              ...lampNames.map((lamp) => [labels[lamp], lamps === null ? null : lamps[lamp]] as const),
              ...patterns.map(({ label, isAlarm }) => [isAlarm ? "Alarm" : "Meaning", label] as const),
              ["Alarms", alarms === null ? null : alarms.map(({ label }) => label).join(", ") || "none"],
              ["VE.Bus error", error === null ? null : textOf(error)],
              ["Adapter blocked", adapterBlocked]
            ],
            view
          ),
          ...Silent.lines(silent)
        ]
      }
    })
)

const textOf = ({ code, label }: { readonly code: number; readonly label: string | null }): string =>
  code === 0 ? "none" : label === null ? `${code}` : `${code}: ${label}`
