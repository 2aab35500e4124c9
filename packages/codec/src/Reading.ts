/**
 * A reading: what a system is doing, with units, put together from the frames that came in. Every output (JSON, tables,
 * metrics) is made from it.
 *
 * A reading describes the system, whatever unit is selected; what belongs to one unit stands under `units`. Absent is not
 * zero: what a system does not have, did not answer, or answered too long ago is `null`, and so is a sum that lacks a
 * part. Signs are those of integrations.md 1: battery charging, AC drawn from the input and AC to the loads are positive.
 *
 *     reading/Document   the schemas             reading/Units    each unit, and sums over units
 *     reading/Parts      what it is made of      reading/Phases   which phases there are, and their figures
 *     reading/Scaled     one frame in SI units   reading/Reasons  why a part is `null`
 *
 * Reference: protocol.md 3.5, 5, 6.10; decisions.md 7.
 */
import * as Alarm from "./device/Alarm.ts"
import { lampStates } from "./device/LedMasks.ts"
import * as Plausible from "./device/Plausible.ts"
import { type Amperes, printable, type Ratio, type Watts } from "./device/Quantity.ts"
import * as Scale from "./device/Scale.ts"
import type * as AcInfo from "./info/AcInfo.ts"
import * as LedsFrame from "./mk2/Leds.ts"
import { type AcPhase, type Battery, type Reading, SCHEMA } from "./reading/Document.ts"
import { type Parts, Ram, type RamScales, type UnitParts } from "./reading/Parts.ts"
import * as Phases from "./reading/Phases.ts"
import { activeInputOf, acOf, currentLimitOf, dcOf, switchOf } from "./reading/Scaled.ts"
import * as Reasons from "./reading/Reasons.ts"
import * as Units from "./reading/Units.ts"

export {
  AcPhase,
  Battery,
  CurrentLimit,
  type Phase,
  Reading,
  Reason,
  SCHEMA,
  Switch,
  Unit
} from "./reading/Document.ts"
export {
  type Arrived,
  noParts,
  type Parts,
  Ram,
  type RamScales,
  unitParts,
  type UnitParts,
  type UnitStatus
} from "./reading/Parts.ts"
export { layout, type Layout } from "./reading/Phases.ts"
export { activeInputOf, acOf, currentLimitOf, dcOf, ramOf, switchOf, wattsOf } from "./reading/Scaled.ts"

/** Data of a reading besides its measurements, and the parts that are too old for it. */
export interface Head {
  readonly time: string
  readonly port: string
  /** The unit that is selected. */
  readonly address: number
  /** Parts that arrived before this time do not count. */
  readonly notBefore: number
}

/** Puts a reading together. Parts older than `notBefore` are absent from it. */
export const assemble = (parts: Parts, { time, port, address, notBefore }: Head): Reading => {
  const fresh: Units.Fresh = (part) =>
    part === null || part === undefined || part.at < notBefore ? null : part.value
  const layout = Phases.layout(parts)
  const units = parts.units.map((unit) => Units.tell(unit, layout.phaseOf(unit.address), fresh))
  const dc = fresh(parts.dc)
  const ac = Array.from({ length: layout.count }, (_, index) => fresh(parts.ac[index]))
  const leds = fresh(parts.leds)
  const config = fresh(parts.config)
  const error = leds === null ? null : LedsFrame.vebusError(leds)
  const dcScales = scalesOf(parts.units, 0)
  const battery = dc === null ? null : possibleDc(dcOf(dc, dcScales), parts.units)
  const inverterFrequency = dc === null ? null : dcOf(dc, dcScales).frequency

  const inputs = ac.map((frame, index) =>
    Phases.phase(index, inputSide(frame, scalesOf(parts.units, index)), units, layout, inputPower)
  )
  const outputs = ac.map((frame, index) =>
    Phases.phase(
      index,
      outputSide(frame, scalesOf(parts.units, index), inverterFrequency),
      units,
      layout,
      outputPower
    )
  )
  const isAnyAc = ac.some((frame) => frame !== null)
  const isTold = (phases: ReadonlyArray<AcPhase>): boolean =>
    isAnyAc || phases.some(({ power }) => power !== null)
  const total: Total = (figure) => Phases.total(units, ac, layout, figure)
  const selected = units.find(({ unit }) => unit.address === address)?.unit ?? null

  const reading: Omit<Reading, "reasons"> = {
    schema: SCHEMA,
    time,
    port,
    address,
    battery: batteryOf(battery, { units, total }, stateOfCharge(parts.units, fresh)),
    acInput: isTold(inputs) ? inputs : null,
    acOutput: isTold(outputs) ? outputs : null,
    acInputPower: total(inputPower),
    acOutputPower: total(outputPower),
    device:
      selected === null || selected.state === null
        ? null
        : { state: selected.state, chargeState: selected.chargeState },
    leds: leds === null ? null : lampStates(leds),
    alarms: leds === null || leds.alarms === null ? null : Alarm.standing(leds.alarms),
    vebusError: error === null ? null : { code: error, name: Alarm.vebusError(error) },
    switch: switchOf(config),
    currentLimit: config === null ? null : currentLimitOf(config),
    activeInput: config === null ? null : activeInputOf(config),
    inputs: config === null ? null : config.inputCount,
    units: units.length === 0 ? null : units.map(({ unit }) => unit)
  }
  const reasons = Reasons.of({ parts, fresh, layout, units, reading })
  return reasons.length === 0 ? reading : { ...reading, reasons }
}

