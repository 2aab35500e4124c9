/**
 * The numbers by which GX devices, and what reads them, know the state of a unit, its charge state and the position of its
 * switch: `/State`, `/VebusChargeState` and `/Mode` of `com.victronenergy.vebus`.
 *
 * Reference: integrations.md 5.2, 5.3.
 */
import type { SwitchRegister } from "@vebus/codec"
import type * as Reading from "@vebus/codec/reading"

/** The states of `/State` that a unit can be in, by number. */
export const states = {
  0: "off",
  1: "low power",
  2: "fault",
  3: "bulk",
  4: "absorption",
  5: "float",
  6: "storage",
  7: "equalise",
  8: "passthru",
  9: "inverting",
  10: "power assist",
  252: "external control"
} as const
/** A number of `/State`. */
export type State = keyof typeof states

const operating = new Map<string | null, State>(
  Object.entries({
    down: 0,
    startup: 0,
    off: 0,
    "invert-full": 9,
    "invert-half": 9,
    "invert-aes": 1,
    "power-assist": 10,
    bypass: 8
  } as const)
)

const charging = new Map<string | null, State>(
  Object.entries({
    bulk: 3,
    absorption: 4,
    float: 5,
    storage: 6,
    "repeated-absorption": 4,
    "forced-absorption": 4,
    equalise: 7,
    "bulk-stopped": 2
  } as const)
)

/** The state and the charge state of a unit as a reading has them. */
export interface Told {
  readonly state: string | null
  readonly chargeState: string | null
}

/** The number of a state; `null` where there is none: nobody knows the state, or which charge state it is. */
export const stateOf = ({ state, chargeState }: Told): State | null =>
  (state === "charge" ? charging.get(chargeState) : operating.get(state)) ?? null

/** The state of the system: that of the unit that is selected, or of a master where that one follows it. */
export const told = ({ device, units }: Pick<Reading.Reading, "device" | "units">): Told => {
  const masters = device?.state === "slave" ? (units ?? []).filter(({ state }) => state !== "slave") : []
  return masters.find(({ state }) => state !== null) ?? device ?? { state: null, chargeState: null }
}

/** The positions of the switch, by the numbers of `/Mode`. */
export const modes = {
  1: "charger-only",
  2: "inverter-only",
  3: "on",
  4: "off"
} as const satisfies Record<number, SwitchRegister.SwitchPosition>
/** A number of `/Mode`. */
export type Mode = keyof typeof modes

/** The number of a position of the switch. */
export const modeOf = (position: SwitchRegister.SwitchPosition): Mode =>
  position === "charger-only" ? 1 : position === "inverter-only" ? 2 : position === "on" ? 3 : 4
