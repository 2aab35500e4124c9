/**
 * One inverter/charger on the bus: its RAM, its settings as stored and as in force, and what it holds for winmon
 * commands that come in steps. Reference: protocol.md 4.5, 8.
 */
import { LedMasks, Scale, SettingRange, type Words } from "@vebus/codec"
import * as Result from "effect/Result"
import * as Model from "./Model.ts"
import type * as Plant from "./Plant.ts"

/** Unsigned 16-bit words by id. */
export type WordsById = Readonly<Record<string, number>>

export interface State {
  readonly model: Model.Model
  readonly address: number
  readonly uniqueNumber: number
  /** The word of each RAM variable that the unit has. */
  readonly ram: WordsById
  /** The settings as 0x31 shows them and as a restart finds them. */
  readonly stored: WordsById
  /** The settings in force. */
  readonly active: WordsById
  readonly state: Plant.MainState
  readonly subState: Plant.SubState
  /** The ten energy counters, each 0 to 255. */
  readonly energyCounts: ReadonlyArray<number>
  /** What F 6 froze and 0x38 has not read yet. */
  readonly snapshot: ReadonlyArray<number>
  /** What 0x32 or 0x33 selected for 0x34. */
  readonly selected: { readonly kind: "ram" | "setting"; readonly id: number } | null
  /** A charge state that 0x0E demanded, and until when it holds. */
  readonly forced: { readonly subState: Plant.Forced; readonly until: number } | null
  /** Until then the unit is restarting and answers nothing. */
  readonly awayUntil: number
}

/** The unique number of the unit at address 0; the unit at the next address has the next. No profile has one. */
const FIRST_UNIQUE_NUMBER = 0x1234_5678

/** A unit that has been running for a while. Its words are those of the profile until it is first measured. */
export const make = (model: Model.Model, address: number): State => ({
  model,
  address,
  uniqueNumber: FIRST_UNIQUE_NUMBER + address,
  ram: model.ram,
  stored: model.settings,
  active: model.settings,
  state: "off",
  subState: "init",
  energyCounts: [],
  snapshot: [],
  selected: null,
  forced: null,
  awayUntil: Number.NEGATIVE_INFINITY
})

/** Restarts: what was only in RAM is gone, and the settings in force are the stored ones. */
export const restart = (device: State, awayUntil: number): State => ({
  ...device,
  ram: { ...device.ram, ...assistantWords(device.model) },
  active: device.stored,
  snapshot: [],
  selected: null,
  forced: null,
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
const measurements = (live: Plant.Live, hasCapacity: boolean): ReadonlyArray<readonly [number, number]> => [
  [Model.Ram.mainsVoltage, live.mainsVolts],
  [Model.Ram.mainsCurrent, live.mainsAmperes],
  [Model.Ram.outputVoltage, live.outputVolts],
  [Model.Ram.outputCurrent, live.outputAmperes],
  [Model.Ram.batteryVoltage, live.batteryVolts],
  [Model.Ram.batteryCurrent, live.batteryAmperes],
  [Model.Ram.batteryRipple, live.batteryRippleVolts],
  [Model.Ram.inverterPeriod, 10 / live.outputHertz],
  [Model.Ram.mainsPeriod, 10 / live.mainsHertz],
  [Model.Ram.loadCurrent, live.outputAmperes],
  // Without a battery capacity (setting 64) the unit says 100 % whatever the battery does.
  [Model.Ram.stateOfCharge, hasCapacity ? live.stateOfCharge : 1],
  [Model.Ram.inverterPower, live.inverterWatts],
  [Model.Ram.inputPower, -live.inputWatts],
  [Model.Ram.outputPower, live.outputWatts],
  [Model.Ram.inverterPowerUnfiltered, live.unfiltered.inverterWatts],
  [Model.Ram.inputPowerUnfiltered, -live.unfiltered.inputWatts],
  [Model.Ram.outputPowerUnfiltered, live.unfiltered.inputWatts - live.unfiltered.inverterWatts]
]

/** Takes over what the plant measures. Variables that the unit lacks, and bits, stay as they are. */
export const measure = (device: State, live: Plant.Live, energy: ReadonlyArray<number>): State => {
  const ram: Record<string, number> = { ...device.ram }
  const hasCapacity = (device.active[Model.Setting.batteryCapacity] ?? 0) > 0
  for (const [id, value] of measurements(live, hasCapacity)) {
    const scale = device.model.ramInfos.get(id)?.scale
    if (scale?._tag === "Linear") ram[id] = nearest(scale, value)
  }
  return {
    ...device,
    ram,
    state: live.state,
    subState: live.subState,
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

const lamp = (name: LedMasks.Lamp): number => 1 << LedMasks.lamps.indexOf(name)

const mains = lamp("mains")
const inverter = lamp("inverter")
const [bulk, absorption, float] = [lamp("bulk"), lamp("absorption"), lamp("float")]
const forced: LedMasks.LedMasks = { on: 0, blink: bulk | absorption | float }

/** Lamps of each charge sub-state. Storage blinks as captured from a unit with ESS. */
const charging: Record<Plant.SubState, LedMasks.LedMasks> = {
  init: { on: 0, blink: 0 },
  bulk: { on: bulk, blink: 0 },
  absorption: { on: absorption, blink: 0 },
  float: { on: float, blink: 0 },
  storage: { on: 0, blink: bulk | float },
  "forced-absorption": forced,
  equalise: forced
}

/** The LED masks of the front panel. A unit that is off tells nothing about its lamps. */
export const leds = ({ state, subState }: State): LedMasks.LedMasks => {
  switch (state) {
    case "off":
      return LedMasks.NO_INFORMATION
    case "invert-full":
      return { on: inverter, blink: 0 }
    case "power-assist":
      return { on: mains, blink: inverter }
    case "charge":
      return { on: mains | charging[subState].on, blink: charging[subState].blink }
  }
}

/** What became of a write. */
export type Written = "written" | "restart-needed" | "unknown-id" | "out-of-range" | "locked"

/** Writes a RAM variable. What is measured takes its measured value again with the next measurement. */
export const writeRam = (device: State, id: number, raw: number): readonly [State, Written] =>
  device.ram[id] === undefined
    ? [device, "unknown-id"]
    : [{ ...device, ram: { ...device.ram, [id]: raw } }, "written"]

/** Access bits of a setting info: a change needs a restart; all others are levels that somebody must unlock. */
const RESTART_NEEDED = 0x80

/** The level that a write of this setting needs, 0 for none. */
export const accessLevel = ({ model }: State, id: number): number =>
  (model.settingInfos.get(id)?.words.access ?? 0) & ~RESTART_NEEDED

/** Writes a setting into RAM, where it acts at once, or also into the EEPROM, where it survives a restart. */
export const writeSetting = (
  device: State,
  id: number,
  raw: Words.Raw16,
  to: "ram" | "eeprom"
): readonly [State, Written] => {
  const info = device.model.settingInfos.get(id)
  if (info === undefined) return [device, "unknown-id"]
  if (accessLevel(device, id) !== 0) return [device, "locked"]
  if (!SettingRange.contains(info.range, raw)) return [device, "out-of-range"]
  const restartNeeded = ((info.words.access ?? 0) & RESTART_NEEDED) !== 0
  return [
    {
      ...device,
      stored: to === "eeprom" ? { ...device.stored, [id]: raw } : device.stored,
      active: restartNeeded ? device.active : { ...device.active, [id]: raw }
    },
    restartNeeded ? "restart-needed" : "written"
  ]
}
