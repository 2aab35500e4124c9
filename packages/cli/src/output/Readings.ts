/**
 * Readings for people who keep logs: one line each.
 */
import type { Reading } from "@vebus/codec"
import * as Words from "../monitor/Words.ts"

const phases = (phase: Reading.AcPhase): string =>
  [
    Words.quantity(phase.voltage, "V", 1),
    Words.quantity(phase.current, "A", 2),
    Words.quantity(phase.power, "W", 0),
    Words.quantity(phase.frequency, "Hz", 2)
  ].join(" ")

const battery = ({ voltage, current, power, stateOfCharge }: Reading.Battery): string =>
  [
    Words.quantity(voltage, "V", 2),
    Words.quantity(current, "A", 1),
    Words.quantity(power, "W", 0),
    `SoC ${Words.percent(stateOfCharge)}`
  ].join(" ")

const stateOf = ({ device }: Reading.Reading): string =>
  device === null
    ? "-"
    : device.chargeState === null
      ? device.state
      : `${device.state} (${device.chargeState})`

const lit = (leds: NonNullable<Reading.Reading["leds"]>): string =>
  Object.entries(leds)
    .filter(([, state]) => state !== "off")
    .map(([lamp, state]) => `${lamp}=${state}`)
    .join(" ")

/** A reading as one line. */
export const line = (reading: Reading.Reading): string =>
  [
    `${reading.time} ${reading.port}`,
    stateOf(reading),
    ...(reading.battery === null ? [] : [`battery ${battery(reading.battery)}`]),
    ...(reading.acInput ?? []).map((phase) => `in L${phase.phase} ${phases(phase)}`),
    ...(reading.acOutput ?? []).map((phase) => `out L${phase.phase} ${phases(phase)}`),
    ...(reading.leds === null ? [] : [`leds ${lit(reading.leds)}`]),
    ...(reading.currentLimit === null ? [] : [`limit ${Words.quantity(reading.currentLimit.actual, "A", 1)}`])
  ].join(" | ")
