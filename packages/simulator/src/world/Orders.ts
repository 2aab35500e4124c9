/**
 * Orders to the units: by their switches, by the settings in force, and by whoever manages the energy.
 * Voltages are those of the battery unless said otherwise.
 */

/** The charge states that 0x0E can demand. */
export type Forced = "equalise" | "forced-absorption" | "float"

/** The settings in force, in their units. */
export interface Rules {
  readonly absorptionVolts: number
  readonly floatVolts: number
  /** For each unit. */
  readonly bulkAmperes: number
  readonly inverterVolts: number
  readonly absorptionSeconds: number
  /** The absorption time follows the bulk time, and `absorptionSeconds` is its limit. */
  readonly adaptive: boolean
  readonly repeatedSeconds: number
  readonly repeatedEverySeconds: number
  /** Float gives way to a lower voltage after a day. */
  readonly stores: boolean
  /** Bulk goes on after ten hours. */
  readonly bulkUnlimited: boolean
  readonly chargerOff: boolean
  readonly assists: boolean
  /** How much the charge voltages fall by with each degree that the battery is warmer than 25 °C. */
  readonly voltsPerDegree: number
  /** A battery colder than this is not charged; `null` for no limit. */
  readonly coldestCelsius: number | null
  /** The inverter stops below the first, starts again from the second, warns below the third. */
  readonly lowVolts: number
  readonly restartVolts: number
  readonly warningVolts: number
  /** Mains voltages that are accepted, and how far inside them the mains must be before it is accepted again. */
  readonly lowestMainsVolts: number
  readonly lowestMainsMargin: number
  readonly highestMainsVolts: number
  readonly highestMainsMargin: number
  readonly wideFrequency: boolean
}

/** A demand for power at the AC input, positive when drawn. */
export interface Setpoint {
  readonly inputWatts: number
  readonly feedsIn: boolean
}

/**
 * Who moves power between battery and mains: nobody, an energy manager that belongs to the plant, nobody any more since
 * a host has fallen silent, or a host.
 */
export type Manager = "none" | "plant" | "pass-through" | Setpoint

export interface Orders {
  readonly charge: boolean
  readonly invert: boolean
  /** For each phase. */
  readonly limitAmperes: number
  readonly forced: Forced | null
  /** By phase. */
  readonly managers: ReadonlyArray<Manager>
  readonly rules: Rules
}
