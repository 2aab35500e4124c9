/**
 * Scenarios: what happens to a simulation, and when. Plain data; a simulation that is given one goes through it by
 * itself, at times counted from its start.
 */
import * as Schema from "effect/Schema"
import { Change } from "./Change.ts"

/** The events of a simulation, in order. */
export const Scenario = Schema.Struct({
  id: Schema.String,
  label: Schema.String,
  steps: Schema.Array(
    Schema.Struct({
      /** Seconds since the start of the simulation. */
      at: Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0)),
      do: Change
    })
  )
})
export type Scenario = typeof Scenario.Type

/** Reads a scenario from parsed JSON. Fails with what is wrong and where. */
export const decode = Schema.decodeUnknownResult(Scenario)

const scenario = (id: string, label: string, ...steps: Scenario["steps"]): Scenario => ({ id, label, steps })

/** The scenarios that come with the package, by id. */
export const scenarios = {
  "mains-lost": scenario(
    "mains-lost",
    "the mains fails after 10 s and comes back after two minutes",
    { at: 10, do: { change: "mains", on: false } },
    { at: 120, do: { change: "mains", on: true } }
  ),
  "battery-low": scenario(
    "battery-low",
    "without mains the battery runs low: a warning, then the inverter stops, then the mains saves it",
    { at: 10, do: { change: "mains", on: false } },
    { at: 15, do: { change: "load", watts: 300 } },
    { at: 20, do: { change: "state-of-charge", ratio: 0.06 } },
    { at: 120, do: { change: "state-of-charge", ratio: 0.005 } },
    { at: 300, do: { change: "mains", on: true } }
  ),
  overload: scenario(
    "overload",
    "without mains the inverter carries more than it can, stops, and tries again until the load is gone",
    { at: 5, do: { change: "mains", on: false } },
    { at: 20, do: { change: "load", watts: 12_000 } },
    { at: 60, do: { change: "load", watts: 100 } },
    { at: 120, do: { change: "mains", on: true } }
  ),
  generator: scenario(
    "generator",
    "the mains fails, a restless generator takes over, and the grid comes back",
    { at: 10, do: { change: "mains", on: false } },
    { at: 40, do: { change: "mains", on: true, volts: 226, hertz: 50.8, unsteadiness: 4 } },
    { at: 600, do: { change: "mains", on: false } },
    { at: 605, do: { change: "mains", on: true } }
  ),
  "peak-load": scenario(
    "peak-load",
    "for a minute the loads draw more than the input current limit allows, and the battery helps",
    { at: 10, do: { change: "panel-frame", position: "on", limit: 6 } },
    { at: 20, do: { change: "load", watts: 2400 } },
    { at: 80, do: { change: "load", watts: null } }
  ),
  overheated: scenario(
    "overheated",
    "the unit grows too hot, stops, and cools down",
    { at: 10, do: { change: "temperature", unit: 88 } },
    { at: 30, do: { change: "temperature", unit: 97 } },
    { at: 90, do: { change: "temperature", unit: 60 } }
  ),
  "other-panel": scenario(
    "other-panel",
    "another controller takes over for half a minute and switches to charger only",
    { at: 10, do: { change: "panel", position: "charger-only" } },
    { at: 40, do: { change: "panel", position: "on" } },
    { at: 45, do: { change: "panel", position: null } }
  ),
  asleep: scenario(
    "asleep",
    "the unit falls asleep after 10 s, and somebody wakes it after a minute",
    { at: 10, do: { change: "sleep" } },
    { at: 70, do: { change: "wake" } }
  ),
  "bus-pulled": scenario(
    "bus-pulled",
    "the bus cable is pulled after 10 s and plugged in again after 20 s",
    { at: 10, do: { change: "bus", connected: false } },
    { at: 30, do: { change: "bus", connected: true } }
  )
} as const satisfies Record<string, Scenario>
/** The id of a scenario of this package. */
export type ScenarioId = keyof typeof scenarios
