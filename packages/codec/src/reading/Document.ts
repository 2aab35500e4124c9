/**
 * The document `vebus.reading/1`: the schemas of a reading and of its pieces. Adding a key keeps the number.
 * Reference: decisions.md 1, 7.
 */
import * as Schema from "effect/Schema"
import * as FrameSchema from "../bytes/FrameSchema.ts"
import * as Alarm from "../device/Alarm.ts"
import { LampStates } from "../device/LedMasks.ts"
import { Amperes, DegreesCelsius, Hertz, Ratio, Volts, Watts } from "../device/Quantity.ts"
import { ChargeState, OperatingState } from "../device/States.ts"
import * as SwitchRegister from "../device/SwitchRegister.ts"

/** The name and version of the JSON form. */
export const SCHEMA = "vebus.reading/1"

/** The battery; `current` and `power` are positive while it charges, `stateOfCharge` is 0 to 1. */
export const Battery = Schema.Struct({
  voltage: Schema.NullOr(Volts),
  current: Schema.NullOr(Amperes),
  power: Schema.NullOr(Watts),
  stateOfCharge: Schema.NullOr(Ratio),
  temperature: Schema.NullOr(DegreesCelsius)
})
export type Battery = typeof Battery.Type

const Phase = Schema.Literals([1, 2, 3, 4])
/** A phase, L1 to L4. */
export type Phase = typeof Phase.Type

/** One phase of the AC input or of the AC output, all its units together. */
export const AcPhase = Schema.Struct({
  phase: Phase,
  voltage: Schema.NullOr(Volts),
  current: Schema.NullOr(Amperes),
  /** The sum over the units of the phase; `null` when one of them is missing. */
  power: Schema.NullOr(Watts),
  frequency: Schema.NullOr(Hertz),
  /**
   * Whether the current may be wrong by a multiple: its factor is above 1 or not the number of living units, or the
   * power contradicts it by more than half. Power is never made of it.
   */
  currentDoubtful: Schema.Boolean
})
export type AcPhase = typeof AcPhase.Type

/** The values of one unit; `null` where the unit reports none, and everywhere while it is silent. */
export const Unit = Schema.Struct({
  /** Short address, 0 to 31. */
  address: Schema.Int,
  /** Address mod 3 + 1; `null` where the phases that answer contradict that. */
  phase: Schema.NullOr(Phase),
  /** `silent`: configured, and does not answer. */
  status: Schema.Literals(["present", "silent"]),
  /** The battery as this unit measures it, with its own share of the current. */
  battery: Schema.NullOr(
    Schema.Struct({
      voltage: Schema.NullOr(Volts),
      current: Schema.NullOr(Amperes),
      power: Schema.NullOr(Watts)
    })
  ),
  /** Drawn from the AC input. */
  inputPower: Schema.NullOr(Watts),
  /** To the loads. */
  outputPower: Schema.NullOr(Watts),
  /** Through the inverter/charger; charging is positive. */
  inverterPower: Schema.NullOr(Watts),
  state: Schema.NullOr(FrameSchema.named(OperatingState)),
  chargeState: Schema.NullOr(FrameSchema.named(ChargeState))
})
export type Unit = typeof Unit.Type

/** The input current limit in force, and between what it can be set. */
export const CurrentLimit = Schema.Struct({ actual: Amperes, minimum: Amperes, maximum: Amperes })
export type CurrentLimit = typeof CurrentLimit.Type

/** The position that was asked for, and the rights of the unit after it has merged all its switches. */
export const Switch = Schema.Struct({
  /** The position that a panel asked for last. */
  requested: SwitchRegister.SwitchPosition,
  /** Whether the device may charge, and whether it may invert. */
  charge: Schema.Boolean,
  invert: Schema.Boolean,
  /** Where the switch on the unit stands; `null`: the unit does not tell it. */
  front: Schema.NullOr(SwitchRegister.FrontSwitch)
})
export type Switch = typeof Switch.Type

/** Why a part is `null`. */
export const Reason = Schema.Struct({
  /** The keys to it, joined by points: `acInput.2.power` is that of L2, `units.3` the unit with address 3. */
  part: Schema.String,
  reason: Schema.String
})
export type Reason = typeof Reason.Type

/** The values of a system at one time, in SI units. A value that the system does not have or did not report is `null`. */
export const Reading = Schema.Struct({
  schema: Schema.Literal(SCHEMA),
  /** When the reading was put together, ISO 8601 in UTC. */
  time: Schema.String,
  /** The port as it was opened; `sim:` for a simulation. */
  port: Schema.String,
  /** The short address of the unit that is selected: `device` is its state, everything else is the system's. */
  address: Schema.Int,
  battery: Schema.NullOr(Battery),
  acInput: Schema.NullOr(Schema.Array(AcPhase)),
  acOutput: Schema.NullOr(Schema.Array(AcPhase)),
  /** Drawn from the AC input by all units together; `null` when one is missing. */
  acInputPower: Schema.NullOr(Watts),
  /** To the loads from all units together; `null` when one is missing. */
  acOutputPower: Schema.NullOr(Watts),
  device: Schema.NullOr(
    Schema.Struct({
      state: FrameSchema.named(OperatingState),
      chargeState: Schema.NullOr(FrameSchema.named(ChargeState))
    })
  ),
  leds: Schema.NullOr(LampStates),
  /** Warnings and alarms that stand; `null`: the adapter does not report them. */
  alarms: Schema.NullOr(Alarm.Standing),
  /** Code 0 is no error; `null`: the adapter does not report it. A name of `null`: nobody knows the code. */
  vebusError: Schema.NullOr(Schema.Struct({ code: Schema.Int, name: Schema.NullOr(Schema.String) })),
  switch: Schema.NullOr(Switch),
  /** Of the AC input that is active; `null` also where there is no AC input. */
  currentLimit: Schema.NullOr(CurrentLimit),
  /** The AC input that was active last: 1 is AC1. `null` also where there is none. */
  activeInput: Schema.NullOr(Phase),
  /** How many AC inputs there are; an inverter has 0. */
  inputs: Schema.NullOr(Schema.Int),
  /** Each unit that is configured, by address; `null`: not known yet. */
  units: Schema.NullOr(Schema.Array(Unit)),
  /** Why a part that such a system has is `null`; no key where there is nothing to explain. */
  reasons: Schema.optionalKey(Schema.Array(Reason))
})
export type Reading = typeof Reading.Type
