/**
 * The families of grid control. A site that follows no meter has none of their samples; a figure that is not of now has none
 * either.
 */
import { Mode, phases } from "@vebus/runtime/ess"
import type { GridControl, SiteView } from "../SiteView.ts"
import { type Family, type Figure, samples, states, type Unit } from "./Family.ts"

/** The families. */
export const families = (sites: ReadonlyArray<SiteView>): ReadonlyArray<Family> => {
  const family = (
    name: string,
    type: "gauge" | "counter",
    unit: Unit | null,
    help: string,
    of: (ess: GridControl) => ReadonlyArray<Figure>
  ): Family => ({
    name: `vebus_ess_${name}`,
    type,
    unit,
    help,
    samples: sites.flatMap(({ site, ess }) =>
      ess === null ? [] : samples(of(ess), type === "counter" ? "_total" : "", { site })
    )
  })
  return [
    family("state", "gauge", null, "State of grid control: 1 for the state it is in", ({ phase }) =>
      states("state", phases, phase)
    ),
    family("mode", "gauge", null, "Mode of grid control: 1 for the mode in force", ({ mode }) =>
      states("mode", Mode.literals, mode)
    ),
    family(
      "grid_watts",
      "gauge",
      "watts",
      "Power at the house connection by the meter, positive when imported",
      ({ gridPower }) => [[{}, gridPower]]
    ),
    family("target_watts", "gauge", "watts", "Power that is to be drawn from the grid", ({ target }) => [
      [{}, target]
    ]),
    family(
      "setpoint_watts",
      "gauge",
      "watts",
      "Set-point that the unit acknowledged, positive when drawn by it",
      ({ setpoint }) => [[{}, setpoint]]
    ),
    family("unit_watts", "gauge", "watts", "Power that the unit draws by itself", ({ unitPower }) => [
      [{}, unitPower]
    ]),
    family("readings", "counter", null, "Readings of the meter", ({ readings }) => [[{}, readings]]),
    family(
      "readings_rejected",
      "counter",
      null,
      "Readings of the meter that were none, by reason",
      ({ rejected }) => Object.entries(rejected).map(([reason, count]): Figure => [{ reason }, count])
    ),
    family("setpoints", "counter", null, "Set-points that were set", ({ setpoints }) => [[{}, setpoints]])
  ]
}
