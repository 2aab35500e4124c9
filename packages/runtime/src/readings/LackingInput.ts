/**
 * Readings of inverters, which have no AC input. The frames of an inverter say 0 V and 0 W of one, and that is what a mains
 * that failed says too.
 */
import type * as Reading from "@vebus/codec/reading"

const NO_INPUT = "no AC input"
const INPUT_PARTS = ["acInput", "acInputPower"]

/** A reading without figures of an input that the system lacks. The reading before tells it where this one does not know. */
export const withoutLackingInput = (
  reading: Reading.Reading,
  before: Reading.Reading | null
): Reading.Reading =>
  (reading.inputs ?? before?.inputs) === 0
    ? {
        ...reading,
        acInput: null,
        acInputPower: null,
        inputs: 0,
        units: reading.units?.map((unit) => ({ ...unit, inputPower: null })) ?? null,
        reasons: [
          ...(reading.reasons ?? []).filter(({ part }) => part !== "inputs" && !INPUT_PARTS.includes(part)),
          ...INPUT_PARTS.map((part) => ({ part, reason: NO_INPUT }))
        ]
      }
    : reading
