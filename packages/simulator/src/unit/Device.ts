/**
 * One inverter/charger on the bus: its RAM, its settings as stored and as in force, and what it holds for winmon
 * commands that come in steps. Reference: protocol.md 4.5, 8.
 */
import { type LedMasks, Scale, type States, type Words } from "@vebus/codec"
import * as Result from "effect/Result"
import * as Ess from "./Ess.ts"
import * as Lamps from "./Lamps.ts"
import * as Model from "../profile/Model.ts"
import type { MainState } from "../world/Flow.ts"
import type { Live, SubState } from "../world/Live.ts"
import type { Forced } from "../world/Orders.ts"

/** Unsigned 16-bit words by id. */
export type WordsById = Readonly<Record<string, number>>

/** Words and lamps that somebody holds fast, whatever is measured. */
export interface Held {
  readonly ram: WordsById
  readonly leds: LedMasks.LedMasks | null
  readonly alarms: number | null
  readonly state: typeof States.OperatingState.Type | null
  readonly subState: typeof States.ChargeState.Type | null
}

/** Whether a unit is on the bus: there, there without being heard, or switched off at its front. */
export type Presence = "present" | "silent" | "off"

export interface State {
  readonly model: Model.Model
  readonly address: number
  readonly presence: Presence
  readonly uniqueNumber: number
  /** The word of each RAM variable that the unit has. */
  readonly ram: WordsById
  /** The settings as 0x31 shows them and as a restart finds them. */
  readonly stored: WordsById
  /** The settings in force. */
  readonly active: WordsById
  readonly state: MainState
  readonly subState: SubState
  readonly alarms: number
  readonly isOnMains: boolean
  /** The ten energy counters, each 0 to 255. */
  readonly energyCounts: ReadonlyArray<number>
  /** The words that F 6 froze and 0x38 has not read yet. */
  readonly snapshot: ReadonlyArray<number>
  /** The RAM variable or setting that 0x32 or 0x33 selected for 0x34. */
  readonly selected: { readonly kind: "ram" | "setting"; readonly id: number } | null
  /** A charge state that 0x0E demanded, and until when it holds. */
  readonly forced: { readonly subState: Forced; readonly until: number } | null
  /** The state of the ESS assistant by the writes of a host, `null` before it has written anything. */
  readonly ess: Ess.State | null
  /** Until then a password opens protected settings. */
  readonly unlockedUntil: number
  readonly held: Held | null
  /** How often a winmon command is still refused, by its code. */
  readonly refusals: Readonly<Record<number, number>>
  /** Until then the unit is restarting and answers nothing. */
  readonly awayUntil: number
}

/** The unique number of the unit at address 0; the unit at the next address has the next. No profile has one. */
const FIRST_UNIQUE_NUMBER = 0x1234_5678

/** A unit that has been running for a while. Its words are those of the profile until it is first measured. */
export const make = (model: Model.Model, address: number, presence: Presence = "present"): State => ({
  model,
  address,
  presence,
  uniqueNumber: FIRST_UNIQUE_NUMBER + address,
  ram: model.ram,
  stored: model.settings,
  active: model.settings,
  state: "off",
  subState: "init",
  alarms: 0,
  isOnMains: false,
  energyCounts: [],
  snapshot: [],
  selected: null,
  forced: null,
  ess: null,
  unlockedUntil: Number.NEGATIVE_INFINITY,
  held: null,
  refusals: {},
  awayUntil: Number.NEGATIVE_INFINITY
})

/** Whether a unit answers: it is on the bus and does not restart. */
export const answers = ({ presence, awayUntil }: State, at: number): boolean =>
  presence === "present" && awayUntil <= at

/** Restarts: what was only in RAM is gone, and the settings in force are the stored ones. */
export const restart = (device: State, awayUntil: number): State => ({
  ...device,
  ram: { ...device.ram, ...assistantWords(device.model) },
  active: device.stored,
  snapshot: [],
  selected: null,
  forced: null,
  ess: device.ess === null ? null : Ess.forgotten,
  unlockedUntil: Number.NEGATIVE_INFINITY,
  awayUntil
})

/** From this id on the words belong to assistants, and no measurement renews them. */
const ASSISTANTS = 128

const assistantWords = ({ ram }: Model.Model): WordsById =>
  Object.fromEntries(Object.entries(ram).filter(([id]) => Number(id) >= ASSISTANTS))

