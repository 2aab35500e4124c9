/**
 * Turns readings into Signal K deltas, a line each: SI units, under the paths that displays for such units look at. What is
 * not known is sent as `null`, which Signal K reads as "not available".
 *
 *     vebus monitor --jsonl | node signal-k.ts house
 *
 * Give the lines to a data connection of the server that takes Signal K, over TCP or UDP. `house` is what the unit is called
 * in the paths.
 */
import { createInterface } from "node:readline"
import type * as Reading from "@vebus/codec/reading"

const [id = "vebus"] = process.argv.slice(2)

/** Phase 1 has no number in the paths, the others have. */
const phase = (name: string, { phase: number, voltage, current, power, frequency }: Reading.AcPhase) => {
  const path = number === 1 ? name : `${name}${number}`
  return {
    [`${path}.voltage`]: voltage,
    [`${path}.current`]: current,
    [`${path}.power`]: power,
    [`${path}.frequency`]: frequency
  }
}

const words = (name: string | null | undefined): string | null => name?.replaceAll("-", " ") ?? null

/** Values by path, of the charger's side and of the inverter's. */
const valuesOf = ({ battery, acInput, acOutput, device, leds, ...reading }: Reading.Reading) => ({
  [`electrical.chargers.${id}`]: {
    voltage: battery?.voltage ?? null,
    current: battery?.current ?? null,
    power: battery?.power ?? null,
    "capacity.stateOfCharge": battery?.stateOfCharge ?? null,
    chargingMode: words(device?.chargeState),
    mode: words(reading.switch?.requested),
    ...Object.fromEntries(Object.entries(leds ?? {}).map(([lamp, state]) => [`leds.${lamp}`, state]))
  },
  [`electrical.inverters.${id}`]: {
    inverterMode: words(device?.state),
    "acin.currentLimit": reading.currentLimit?.actual ?? null,
    ...Object.assign({}, ...(acInput ?? []).map((of) => phase("acin", of))),
    ...Object.assign({}, ...(acOutput ?? []).map((of) => phase("acout", of)))
  }
})

const deltaOf = (reading: Reading.Reading) => ({
  context: "vessels.self",
  updates: [
    {
      source: { label: "vebus", type: "VE.Bus", src: reading.port },
      timestamp: reading.time,
      values: Object.entries(valuesOf(reading)).flatMap(([prefix, values]) =>
        Object.entries(values).map(([path, value]) => ({ path: `${prefix}.${path}`, value }))
      )
    }
  ]
})

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(deltaOf(JSON.parse(line) as Reading.Reading)))
}
