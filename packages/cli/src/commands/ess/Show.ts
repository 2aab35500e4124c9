/**
 * `vebus ess show`: the assistants of a device, and how ESS stands. What the set-point reads back is another figure than
 * what was written. Reference: protocol.md 6.8.
 */
import * as Effect from "effect/Effect"
import * as Lazy from "../../Lazy.ts"
import * as ExitCode from "../../ExitCode.ts"
import * as Look from "../../look/Look.ts"

const notInstalled = new ExitCode.CommandError(ExitCode.refused, "ESS is not installed on this device")

export const show = Look.subcommand(
  "show",
  "ess",
  "Show the assistants of the device, and the state of ESS if it is installed.",
  ({ session, Table }) =>
    Effect.gen(function* () {
      const { Device } = yield* Lazy.load(() => import("@vebus/runtime"))
      const { assistants, ess: place } = yield* Device.Ess.find(session)
      const status = place === null ? null : yield* Device.Ess.status(session, place)
      const installed: ReadonlyArray<readonly [string, string]> = assistants.map(
        ({ id, assistant, name, size }) => [`RAM ${id}`, `${name ?? `assistant ${assistant}`}, ${size} words`]
      )
      return {
        content: { ess: { assistants, place, status } },
        text: (view) =>
          installed.length === 0
            ? []
            : Table.pairs(
                [
                  ...installed,
                  ...(status === null
                    ? []
                    : ([
                        ["Reads back", Table.quantity(status.readBack, "W")],
                        ["Charging disabled", status.disableCharge],
                        ["Feeding in disabled", status.disableFeedIn],
                        ["Overvoltage fed in", !status.noOvervoltageFeedIn],
                        ["PV inverters disabled", status.disablePvInverters],
                        ["Set-point is a maximum", status.setpointIsMaximum],
                        ["Solar offset", status.fixedSolarOffset ? "fixed" : "as usual"],
                        ["Solar offset active", status.solarOffsetActive],
                        ["Sustain", status.sustain],
                        ["High temperature", status.highTemperature],
                        ["Frequency variation", status.frequencyVariation]
                      ] as const))
                ],
                view
              ),
        failure: place === null ? notInstalled : null
      }
    })
)
