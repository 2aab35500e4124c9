/**
 * One unit that is polled: its RAM variables and its state, each with its time, and whether it answers.
 * Reference: protocol.md 4.5.1, 6.10.
 */
import { type DeviceState, Scale, SoftwareVersion } from "@vebus/codec"
import * as Reading from "@vebus/codec/reading"
import * as Effect from "effect/Effect"
import * as Absent from "../device/Absent.ts"
import * as Plausible from "../device/Plausible.ts"
import type { Found } from "../device/Units.ts"
import type { LinkError } from "../Errors.ts"
import type { AskOptions } from "../link/Exchange.ts"
import * as Question from "../link/Question.ts"
import type * as RamReader from "../session/RamReader.ts"
import type { Session, Unit } from "../session/Session.ts"
import * as Part from "./Part.ts"
import * as PollTable from "./PollTable.ts"

/** The facts about a unit. */
export interface PolledUnit extends Pick<Found, "address" | "version"> {
  readonly status: Reading.UnitStatus
  readonly scales: Reading.RamScales
  /** The words of its last reply, and the number of the cycle in which they came. */
  readonly ram: RamReader.RamWords
  readonly cycle: number
  readonly state: Part.Part<DeviceState.Reply>
  /** Stored value of setting 64; `undefined` until the unit was asked. */
  readonly batteryCapacity: number | null | undefined
  /** Whether two answers in a row gave that value. */
  readonly isCapacitySure: boolean
  /** Whether its firmware, as two answers gave it, measures power. */
  readonly measuresPower: boolean
  /** Of the battery that its product is made for; `null`: not known. */
  readonly nominalVolts: number | null
  /** In how many cycles in a row its words did not come. */
  readonly failures: number
}

/** A unit as it was found. */
export const make = ({ address, version }: Found): PolledUnit => ({
  address,
  version,
  status: version === null ? "silent" : "present",
  scales: new Map(),
  ram: new Map(),
  cycle: 0,
  state: Part.unasked,
  batteryCapacity: undefined,
  isCapacitySure: false,
  measuresPower: true,
  nominalVolts: null,
  failures: 0
})

/** Setting 64, battery capacity: while it is 0 the state of charge means nothing. */
const BATTERY_CAPACITY = 64

const { batteryVoltage, batteryCurrent, stateOfCharge, inverterPower, inputPower, outputPower } = Reading.Ram
/** The RAM variables that every unit is read for: six with the state of charge, as one request can hold. */
const own = [batteryVoltage, batteryCurrent, inverterPower, inputPower, outputPower] as const
/** The RAM variables for which one unit lends its scales, besides the state of charge. */
const lending = Object.values(Reading.Ram).filter((id) => id !== stateOfCharge)
/** The state of charge is the system's: one unit is asked for it. */
const leading = [...own, stateOfCharge] as const

/** Firmware whose slaves report wrong powers, from and to. */
const BLIND_FIRMWARE = [
  [100, 158],
  [200, 208],
  [300, 305]
] as const
const FIRST_SLAVE = 3

/** Whether the powers that a unit reports can be believed: those of a slave only where its firmware is known for sure. */
const measuresPower = ({ address, firmware: { proven } }: Unit): Effect.Effect<boolean, LinkError> =>
  address < FIRST_SLAVE
    ? Effect.succeed(true)
    : Effect.map(proven, (known) => {
        if (known === null) return false
        const firmware = SoftwareVersion.firmware(known.version)
        return !BLIND_FIRMWARE.some(([from, to]) => firmware >= from && firmware <= to)
      })

/** How a unit is read in a cycle. */
export interface Turn extends Part.Cycle {
  /** The number of the cycle. */
  readonly number: number
  /** Whether it is the one that lends its scales to frames, and that is asked for the state of charge. */
  readonly leads: boolean
  readonly wantsState: boolean
  /** A cycle must not stall on one lost reply: the next one asks again anyway. */
  readonly options: AskOptions
}

