/**
 * Readings for people who keep logs: one line each.
 */
import type * as Reading from "@vebus/codec/reading"
import * as Troubles from "./Troubles.ts"
import * as Words from "./Words.ts"

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

/** The values of one unit, where there are several. */
const unit = ({ address, phase, status, state, inputPower, outputPower, battery }: Reading.Unit): string =>
  [
    `unit ${address}`,
    ...(phase === null ? [] : [`L${phase}`]),
    ...(status === "silent"
      ? ["silent"]
      : [
          ...(state === null ? [] : [state]),
          Words.quantity(inputPower, "W in", 0),
          Words.quantity(outputPower, "W out", 0),
          Words.quantity(battery?.current ?? null, "A", 1)
        ])
  ].join(" ")

/** The figures of all phases together, where no single phase has them. */
const totals = ({ acInput, acOutput, acInputPower, acOutputPower }: Reading.Reading): ReadonlyArray<string> =>
  Math.max(acInput?.length ?? 0, acOutput?.length ?? 0) < 2
    ? []
    : [`in ${Words.quantity(acInputPower, "W", 0)}`, `out ${Words.quantity(acOutputPower, "W", 0)}`]

const limit = ({ currentLimit, inputs, activeInput }: Reading.Reading): ReadonlyArray<string> => {
  if (inputs === 0) return ["no AC input"]
  if (currentLimit === null) return []
  const of = inputs !== null && inputs > 1 && activeInput !== null ? ` of AC${activeInput}` : ""
  return [`limit${of} ${Words.quantity(currentLimit.actual, "A", 1)}`]
}

/** A reading as one line. */
export const line = (reading: Reading.Reading): string =>
  [
    `${reading.time} ${reading.port}`,
    stateOf(reading),
    ...Troubles.of(reading),
    ...(reading.battery === null ? [] : [`battery ${battery(reading.battery)}`]),
    // The frame of an inverter has a mains voltage of 0 V, of an input that it lacks.
    ...(reading.inputs === 0 ? [] : (reading.acInput ?? [])).map(
      (phase) => `in L${phase.phase} ${phases(phase)}`
    ),
    ...(reading.acOutput ?? []).map((phase) => `out L${phase.phase} ${phases(phase)}`),
    ...totals(reading),
    ...((reading.units ?? []).length > 1 ? reading.units!.map(unit) : []),
    ...(reading.leds === null ? [] : [`leds ${lit(reading.leds)}`]),
    ...limit(reading)
  ].join(" | ")