/** The value of a setting in force, in its unit, or `null` when the unit lacks it. */
export const setting = ({ active, model }: State, id: number): number | null =>
  Model.settingValue(active, model.settingInfos, id)

/** The measured variables in the units of their scales; a period is in tenths of a second. */
const measurements: ReadonlyArray<readonly [id: number, read: (live: Live) => number]> = [
  [Model.Ram.mainsVoltage, (live) => live.mainsVolts],
  [Model.Ram.mainsCurrent, (live) => live.mainsAmperes],
  [Model.Ram.outputVoltage, (live) => live.outputVolts],
  [Model.Ram.outputCurrent, (live) => live.outputAmperes],
  [Model.Ram.batteryVoltage, (live) => live.batteryVolts],
  [Model.Ram.batteryCurrent, (live) => live.batteryAmperes],
  [Model.Ram.batteryRipple, (live) => live.batteryRippleVolts],
  [Model.Ram.inverterPeriod, (live) => 10 / live.outputHertz],
  [Model.Ram.mainsPeriod, (live) => 10 / live.mainsHertz],
  [Model.Ram.loadCurrent, (live) => live.outputAmperes],
  [Model.Ram.inverterPower, (live) => live.inverterWatts],
  [Model.Ram.inputPower, (live) => -live.inputWatts],
  [Model.Ram.outputPower, (live) => live.outputWatts],
  [Model.Ram.inverterPowerUnfiltered, (live) => live.unfiltered.inverterWatts],
  [Model.Ram.inputPowerUnfiltered, (live) => -live.unfiltered.inputWatts],
  [Model.Ram.outputPowerUnfiltered, (live) => live.unfiltered.inputWatts - live.unfiltered.inverterWatts],
  // Nobody knows the unit of this one: here it is degrees.
  [Model.Ram.batteryTemperature, (live) => live.batteryCelsius]
]

/** Takes over what the plant measures. Variables that the unit lacks, and bits, stay as they are. */
export const measure = (device: State, live: Live, energy: ReadonlyArray<number>): State => {
  const { model, held } = device
  const ram: Record<string, number> = { ...device.ram }
  const put = (id: number, value: number) => {
    const scale = model.ramInfos.get(id)?.scale
    if (scale?._tag === "Linear") ram[id] = nearest(scale, value)
  }
  for (const [id, read] of measurements) {
    const value = read(live)
    // A unit that has never had mains has measured no period.
    if (Number.isFinite(value)) put(id, value)
  }
  // Without a battery capacity (setting 64) the unit says 100 % whatever the battery does.
  const hasCapacity = (device.active[Model.Setting.batteryCapacity] ?? 0) > 0
  put(Model.Ram.stateOfCharge, hasCapacity ? live.stateOfCharge : 1)
  const { ess } = model.profile
  // The set-point reads back as what the inverter gives, not as what was asked for.
  if (ess !== undefined && device.ess !== null) ram[ess.setpointId] = -live.inverterWatts & 0xffff
  return {
    ...device,
    ram: held === null ? ram : { ...ram, ...held.ram },
    state: live.state,
    subState: live.subState,
    alarms: live.alarms,
    isOnMains: live.isOnMains,
    energyCounts: energy.map(Math.floor)
  }
}

/** The word of a value; of the nearest that the word can hold when it cannot hold the value. */
const nearest = (scale: Scale.Linear, value: number): number => {
  const raw = Scale.toRaw(scale, value)
  if (Result.isSuccess(raw)) return raw.success
  const { failure } = raw
  return failure._tag === "OutOfRange"
    ? Result.getOrElse(
        Scale.toRaw(scale, value < failure.minimum ? failure.minimum : failure.maximum),
        () => 0 as Words.Raw16
      )
    : 0
}

/** From this address on a unit follows the master of its phase. */
const FIRST_SLAVE = 3

/** The state and sub-state that the unit reports when it is asked. */
export const told = ({ address, state, subState, held }: State) => ({
  state: held?.state ?? (address >= FIRST_SLAVE ? ("slave" as const) : state),
  subState: held?.subState ?? subState
})

/** The LED masks of the front panel. */
export const leds = (device: State): LedMasks.LedMasks =>
  device.held?.leds ?? Lamps.masks({ ...device, isManaged: device.model.profile.ess !== undefined })

/** The alarm bits of protocol.md 3.4. */
export const alarms = (device: State): number => device.held?.alarms ?? device.alarms
