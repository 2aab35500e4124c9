/**
 * Signal K paths of a reading, with their values and units. Pure.
 *
 *     electrical.chargers.ID     the battery side, charging, the switch, the lamps
 *     electrical.inverters.ID    the state of the inverter, AC input (acin, acin2, ...) and AC output (acout, acout2, ...)
 *
 * They are those that signalk-venus-plugin writes for the same units behind a GX device, so that displays made for it work.
 * Reference: integrations.md 7.
 */
import { LedMasks, Quantity } from "@vebus/codec"
import type * as Reading from "@vebus/codec/reading"
import * as Gx from "@vebus/runtime/gx"
import type { Meta } from "./Host.ts"
import type { Settings, Source } from "./Settings.ts"

/** A path, its value and what is said of it. */
export interface Row {
  readonly path: string
  /** `null`: nobody knows it now. */
  readonly value: number | string | null
  readonly meta: Meta
}

/** The settings of paths: the name in them, and the source of each AC input. */
export type Naming = Pick<Settings, "id" | "source1" | "source2">

const CELSIUS_AT_0_K = -273.15

const row = (path: string, value: Row["value"], meta: Meta): Row => ({
  path,
  value: typeof value === "number" ? Quantity.printable(value) : value,
  meta
})

const figure = (path: string, value: number | null, units: string, description: string): Row =>
  row(path, value, { units, description })

/** The words of the plugin for GX devices; one of them it spells in American. */
const stateText = (state: Gx.State): string => (state === 7 ? "equalize" : Gx.states[state])

const modeText = (mode: Gx.Mode): string => Gx.modes[mode].replace("-", " ")

const numbers = [3, 4, 1, 2] as const satisfies ReadonlyArray<Gx.Mode>
const titles: Readonly<Record<Gx.Mode, string>> = {
  1: "Charger only",
  2: "Inverter only",
  3: "On",
  4: "Off"
}

type Position = (typeof Gx.modes)[Gx.Mode]

/** The positions of the switch by their numbers, texts and names. */
export const modes: ReadonlyMap<string | number, Position> = new Map(
  numbers.flatMap((mode) =>
    [mode, modeText(mode), Gx.modes[mode]].map((key): [string | number, Position] => [key, Gx.modes[mode]])
  )
)

const choices = (of: (mode: Gx.Mode) => string | number): Pick<Meta, "possibleValues"> => ({
  possibleValues: numbers.map((mode) => ({ title: titles[mode], value: of(mode) }))
})

const battery = (at: string, { battery }: Reading.Reading): ReadonlyArray<Row> =>
  battery === null
    ? []
    : [
        figure(`${at}.voltage`, battery.voltage, "V", "Battery voltage"),
        figure(`${at}.current`, battery.current, "A", "Battery current; positive while it charges"),
        figure(`${at}.power`, battery.power, "W", "Battery power; positive while it charges"),
        figure(
          `${at}.capacity.stateOfCharge`,
          battery.stateOfCharge,
          "ratio",
          "State of charge of the battery"
        ),
        figure(
          `${at}.temperature`,
          battery.temperature === null ? null : battery.temperature - CELSIUS_AT_0_K,
          "K",
          "Battery temperature"
        )
      ]

const state = (chargers: string, inverters: string, reading: Reading.Reading): ReadonlyArray<Row> => {
  const number = Gx.stateOf(Gx.told(reading))
  const name = number === null ? null : stateText(number)
  return [
    row(`${chargers}.chargingMode`, name, { description: "State of the charger" }),
    row(`${chargers}.chargingModeNumber`, number, {
      description: "State of the charger, as GX devices number it"
    }),
    row(`${inverters}.inverterMode`, name, { description: "State of the inverter" }),
    row(`${inverters}.inverterModeNumber`, number, {
      description: "State of the inverter, as GX devices number it"
    })
  ]
}

