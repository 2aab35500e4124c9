/**
 * One unit of a system in the form of a reading: what it reports itself, with the voltage and the frequency of its phase,
 * which are those of the wire. The current of the phase is that of all units on it, so that of one is not known. Pure.
 */
import type * as Reading from "@vebus/codec/reading"

const phasesOf = (
  phases: Reading.Reading["acInput"],
  { phase }: Reading.Unit,
  power: Reading.AcPhase["power"]
): Reading.Reading["acInput"] =>
  phases === null || phases.length === 0
    ? phases
    : phases
        .filter((of) => of.phase === phase)
        .map((of) => ({ ...of, current: null, currentDoubtful: false, power }))

/** The unit at an address; the whole system when there is none. */
export const of = (reading: Reading.Reading, address: number | null): Reading.Reading => {
  const unit = reading.units?.find((each) => each.address === address)
  if (unit === undefined) return reading
  return {
    ...reading,
    address: unit.address,
    battery: unit.battery === null ? null : { ...unit.battery, stateOfCharge: null, temperature: null },
    acInput: phasesOf(reading.acInput, unit, unit.inputPower),
    acOutput: phasesOf(reading.acOutput, unit, unit.outputPower),
    acInputPower: unit.inputPower,
    acOutputPower: unit.outputPower,
    device: unit.state === null ? null : { state: unit.state, chargeState: unit.chargeState },
    units: [unit]
  }
}
