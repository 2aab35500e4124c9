/**
 * The questions of a get node, by the word in its form. Every question only reads.
 */
import type { Inverter, NameOrId, Unit } from "@vebus/runtime/promise"

/** A question to an inverter. */
export interface Question {
  /** The noun that needs a name; `null`: none does. */
  readonly named: "setting" | "ram" | null
  readonly ask: (inverter: Inverter, unit: Unit, name: NameOrId) => Promise<unknown>
}

const plain = (ask: Question["ask"]): Question => ({ named: null, ask })

/** All questions. */
export const questions: Readonly<Record<string, Question>> = {
  reading: plain((inverter) => inverter.reading()),
  setting: { named: "setting", ask: (_, unit, name) => unit.settings.get(name) },
  "setting-info": { named: "setting", ask: (_, unit, name) => unit.settings.info(name) },
  settings: plain((_, unit) => unit.settings.list()),
  flags: plain((_, unit) => unit.flags()),
  ram: { named: "ram", ask: (_, unit, name) => unit.ram([name]) },
  state: plain((_, unit) => unit.state()),
  identity: plain((_, unit) => unit.identity()),
  system: plain((inverter) => inverter.system()),
  units: plain((inverter) => inverter.units()),
  panel: plain((inverter) => inverter.panel()),
  inputs: plain((inverter) => inverter.inputs()),
  leds: plain((inverter) => inverter.leds()),
  lines: plain((inverter) => inverter.lines()),
  "energy-counters": plain((_, unit) => unit.energyCounters()),
  ess: plain((_, unit) => unit.ess()),
  assistants: plain((_, unit) => unit.assistants())
}