/** A figure of all units together. */
type Total = <A extends Amperes | Watts>(figure: (unit: Units.Told["unit"]) => A | null) => A | null

const inputPower = (unit: Units.Told["unit"]) => unit.inputPower
const outputPower = (unit: Units.Told["unit"]) => unit.outputPower

const noScales: RamScales = new Map()
/** A product whose nominal voltage does not matter. */
const unjudged = { volts: null }

/** The scales of a frame: of the units that were asked for most of them the master of its phase, or else the first. */
const scalesOf = (units: ReadonlyArray<UnitParts>, index: number): RamScales => {
  const most = Math.max(0, ...units.map(({ scales }) => scales.size))
  const lenders = units.filter(({ scales }) => scales.size === most)
  return (lenders.find(({ address }) => address === index) ?? lenders[0])?.scales ?? noScales
}

/** The values of a DC frame, without a voltage that the units cannot have. */
const possibleDc = (
  told: ReturnType<typeof dcOf>,
  units: ReadonlyArray<UnitParts>
): ReturnType<typeof dcOf> => {
  const volts = units.find(({ nominalVolts }) => nominalVolts !== null)?.nominalVolts ?? null
  const voltage = Plausible.possible(Ram.batteryVoltage, told.voltage, { volts })
  return voltage === told.voltage ? told : { ...told, voltage, power: null }
}

/** RAM 13 of the first unit that answers, if that unit knows how large the battery is. */
const stateOfCharge = (units: ReadonlyArray<UnitParts>, fresh: Units.Fresh): Ratio | null => {
  const first = units.find(({ status }) => status === "present")
  if (first === undefined || first.batteryCapacity === null || first.batteryCapacity === 0) return null
  const raw = fresh(first.ram.get(Ram.stateOfCharge))
  return raw === null ? null : Scale.ratio(first.scales.get(Ram.stateOfCharge), raw)
}

/**
 * The battery of the system: F 0, whose currents are those of all units. Without it the voltage of any unit, the sum of
 * their currents, and no power, since that is voltage times current of one frame.
 */
const batteryOf = (
  dc: ReturnType<typeof dcOf> | null,
  { units, total }: { readonly units: ReadonlyArray<Units.Told>; readonly total: Total },
  soc: Ratio | null
): Battery | null => {
  // Nobody knows the unit of RAM 21, so there is no temperature to tell.
  const rest = { stateOfCharge: soc, temperature: null }
  if (dc !== null) return { voltage: dc.voltage, current: dc.current, power: dc.power, ...rest }
  const voltage =
    units.map(({ unit }) => unit.battery?.voltage ?? null).find((value) => value !== null) ?? null
  const current = total(({ battery }) => battery?.current ?? null)
  return voltage === null && current === null && soc === null
    ? null
    : { voltage, current, power: null, ...rest }
}

const inputSide = (frame: AcInfo.Reply | null, scales: RamScales): Phases.Side | null =>
  frame === null
    ? null
    : { ...possibleAc(Ram.mainsVoltage, acOf(frame, scales).input), factor: frame.backfeedFactor }

const outputSide = (
  frame: AcInfo.Reply | null,
  scales: RamScales,
  frequency: ReturnType<typeof dcOf>["frequency"]
): Phases.Side | null =>
  frame === null
    ? null
    : {
        ...possibleAc(Ram.outputVoltage, acOf(frame, scales).output),
        frequency,
        factor: frame.inverterFactor
      }

const possibleAc = <A extends Pick<Phases.Side, "voltage">>(id: number, side: A): A => ({
  ...side,
  voltage: Plausible.possible(id, side.voltage, unjudged)
})

/** The reading as one line of JSON, its numbers with at most six significant digits. */
export const toJson = (reading: Reading): string =>
  JSON.stringify(reading, (_, value: unknown) => (typeof value === "number" ? printable(value) : value))
