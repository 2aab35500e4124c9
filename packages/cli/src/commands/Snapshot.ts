/**
 * `vebus snapshot`: up to six RAM variables of all units, at one instant.
 */
import type { Device } from "@vebus/runtime"
import type { RamIds } from "@vebus/codec"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Lazy from "../Lazy.ts"
import * as ExitCode from "../ExitCode.ts"
import * as Incomplete from "../look/Incomplete.ts"
import * as Look from "../look/Look.ts"
import * as Names from "../command/Names.ts"
import * as Silent from "../output/Silent.ts"
import type { Column } from "../output/Table.ts"

const MOST = 6

interface Row {
  readonly address: number
  readonly value: Device.Ram.RamValue
}

const flags = { ...Look.flags("snapshot"), names: Names.names("RAM variable") }

export const snapshot = Command.make("snapshot", flags, (input) =>
  Effect.gen(function* () {
    const [Ram, Table] = yield* Lazy.loadAll(() => [import("../look/Ram.ts"), import("../output/Table.ts")])
    const ids = yield* Names.resolve(Ram.resolve, input.names, "ram list")
    if (ids.length > MOST) {
      return yield* ExitCode.wrongUse(`a snapshot holds ${MOST} RAM variables at most, found ${ids.length}`)
    }
    const columns: ReadonlyArray<Column<Row>> = [
      { head: "ADDRESS", right: true, cell: ({ address }) => address },
      ...Ram.columns.map(({ style, ...column }): Column<Row> => ({
        ...column,
        cell: ({ value }) => column.cell(value),
        ...(style === undefined ? {} : { style: ({ value }: Row) => style(value) })
      }))
    ]
    yield* Look.look("snapshot", input, ({ device }) =>
      Effect.gen(function* () {
        const snapshot = yield* device.snapshot(ids as unknown as RamIds.RamIds)
        const silent = yield* Silent.addresses(device)
        return {
          content: { snapshot, silent },
          text: (view) => [
            ...Table.lines(
              columns,
              snapshot.units.flatMap(({ address, values }) => values.map((value) => ({ address, value }))),
              view
            ),
            ...Silent.lines(silent)
          ],
          failure: Incomplete.ofNamed({ unsupported: snapshot.unsupported, missing: [] }, Ram.kind)
        }
      })
    )
  })
).pipe(
  Command.withDescription("Show up to six RAM variables of all units of the system, at one instant."),
  Command.withExamples([
    {
      command: "vebus snapshot UBat IBat InverterPower1",
      description: "Voltage, current and power that belong together"
    }
  ])
)
