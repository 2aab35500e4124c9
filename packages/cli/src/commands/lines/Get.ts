/**
 * `vebus lines get`: the lines of the bus, which only an MK3 drives.
 */
import * as Effect from "effect/Effect"
import * as ExitCode from "../../ExitCode.ts"
import * as Look from "../../look/Look.ts"

const noLines = new ExitCode.CommandError(
  ExitCode.refused,
  "this adapter is an MK2, which drives no lines of the bus: an MK3 does"
)

export const get = Look.subcommand(
  "get",
  "lines",
  "Show which lines the adapter drives.",
  ({ device, Table }) =>
    Effect.gen(function* () {
      const lines = yield* device.lines
      return {
        content: { lines },
        text: (view) =>
          lines === null
            ? []
            : Table.pairs(
                [
                  ["Panel detect", lines.panelDetect],
                  ["Standby", lines.standby]
                ],
                view
              ),
        failure: lines === null ? noLines : null
      }
    })
)
