/**
 * The twelve metrics of invertergui under its names, for dashboards that were made for it. They keep its signs: battery
 * current and power are positive while discharging. All are of L1; powers of AC are apparent. With one site there are no
 * labels, as there; several sites are told apart by the label `site`.
 * Reference: integrations.md 2.4.
 */
import type * as Reading from "@vebus/codec/reading"
import { type Family, samples } from "./Family.ts"
import type { SiteView } from "../SiteView.ts"

type Fresh = Reading.Reading
type Value = number | null

const negated = (value: Value): Value => (value === null ? null : 0 - value)
const product = (one: Value, other: Value): Value => (one === null || other === null ? null : one * other)
const PERCENT = 100

const voltage = ({ battery }: Fresh): Value => battery?.voltage ?? null
const discharge = ({ battery }: Fresh): Value => negated(battery?.current ?? null)
const l1 =
  (side: "acInput" | "acOutput", key: "voltage" | "current" | "frequency") =>
  (reading: Fresh): Value =>
    reading[side]?.find(({ phase }) => phase === 1)?.[key] ?? null
const apparent =
  (side: "acInput" | "acOutput") =>
  (reading: Fresh): Value =>
    product(l1(side, "voltage")(reading), l1(side, "current")(reading))

const rows: ReadonlyArray<readonly [name: string, help: string, of: (reading: Fresh) => Value]> = [
  ["battery_voltage_v", "Voltage of the battery", voltage],
  [
    "battery_charge_percentage",
    "State of charge of the battery in percent",
    ({ battery }) => product(battery?.stateOfCharge ?? null, PERCENT)
  ],
  ["battery_current_a", "Current of the battery; positive while discharging", discharge],
  [
    "battery_power_w",
    "Power of the battery; positive while discharging",
    (reading) => product(voltage(reading), discharge(reading))
  ],
  ["mains_current_in_a", "Current of the AC input, L1", l1("acInput", "current")],
  ["mains_voltage_in_v", "Voltage of the AC input, L1", l1("acInput", "voltage")],
  ["mains_freq_in_hz", "Frequency of the AC input", l1("acInput", "frequency")],
  ["mains_power_in_va", "Apparent power of the AC input, L1", apparent("acInput")],
  ["mains_current_out_a", "Current of the AC output, L1", l1("acOutput", "current")],
  ["mains_voltage_out_v", "Voltage of the AC output, L1", l1("acOutput", "voltage")],
  ["mains_freq_out_hz", "Frequency of the AC output", l1("acOutput", "frequency")],
  ["mains_power_out_va", "Apparent power of the AC output, L1", apparent("acOutput")]
]

/** The families of invertergui, of all sites with a fresh reading. */
export const families = (sites: ReadonlyArray<SiteView>): ReadonlyArray<Family> =>
  rows.map(([name, help, of]) => ({
    name,
    type: "gauge",
    unit: null,
    help,
    samples: sites.flatMap(({ site, fresh, reading }) =>
      fresh && reading !== null ? samples([[{}, of(reading)]], "", sites.length > 1 ? { site } : {}) : []
    )
  }))