/** The scales of a unit; asked for once per version, by whoever comes first. */
const readScales = (
  unit: Unit,
  ids: ReadonlyArray<number>,
  concurrency: number
): Effect.Effect<Reading.RamScales, LinkError> =>
  Effect.map(
    Effect.forEach(ids, (id) => unit.ramScale(id), { concurrency }),
    (scales) => new Map<number, Scale.RamScale>(ids.map((id, index) => [id, scales[index]!]))
  )

type Capacity = Pick<PolledUnit, "batteryCapacity" | "isCapacitySure">

const capacityOf = ({ batteryCapacity, isCapacitySure }: Capacity): Capacity => ({
  batteryCapacity,
  isCapacitySure
})

/** Asks for the capacity once more: one damaged answer must not show or hide the state of charge for ever. */
const askCapacity = (unit: Unit, before: Capacity): Effect.Effect<Capacity, LinkError> =>
  Effect.map(
    Absent.orNullUnsupported(Effect.map(unit.ask(Question.setting(BATTERY_CAPACITY)), ({ value }) => value)),
    (batteryCapacity) => ({ batteryCapacity, isCapacitySure: batteryCapacity === before.batteryCapacity })
  ).pipe(
    Effect.catchIf(
      (error) => before.batteryCapacity !== undefined && isPassing(error),
      () => Effect.succeed(capacityOf(before))
    )
  )

/** Reads a unit. Fails when its words do not come; a state that does not come is left as it was. */
export const read = Effect.fn("PolledUnit.read")(function* (
  session: Session,
  before: PolledUnit,
  { number, leads, wantsState, options, ...cycle }: Turn
): Effect.fn.Return<PolledUnit, LinkError> {
  const unit = session.unit(before.address)
  const capacity = leads && !before.isCapacitySure ? yield* askCapacity(unit, before) : capacityOf(before)
  // While the capacity is 0 nobody needs the state of charge, nor its scale.
  const hasCharge = leads && (capacity.batteryCapacity ?? 0) !== 0
  const lent = leads ? (hasCharge ? [...lending, stateOfCharge] : lending) : own
  const scales = yield* readScales(unit, lent, session.window)
  const ids = (hasCharge ? leading : own).filter((id) => scales.get(id)?._tag === "Linear")
  const state = wantsState
    ? unit.ask(PollTable.state.question, options).pipe(
        Effect.map((answer) => Part.answered(answer, cycle)),
        Effect.catchIf(isPassing, () => Effect.succeed(Part.failed(before.state, cycle)))
      )
    : Effect.succeed(before.state)
  const [ram, told] = yield* Effect.all([unit.readRam(ids, options), state], {
    concurrency: session.window
  })
  const words = new Map([...ram].map(([id, { value }]) => [id, value] as const))
  // A voltage that still cannot be is left out where the reading is put together, which says why.
  const settled = yield* Plausible.settled(unit, scales, words)
  const unscaled = settled.impossible.filter((id) => id === stateOfCharge)
  return {
    ...before,
    status: "present",
    // Silent while it led, a unit has lent more than it does now: that still holds.
    scales: new Map([
      ...before.scales,
      ...settled.scales,
      ...unscaled.map((id) => [id, Scale.ramScale(0, 0)] as const)
    ]),
    ram,
    cycle: number,
    state: told,
    ...capacity,
    measuresPower: yield* measuresPower(unit),
    nominalVolts: settled.nominalVolts,
    failures: 0
  }
})

/** Whether a failure is that of one part, and not of the link. */
export const isPassing = (error: LinkError): boolean =>
  error._tag === "DeviceError" && error.reason._tag !== "Asleep"

/** The unit after a cycle in which its words did not come: silent once that happens too often. */
export const failed = (before: PolledUnit): PolledUnit => {
  const failures = before.failures + 1
  return { ...before, failures, status: Part.isSetAside(failures) ? "silent" : before.status }
}
