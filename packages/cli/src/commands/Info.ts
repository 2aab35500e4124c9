/**
 * `vebus info`: what is connected: the adapter, the system and its units.
 */
import type { Device } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Lazy from "../Lazy.ts"
import * as Look from "../look/Look.ts"
import * as Silent from "../output/Silent.ts"
import type { Column } from "../output/Table.ts"

const hex = (id: number): string => id.toString(16).toUpperCase().padStart(4, "0")

type Row = Device.Identity.Identity["units"][number]

const columns: ReadonlyArray<Column<Row>> = [
  { head: "ADDRESS", right: true, cell: ({ address }) => address },
  {
    head: "PHASE",
    cell: ({ phase, isPhaseMaster }) => (phase === null ? null : `L${phase}${isPhaseMaster ? "" : " slave"}`)
  },
  {
    head: "PRODUCT",
    cutTo: 12,
    cell: (unit) => (unit.status === "silent" ? "does not answer" : (unit.product ?? hex(unit.productId)))
  },
  { head: "ID", spare: true, cell: ({ productId }) => (productId === null ? null : hex(productId)) },
  {
    head: "FIRMWARE",
    right: true,
    cell: ({ firmware, subVersion }) =>
      firmware === null ? null : subVersion === 0 ? `${firmware}` : `${firmware}.${subVersion}`
  },
  { head: "SERIAL", cell: ({ serialNumber }) => serialNumber },
  {
    head: "UNIQUE NUMBER",
    right: true,
    spare: true,
    cell: ({ uniqueNumber }) => uniqueNumber?.toString() ?? null
  }
]

export const info = Look.command(
  "info",
  "Show what is connected: the adapter, the system, and each of its units.",
  ({ device, Table }) =>
    Effect.gen(function* () {
      const { Content } = yield* Lazy.load(() => import("@vebus/runtime/documents"))
      const identity = yield* device.system
      const { port, adapter, winmonMode, phases, units } = identity
      const silent = units.flatMap(({ address, status }) => (status === "silent" ? [address] : []))
      return {
        content: Content.info(identity),
        text: (view) => [
          ...Table.pairs(
            [
              ["Port", port],
              ["Adapter", `${adapter.kind ?? `type ${adapter.type}`}, firmware ${adapter.firmware}`],
              ["Winmon replies", winmonMode],
              ["Phases", phases]
            ],
            view
          ),
          "",
          ...Table.lines(columns, units, view),
          ...Silent.lines(silent)
        ]
      }
    })
)
