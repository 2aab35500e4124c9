/**
 * AC info: input and output of one phase, all its units together. Currents have the factors of the frame applied; with a
 * factor above 1 they are doubtful. Drawn from the input and to the loads are positive. Powers are those of single units:
 * `Power.ts`. Reference: protocol.md 3.5.2, 5.3, 6.10; integrations.md 1.
 */
import { AcInfo, Quantity, States, Words } from "@vebus/codec"
import * as Reading from "@vebus/codec/reading"
import * as Schemas from "@vebus/codec/schemas"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { LinkError } from "../Errors.ts"
import type { Answer } from "../link/Exchange.ts"
import type { Unit } from "../session/Session.ts"
import * as Described from "./Described.ts"
import * as Phases from "./Phases.ts"
import * as Ram from "./Ram.ts"

const Phase = Schema.Literals([1, 2, 3, 4])
/** A phase, L1 to L4. */
export type Phase = typeof Phase.Type

/** A quantity is `null` where the device has no scale for it; the frequency also without mains. */
export const Ac = Schema.Struct({
  phase: Phase,
  /** How many phases the system has; only L1 tells. */
  phaseCount: Schema.NullOr(Phase),
  state: Schemas.named(States.OperatingState),
  input: Schema.Struct({
    voltage: Schema.NullOr(Quantity.Volts),
    current: Schema.NullOr(Quantity.Amperes),
    frequency: Schema.NullOr(Quantity.Hertz)
  }),
  output: Schema.Struct({
    voltage: Schema.NullOr(Quantity.Volts),
    current: Schema.NullOr(Quantity.Amperes)
  }),
  /** The factor of the input current. */
  backfeedFactor: Schema.Int,
  /** The factor of the output current. */
  inverterFactor: Schema.Int,
  raw: Schema.Struct({
    mainsVoltage: Words.Raw16,
    mainsCurrent: Words.Raw16,
    outputVoltage: Words.Raw16,
    outputCurrent: Words.Raw16,
    mainsPeriod: Words.Raw8
  }),
  time: Described.Time
})
export type Ac = typeof Ac.Type

const { mainsVoltage, mainsCurrent, outputVoltage, outputCurrent, mainsPeriod } = Reading.Ram
const scaledBy = [mainsVoltage, mainsCurrent, outputVoltage, outputCurrent, mainsPeriod]

/** One phase, scaled by what the unit reports; `null` where nothing answers for it. */
export const read = Effect.fn("Ac.read")(function* (
  unit: Unit,
  phase: Phase
): Effect.fn.Return<Ac | null, LinkError> {
  const scales = yield* Ram.scales(unit, scaledBy)
  const answer = yield* Phases.frameOf(unit, phase)
  return answer === null ? null : acOf(answer, scales)
})

/** All phases of the system with units at these addresses, L1 first; `null` where nothing answers for one. */
export const readAll = Effect.fn("Ac.readAll")(function* (
  unit: Unit,
  addresses: ReadonlyArray<number>
): Effect.fn.Return<ReadonlyArray<Ac | null>, LinkError> {
  const scales = yield* Ram.scales(unit, scaledBy)
  const frames = yield* Phases.find(unit, addresses)
  return frames.map((answer) => (answer === null ? null : acOf(answer, scales)))
})

const acOf = (answer: Answer<AcInfo.Reply>, scales: Reading.RamScales): Ac => {
  const { value: frame } = answer
  return {
    phase: AcInfo.phaseOf(frame.phaseCode),
    phaseCount: AcInfo.phaseCountOf(frame.phaseCode),
    state: frame.state,
    ...Reading.acOf(frame, scales),
    backfeedFactor: frame.backfeedFactor,
    inverterFactor: frame.inverterFactor,
    raw: {
      mainsVoltage: frame.mainsVoltageRaw,
      mainsCurrent: frame.mainsCurrentRaw,
      outputVoltage: frame.outputVoltageRaw,
      outputCurrent: frame.outputCurrentRaw,
      mainsPeriod: frame.mainsPeriodRaw
    },
    time: Described.timeOf(answer)
  }
}
