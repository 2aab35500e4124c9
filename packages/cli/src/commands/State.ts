/**
 * `vebus state`: what the units of a system are doing.
 */
import type { Device } from "@vebus/runtime"
import * as Effect from "effect/Effect"
import * as Look from "../look/Look.ts"
import type { Column } from "../output/Table.ts"
import * as Silent from "../output/Silent.ts"

/** A unit and its state, or why there is none. */
interface Row extends Pick<Device.Units.BusUnit, "address" | "phase" | "status"> {
  readonly state: Device.State.State | null
  readonly reason: string | null
}

const columns: ReadonlyArray<Column<Row>> = [
  { head: "ADDRESS", right: true, cell: ({ address }) => address },
  { head: "PHASE", cell: ({ phase }) => `L${phase}` },
  { head: "STATE", cell: ({ state }) => (state === null ? "silent" : state.state) },
  { head: "CHARGE STATE", cell: ({ state }) => state?.chargeState ?? null }
]

export const state = Look.command(
  "state",
  "Show what the unit is doing, and in a system of several what each of them is doing.",
  ({ device, session, Table }) =>
    Effect.gen(function* () {
      const found = yield* device.units
      const silent = yield* Silent.addresses(device)
      const isOfSystem = found.some(({ address }) => address === session.address)
      const { value: own, reason } = yield* Silent.part(
        device.state,
        silent.filter((address) => address === session.address)
      )
      const units: Array<Row> = []
      for (const { address, phase, status } of isOfSystem ? found : []) {
        const told =
          address === session.address
            ? { value: own, reason }
            : status === "silent"
              ? { value: null, reason: Silent.sentence([address])! }
              : yield* Silent.part(device.unit(address).state, [address])
        units.push({ address, phase, status, state: told.value, reason: told.reason })
      }
      return {
        content: { state: own, reason, units },
        text: (view) =>
          units.length > 1
            ? [...Table.lines(columns, units, view), ...Silent.lines(silent)]
            : [
                ...Table.pairs(
                  [
                    ["State", own?.state ?? null],
                    ["Charge state", own?.chargeState ?? null]
                  ],
                  view
                ),
                ...Silent.lines(silent)
              ]
      }
    })
)
