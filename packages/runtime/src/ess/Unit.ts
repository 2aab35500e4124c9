/**
 * Reads for the controller from the unit that it steers: its AC input power and its battery, again and again; and, before it
 * begins, the facts that may speak against that. Sends only reads.
 */
import * as Effect from "effect/Effect"
import type { Device, Unit } from "../Device.ts"
import type { LinkError } from "../Errors.ts"
import * as Monotonic from "../Monotonic.ts"
import type { Facts } from "./core/Refusals.ts"
import type { UnitSample } from "./core/Types.ts"

const Ram = { batteryVolts: 4, stateOfCharge: 13, inputPower: 15 } as const
const Setting = { chargeCurrent: 4, lowShutdown: 11, capacity: 64 } as const

const numberOf = (value: number | boolean | null | undefined): number | null =>
  typeof value === "number" ? value : null

/** One look at the unit; `null`: it did not tell its power. */
export const sample = (unit: Unit, hasCapacity: boolean): Effect.Effect<UnitSample | null, LinkError> =>
  Effect.gen(function* () {
    const askedAt = yield* Monotonic.millis
    const { values } = yield* unit
      .ram([Ram.inputPower, Ram.batteryVolts, ...(hasCapacity ? [Ram.stateOfCharge] : [])])
      .pipe(Effect.catchTag("UnknownName", Effect.die))
    const at = ((yield* Monotonic.millis) + askedAt) / 2
    const of = (id: number) => numberOf(values.find((value) => value.id === id)?.value)
    const inputWatts = of(Ram.inputPower)
    return inputWatts === null
      ? null
      : { at, inputWatts, batteryVolts: of(Ram.batteryVolts), stateOfCharge: of(Ram.stateOfCharge) }
  })

/** The value of a setting; `null`: the unit does not tell. */
const setting = (unit: Unit, id: number): Effect.Effect<number | null> =>
  Effect.match(unit.setting(id), { onSuccess: ({ value }) => numberOf(value), onFailure: () => null })

/** Whether the unit knows its state of charge: only with a battery capacity. */
export const hasCapacity = (unit: Unit): Effect.Effect<boolean> =>
  Effect.map(setting(unit, Setting.capacity), (capacity) => (capacity ?? 0) > 0)

/** An alarm, a VE.Bus error or a lamp of a fault, in words; `null`: none. Warnings are none. */
export const fault = ({ leds }: Device["Service"]): Effect.Effect<string | null, LinkError> =>
  Effect.map(leds, ({ alarms, error, patterns }) => {
    if (error !== null && error.code !== 0)
      return `VE.Bus error ${error.code}${error.label === null ? "" : ` (${error.label})`}`
    const alarm = [...(alarms ?? []), ...patterns.filter(({ isAlarm }) => isAlarm)].find(
      ({ name }) => !name.includes("pre-alarm")
    )
    return alarm === undefined ? null : `an alarm: ${alarm.label}`
  })

/** The position that comes out of all switches. */
const positionOf = (
  register: { readonly charge: boolean; readonly invert: boolean } | null
): string | null => {
  if (register === null) return null
  if (register.charge) return register.invert ? "on" : "charger-only"
  return register.invert ? "inverter-only" : "off"
}

/** The facts that the bus and the unit give before it begins. The caller adds the others. */
export const facts = (
  device: Device["Service"],
  address: number
): Effect.Effect<
  Pick<
    Facts,
    | "hasAssistant"
    | "units"
    | "chargeAmperes"
    | "batteryVolts"
    | "lowShutdownVolts"
    | "fault"
    | "switchPosition"
  >,
  LinkError
> =>
  Effect.gen(function* () {
    const unit = device.unit(address)
    const { ess } = yield* unit.assistants
    const units = yield* device.units
    const panel = yield* device.panel
    const seen = yield* sample(unit, false)
    return {
      hasAssistant: ess !== null,
      units: units.length,
      chargeAmperes: yield* setting(unit, Setting.chargeCurrent),
      batteryVolts: seen?.batteryVolts ?? null,
      lowShutdownVolts: yield* setting(unit, Setting.lowShutdown),
      fault: yield* fault(device),
      switchPosition: positionOf(panel.switch)
    }
  })
