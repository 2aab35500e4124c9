/**
 * The battery in figures.
 */
import type * as Reading from "@vebus/codec/reading"
import { Amount } from "../parts/Amount.tsx"
import * as Flows from "./Flows.ts"
import { Reasons } from "./Reasons.tsx"
import { Rows } from "./Rows.tsx"

/** The tile. */
export const BatteryTile = ({ reading }: { readonly reading: Reading.Reading | null }) => {
  const battery = reading?.battery ?? null
  const flow = Flows.of(reading).find(({ end }) => end === "battery")!
  return (
    <section class="card tile battery" aria-labelledby="battery-title">
      <h2 id="battery-title">Battery</h2>
      <p class="main">
        <Amount kind="batteryVolts" value={battery?.voltage ?? null} />
        <span class="muted">{flow.word}</span>
      </p>
      <Rows
        rows={[
          { name: "Current", kind: "amperes", value: battery?.current ?? null },
          { name: "Power", kind: "watts", value: battery?.power ?? null },
          { name: "State of charge", kind: "percent", value: battery?.stateOfCharge ?? null },
          ...(battery?.temperature == null
            ? []
            : [{ name: "Temperature", kind: "celsius" as const, value: battery.temperature }])
        ]}
      />
      {battery !== null && battery.stateOfCharge === null ? (
        <p class="note">No state of charge: the battery capacity is not set in the unit.</p>
      ) : null}
      <Reasons reading={reading} parts={["battery"]} />
    </section>
  )
}
