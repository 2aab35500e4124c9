/**
 * Rules for the voltages of the charger and of the low-battery shut-down, held against each other. Pure.
 *
 *     float <= absorption;  low-battery shut-down < restart < float
 *
 * Each rule holds twice: for what acts, and for what is stored. What a unit does not have breaks no rule.
 * Reference: integrations.md 12.6.
 */
import type { Words } from "@vebus/codec"
import { actingRaw, type Facts, valueOf } from "../../plan/Facts.ts"
import { quantity } from "../../Wording.ts"
import type { Destination, Write } from "../Kind.ts"
import type { SettingWrite } from "./SettingWrite.ts"

const ABSORPTION = 2
const FLOAT = 3
const SHUTDOWN = 11
const RESTART_ABOVE_SHUTDOWN = 12

/** The settings that are held against each other: a plan that touches one needs all. */
export const related: ReadonlyArray<number> = [ABSORPTION, FLOAT, SHUTDOWN, RESTART_ABOVE_SHUTDOWN]

/** In volts, far below a step of any setting: sums and products of volts are not exact. */
export const ROUNDING = 1e-6

/** The voltages that a unit holds; `null` where it does not have the setting. */
export interface Voltages {
  readonly absorption: number | null
  readonly float: number | null
  readonly shutdown: number | null
  /** At which voltage it starts again. */
  readonly restart: number | null
}

/** One rule. What is absent does not break it. */
export interface Rule {
  /** The settings that it is about; what breaks it is said of the first that is written. */
  readonly ids: ReadonlyArray<number>
  readonly isBroken: (voltages: Voltages) => boolean
  /** How it is broken, in words. */
  readonly broken: (voltages: Voltages) => string
  readonly allowed: string
}

const isAbove = (one: number | null, other: number | null): boolean =>
  one !== null && other !== null && one > other

const volts = (value: number | null): string => quantity(value ?? 0, "V")

/** The rules, in the order in which they are told. */
export const rules: ReadonlyArray<Rule> = [
  {
    ids: [FLOAT, ABSORPTION],
    isBroken: ({ float, absorption }) => isAbove(float, absorption),
    broken: ({ float, absorption }) => `float ${volts(float)} above absorption ${volts(absorption)}`,
    allowed: "a float voltage up to the absorption voltage"
  },
  {
    ids: [RESTART_ABOVE_SHUTDOWN, SHUTDOWN],
    isBroken: ({ restart, shutdown }) => restart !== null && shutdown !== null && restart <= shutdown,
    broken: ({ restart, shutdown }) => `restart at ${volts(restart)}, shut-down at ${volts(shutdown)}`,
    allowed: "a restart voltage above the shut-down voltage"
  },
  {
    ids: [FLOAT, SHUTDOWN, RESTART_ABOVE_SHUTDOWN],
    isBroken: ({ restart, float }) => restart !== null && float !== null && restart > float - ROUNDING,
    broken: ({ restart, float }) => `restart at ${volts(restart)}, float at ${volts(float)}`,
    allowed: "a restart voltage below the float voltage"
  }
]

/** The words that writes leave behind, by setting: those that act (`ram`), or those that are stored. What is stored acts. */
export const wordsOf = (
  layer: Destination,
  writes: ReadonlyArray<Write<SettingWrite>>
): ReadonlyMap<number, Words.Raw16> =>
  new Map(
    writes
      .filter(({ action }) => layer === "ram" || action.to === "eeprom")
      .map(({ action }) => [action.id, action.wanted.raw])
  )

/** The voltages once these words are written. */
export const after = (
  layer: Destination,
  written: ReadonlyMap<number, Words.Raw16>,
  facts: Facts
): Voltages => {
  const value = (id: number): number | null => {
    const before = layer === "ram" ? actingRaw(facts, id) : facts.settings.get(id)?.storedRaw
    const raw = written.get(id) ?? before ?? null
    return raw === null ? null : valueOf(facts, id, raw)
  }
  const shutdown = value(SHUTDOWN)
  const above = value(RESTART_ABOVE_SHUTDOWN)
  return {
    absorption: value(ABSORPTION),
    float: value(FLOAT),
    shutdown,
    restart: shutdown === null || above === null ? null : shutdown + above
  }
}