const position = (at: string, reading: Reading.Reading): ReadonlyArray<Row> => {
  const mode = reading.switch === null ? null : Gx.modeOf(reading.switch.requested)
  return [
    row(`${at}.mode`, mode === null ? null : modeText(mode), {
      displayName: "Switch",
      description: "Position of the remote switch",
      ...choices(modeText)
    }),
    row(`${at}.modeNumber`, mode, {
      description: "Position of the remote switch, as GX devices number it",
      ...choices((number) => number)
    })
  ]
}

const LAMP_STATES = ["off", "on", "blink", "blink-antiphase"]

const lamps = (at: string, { leds }: Reading.Reading): ReadonlyArray<Row> =>
  leds === null
    ? []
    : LedMasks.lamps.map((lamp) =>
        row(`${at}.leds.${lamp}`, LAMP_STATES.indexOf(leds[lamp]), {
          description: `Lamp ${lamp}: 0 off, 1 on, 2 blinking, 3 blinking in anti-phase`
        })
      )

/** `acin` of L1, `acin2` of L2: the first has no number. */
const phased = (at: string, { phase }: Reading.AcPhase): string => (phase === 1 ? at : `${at}${phase}`)

const phases = (
  at: string,
  words: string,
  sides: ReadonlyArray<Reading.AcPhase> | null
): ReadonlyArray<Row> =>
  (sides ?? []).flatMap((side) => {
    const path = phased(at, side)
    const of = `${words} L${side.phase}`
    return [
      figure(`${path}.voltage`, side.voltage, "V", `${of}: voltage`),
      figure(`${path}.current`, side.current, "A", `${of}: current`),
      figure(`${path}.power`, side.power, "W", `${of}: power`),
      figure(`${path}.frequency`, side.frequency, "Hz", `${of}: frequency`)
    ]
  })

const sources: Readonly<Record<Source, number | null>> = { unknown: null, grid: 1, genset: 2, shore: 3 }
const BATTERY = 240

/** Where the AC comes from: a unit that inverts takes nothing from its input. `null`: nobody knows. */
const acSource = (reading: Reading.Reading, { source1, source2 }: Naming): Source | "battery" | null => {
  const number = Gx.stateOf(Gx.told(reading))
  if (number === null || Gx.states[number] === "off") return null
  if (number === 9 || number === 1) return "battery"
  return reading.activeInput === 1 ? source1 : reading.activeInput === 2 ? source2 : null
}

const input = (at: string, reading: Reading.Reading, naming: Naming): ReadonlyArray<Row> => {
  if (reading.inputs === 0) return []
  const source = acSource(reading, naming)
  const limit = reading.currentLimit?.actual ?? null
  const { activeInput } = reading
  return [
    row(`${at}.acSource`, source, { description: "Where the AC comes from" }),
    row(`${at}.acSourceNumber`, source === null ? null : source === "battery" ? BATTERY : sources[source], {
      description: "Where the AC comes from: 1 grid, 2 genset, 3 shore, 240 battery"
    }),
    figure(`${at}.currentLimit`, limit, "A", "Input current limit of the AC input in use"),
    ...(activeInput === null
      ? []
      : [
          figure(
            `${at}.${activeInput}.currentLimit`,
            limit,
            "A",
            `Input current limit of AC input ${activeInput}`
          )
        ])
  ]
}

/** The path of the battery side. */
export const charger = (id: string): string => `electrical.chargers.${id}`

/** The path of the AC side. */
export const inverter = (id: string): string => `electrical.inverters.${id}`

/** The paths of a reading. What is not known is `null`, or not there. */
export const of = (reading: Reading.Reading, naming: Naming): ReadonlyArray<Row> => {
  const chargers = charger(naming.id)
  const inverters = inverter(naming.id)
  return [
    ...battery(chargers, reading),
    ...state(chargers, inverters, reading),
    ...position(chargers, reading),
    ...lamps(chargers, reading),
    ...phases(`${inverters}.acin`, "AC input", reading.acInput),
    ...input(`${inverters}.acin`, reading, naming),
    ...phases(`${inverters}.acout`, "AC output", reading.acOutput)
  ]
}
