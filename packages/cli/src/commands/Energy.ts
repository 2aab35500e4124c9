/**
 * `vebus energy`: the energy counters of a device as they stand, or what all units count while the command watches.
 *
 * Counters go round within minutes and start anywhere: only their differences mean something. Reference: protocol.md 4.5.10.
 */
import type { Device } from "@vebus/runtime"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Lazy from "../Lazy.ts"
import * as Flags from "../command/Flags.ts"
import * as Look from "../look/Look.ts"
import type { Column } from "../output/Table.ts"

const labels = {
  acIn1ToInverter: "AC1 to inverter",
  acIn2ToInverter: "AC2 to inverter",
  acIn1ToOutput: "AC1 to output",
  acIn2ToOutput: "AC2 to output",
  inverterToAcIn1: "Inverter to AC1",
  inverterToAcIn2: "Inverter to AC2",
  outputToAcIn1: "Output to AC1",
  outputToAcIn2: "Output to AC2",
  inverterToOutput: "Inverter to output",
  outputToInverter: "Output to inverter"
} as const satisfies Record<keyof Device.Energy.Joules, string>

type Counter = keyof typeof labels

const ways = Object.keys(labels) as ReadonlyArray<Counter>

const JOULES_PER_KWH = 3_600_000
const SHORTEST_MILLIS = 1000
const MILLIS = 1000

const flags = {
  ...Look.flags("energy"),
  for: Flags.duration("for", SHORTEST_MILLIS).pipe(
    Flag.withDescription(
      "Count what flows for so long: 90s, 10m, 24h. Default: show the counters as they are"
    ),
    Flag.optional
  )
}

/** The energy that was counted; a figure that nothing was counted of is `null`, not 0. */
const told = (energy: Device.Energy.Energy): Device.Energy.Energy => {
  const units = energy.units.map((unit) => (unit.countedMillis === 0 ? { ...unit, joules: null } : unit))
  return { ...energy, units, total: units.every(({ joules }) => joules === null) ? null : energy.total }
}

/** The total in kWh too: what people and other programs keep. */
const withKilowattHours = (energy: Device.Energy.Energy) => {
  const { total } = energy
  if (total === null) return { ...energy, kilowattHours: null }
  const kilowattHours = Object.fromEntries(ways.map((way) => [way, total[way] / JOULES_PER_KWH]))
  return { ...energy, kilowattHours }
}

const reasons: Record<Device.Energy.Reason, string> = {
  off: "it was off, which may clear its counters",
  silent: "it did not answer",
  "no-counters": "it did not show its counters",
  restarted: "the adapter restarted or the link was lost",
  impossible: "its counters were cleared",
  "in-part": "a counter rolled over or was cleared: only what flowed for sure was counted",
  "too-long": "a counter may have rolled over unseen"
}

/** The spans that are missing from the figures, in words. */
const missing = ({ uncounted }: Device.Energy.Energy): ReadonlyArray<string> =>
  uncounted.map(
    ({ address, from, to, millis, reason }) =>
      `Not counted: unit ${address} for ${Math.round(millis / MILLIS)} s, ${from} to ${to}: ${reasons[reason]}`
  )

export const energy = Command.make("energy", flags, (input) =>
  Look.look("energy", input, (looking) =>
    Effect.gen(function* () {
      const { Table } = looking
      const Count = yield* Lazy.load(() => import("./energy/Count.ts"))
      // Read first: what was counted in a day is not lost to a unit that does not answer in the end.
      const counters = yield* looking.device.energyCounters
      const watched = Option.isSome(input.for) ? yield* Count.count(looking, input.for.value) : null
      const counted = watched === null ? null : told(watched)
      const column: Column<Counter> =
        counted === null
          ? { head: "COUNTER", right: true, cell: (counter) => counters.raw[counter] }
          : {
              head: counted.complete ? "KWH" : "KWH (INCOMPLETE)",
              right: true,
              cell: (counter) => (counted.total === null ? null : counted.total[counter] / JOULES_PER_KWH)
            }
      return {
        content: { energy: { counters, counted: counted === null ? null : withKilowattHours(counted) } },
        text: (view) => [
          ...Table.lines([{ head: "ENERGY", cell: (counter) => labels[counter] }, column], ways, view),
          ...(counted === null ? [] : missing(counted))
        ]
      }
    })
  )
).pipe(
  Command.withDescription(
    "Show the energy counters as they stand, which go from 0 to 255 in steps of 0.0182 kWh and begin again; or what is counted in a time."
  ),
  Command.withExamples([
    { command: "vebus energy --for 1h", description: "What flowed within an hour, in kWh" }
  ])
)
