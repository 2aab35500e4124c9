/**
 * A usual reading of a unit on mains that charges and feeds loads. For tests.
 */
import * as Reading from "@vebus/codec/reading"

/** One phase. */
export const phase = (number: 1 | 2 | 3, power: number | null) => ({
  phase: number,
  voltage: 230.06,
  current: 4.35,
  power,
  frequency: 50.02,
  currentDoubtful: false
})

/** One unit, on a phase, with its powers. */
export const unit = (address: number, of: number, inputPower: number, outputPower: number) => ({
  address,
  phase: of,
  status: "present",
  battery: { voltage: 27.42, current: 15.7, power: 430.5 },
  inputPower,
  outputPower,
  inverterPower: 430,
  state: "charge",
  chargeState: "absorption"
})

/** The reading. */
export const usual = {
  schema: Reading.SCHEMA,
  time: "2026-05-01T12:00:00.000Z",
  port: "tcp://boat:8139",
  address: 0,
  battery: { voltage: 27.42, current: 15.7, power: 430.5, stateOfCharge: 0.82, temperature: null },
  acInput: [phase(1, 1000)],
  acOutput: [phase(1, 500)],
  acInputPower: 1000,
  acOutputPower: 500,
  device: { state: "charge", chargeState: "absorption" },
  leds: {
    mains: "on",
    absorption: "on",
    bulk: "off",
    float: "off",
    inverter: "off",
    overload: "blink",
    lowBattery: "off",
    temperature: "off"
  },
  switch: { requested: "on", charge: true, invert: false, front: "on" },
  currentLimit: { actual: 16, minimum: 4.9, maximum: 50 },
  activeInput: 1,
  inputs: 1,
  alarms: { warnings: [], alarms: [] },
  vebusError: { code: 0, name: "none" },
  units: [unit(0, 1, 1000, 500)]
} as unknown as Reading.Reading

/** The reading with something else in it. */
export const reading = (changed: object = {}): Reading.Reading =>
  ({ ...usual, ...changed }) as unknown as Reading.Reading
