/**
 * The profile of a surveyed unit: what the survey read is `surveyed`, what no question reads is `made-up`.
 *
 * Where a unit is on its voltages, its loads and its battery begin near what the survey saw; from then on the plant moves
 * them. Reference: `codec/Survey.ts`.
 */
import { Product, RamVariable, Scale, Setting, SoftwareVersion, Version, type Words } from "@vebus/codec"
import * as Survey from "@vebus/codec/survey"
import type { Profile, RamVariable as Variable, Setting as SettingEntry, Unit } from "./Format.ts"

const surveyed = <A>(value: A) => ({ value, basis: "surveyed" as const })
const madeUp = <A>(value: A) => ({ value, basis: "made-up" as const })
/** The value that was read, or else the one in its place. */
const orMadeUp = <A>(value: A | null | undefined, otherwise: A) =>
  value === null || value === undefined ? madeUp(otherwise) : surveyed(value)

/** Long enough for any reply to be there, and the time of the bytes of a reply on the line. */
const BYTE_MILLIS = 1000 / 240

/** RAM variables by which a unit begins. */
const Ram = { mainsVoltage: 0, outputVoltage: 2, stateOfCharge: 13, inverterPower: 14, outputPower: 16 }
const BATTERY_FLOAT = 3
const INVERTER_VOLTAGE = 5

const unsigned = (word: number): number => word & 0xffff

const nearest = (value: number, of: ReadonlyArray<number>): number =>
  of.reduce((best, each) => (Math.abs(each - value) < Math.abs(best - value) ? each : best))

/** A profile cannot be made: nobody answered. */
export const NOBODY = "Expected a survey of at least one unit that answers"

/** Made up where F 5 was not answered: one input of 16 A. */
const NO_INPUT = {
  unexplained: 16,
  inputs: 0x94,
  minimum: 50,
  maximum: 500,
  actual: 160,
  switchRegister: 0x77
}

const ESS = 5
/** From here on the words of RAM belong to assistants. */
const ASSISTANTS = 128
const RECORDS = 16

/** Where the set-point of the ESS assistant is; `null`: it is not installed. */
const setpointOf = (words: Readonly<Record<string, number>>): number | null => {
  let id = ASSISTANTS
  for (let record = 0; record < RECORDS; record++) {
    const header = words[id]
    if (header === undefined || header === 0) return null
    if (header >> 4 === ESS) return id + 1
    id += 1 + (header & 0x0f)
  }
  return null
}

const ramOf = (
  entries: ReadonlyArray<Survey.RamEntry>,
  words: Readonly<Record<string, number>>
): ReadonlyArray<Variable> =>
  entries.map((entry): Variable => {
    const { id } = entry
    const name = RamVariable.byId(id)?.name ?? `RAM ${id}`
    if ("supported" in entry) return { id, name, supported: false, basis: { info: "surveyed" } }
    const raw = words[id] ?? 0
    const basis = words[id] === undefined ? ("made-up" as const) : ("surveyed" as const)
    return entry.scale === null
      ? { id, name, noInfo: true, raw, basis: { raw: basis } }
      : {
          id,
          name,
          scaleWord: unsigned(entry.scale),
          offsetWord: unsigned(entry.offset),
          raw,
          basis: { info: "surveyed", raw: basis }
        }
  })

const settingsOf = (
  entries: ReadonlyArray<Survey.SettingEntry>,
  levels: Survey.PresentUnit["flagLevels"]
): ReadonlyArray<SettingEntry> =>
  entries.map((entry): SettingEntry => {
    const { id } = entry
    const name = Setting.byId(id)?.name ?? `setting ${id}`
    if ("supported" in entry) return { id, name, supported: false, basis: { info: "surveyed" } }
    const { scale, offset, default: first, min, max, access, raw } = entry
    // The levels of flags are those of their word.
    const level = access ?? levels[id]?.reduce((all, each) => all | each, 0)
    return {
      id,
      name,
      scale,
      offset,
      default: first,
      min,
      max,
      access: level ?? 0,
      raw: raw ?? first,
      basis: {
        info: "surveyed",
        access: level === undefined ? "made-up" : "surveyed",
        raw: raw === null ? "made-up" : "surveyed"
      }
    }
  })

/** A word of RAM in the unit of its scale. */
const ramValue = (
  entries: ReadonlyArray<Survey.RamEntry>,
  words: Readonly<Record<string, number>>,
  id: number
): number | null => {
  const entry = entries.find((each) => each.id === id)
  const word = words[id]
  if (word === undefined || entry === undefined || "supported" in entry || entry.scale === null) return null
  const scale = RamVariable.scale(id, entry.scale, entry.offset)
  return scale._tag === "Linear" ? Scale.toValue(scale, word as Words.Raw16) : null
}

/** The default of a setting in its unit. */
const defaultOf = (entries: ReadonlyArray<Survey.SettingEntry>, id: number): number | null => {
  const entry = entries.find((each) => each.id === id)
  if (entry === undefined || "supported" in entry) return null
  const scale = Scale.settingScale(entry.scale, entry.offset)
  return scale._tag === "Linear" ? Scale.toValue(scale, entry.default as Words.Raw16) : null
}

/** Milliseconds from the end of a request to the end of its reply, as a profile tells them. */
const latencies = (survey: Survey.Survey) => {
  const times = [
    ["V", "V", 9],
    ["A", "A", 6],
    ["L", "L", 4 + (survey.adapter.ledBytes ?? 0)],
    ["F1", "F 1", 17],
    ["readSnapshot", "38", 11],
    ["other", "30", 9]
  ] as const
  return Object.fromEntries(
    times.flatMap(([key, name, replyBytes]) => {
      const millis = survey.timing[name]
      return typeof millis === "number" ? [[key, surveyed(millis + replyBytes * BYTE_MILLIS)]] : []
    })
  )
}

/** The profile of a survey, to be checked as any other; `null` where no unit answered. */
export const profile = (survey: Survey.Survey): Profile | null => {
  const { adapter, system, moment, units } = survey
  const [first, ...others] = Survey.whole(survey)
  if (first === undefined) return null
  const wordsOf = (address: number) => moment.units.find((unit) => unit.address === address)?.ram ?? {}
  const words = wordsOf(first.address)
  const value = (id: number) => ramValue(first.ram, words, id)
  const addresses = units.map(({ address }) => address)
  const said = system.phases.find(({ phase }) => phase === 1)?.of ?? null
  const isTwoLines = units.length === 1 && said === 1 && system.phases.some(({ phase }) => phase === 2)
  const masters = [0, 1, 2].filter((address) => addresses.includes(address)).length
  const phases = said ?? Math.max(1, masters)
  const firmware = SoftwareVersion.firmware(first.version)
  const volts = Product.nominal(SoftwareVersion.productId(first.version)).volts
  const floatVolts = defaultOf(first.settings, BATTERY_FLOAT)
  const acVolts = defaultOf(first.settings, INVERTER_VOLTAGE) ?? value(Ram.outputVoltage)
  const heard = units.filter((unit) => Survey.isPresent(unit) && unit.address % 3 === 0).length || 1
  const factors = system.phases.find(({ phase }) => phase === 1) ?? system.phases[0]
  const ac = moment.phases[0]
  const input = system.input ?? NO_INPUT
  const config = {
    unknownByte: input.unexplained,
    acInputConfig: input.inputs,
    minLimitRaw: input.minimum,
    maxLimitRaw: input.maximum,
    actualLimitRaw: input.actual,
    switchRegister: input.switchRegister ?? NO_INPUT.switchRegister
  }
  const setpointId = setpointOf(words)
  const mainsVolts = value(Ram.mainsVoltage)
  const stateOfCharge = value(Ram.stateOfCharge)
  const unitOf = (unit: Survey.Unit): Unit => {
    const base = { address: unit.address, serial: serialOf(unit.address) }
    if (!Survey.isPresent(unit)) return { ...base, presence: unit.status }
    const other = others.find(({ address }) => address === unit.address)
    if (other === undefined) return base
    const own = wordsOf(unit.address)
    return {
      ...base,
      ram: [
        ...ramOf(unit.ram, own),
        // Words of assistants are of the unit.
        ...ramOf(
          other.ram.filter(({ id }) => id >= ASSISTANTS && unit.ram.every((entry) => entry.id !== id)),
          own
        )
      ],
      settings: settingsOf(unit.settings, unit.flagLevels)
    }
  }
  const product = Product.deviceName(SoftwareVersion.productId(first.version)) ?? "an unknown product"
  return {
    id: `surveyed-${first.version}`,
    label: `${product}, firmware ${firmware}, as surveyed${units.length === 1 ? "" : `, ${units.length} units`}`,
    interface: {
      type: surveyed(Product.adapterName(Version.adapterType(adapter)) ?? "MK3"),
      version: surveyed(adapter.version),
      linesAfterPowerUp: orMadeUp(adapter.lines, 5),
      versionEverySeconds: surveyed(adapter.versionEverySeconds ?? 0),
      ledReplyDataBytes: orMadeUp(ledBytes(adapter.ledBytes), 6),
      longFrames: surveyed(adapter.winmon === "long")
    },
    device: {
      version: surveyed(first.version),
      firmware: surveyed(firmware),
      versionRemainder: adapter.winmon === "long" ? surveyed(first.remainder) : madeUp(first.remainder),
      combinedReplies: surveyed(adapter.winmon === "long" || first.ramPerRead > 1),
      acVolts: orMadeUp(acVolts === null ? null : nearest(acVolts, [120, 230]), 230),
      batteryVolts: orMadeUp(volts ?? (floatVolts === null ? null : nearest(floatVolts, [12, 24, 48])), 12),
      phases: surveyed(phases as 1 | 2 | 3 | 4),
      ...(isTwoLines ? { lines: surveyed(2 as const) } : {}),
      address: surveyed(addresses[0]!),
      serial: madeUp(serialOf(addresses[0]!))
    },
    units: units.map(unitOf) as unknown as Profile["units"] & {},
    ram: ramOf(first.ram, words),
    ...(setpointId === null ? {} : { ess: { setpointId, timeoutSeconds: madeUp(15) } }),
    settings: settingsOf(first.settings, first.flagLevels),
    frames: {
      ac: orMadeUp(
        factors === undefined
          ? null
          : {
              backfeedFactor: Math.max(1, Math.round(factors.backfeedFactor / heard)),
              inverterFactor: Math.max(1, Math.round(factors.inverterFactor / heard)),
              unknownByte: ac?.unexplained ?? 0,
              mainsPeriodRaw: ac?.mainsPeriod ?? 0
            },
        { backfeedFactor: 1, inverterFactor: 1, unknownByte: 0, mainsPeriodRaw: 0 }
      ),
      dc: madeUp({ unknownBytes: "00 00 00 00" }),
      config: system.input === null ? madeUp(config) : surveyed(config),
      ...(((input.inputs >> 4) & 0x07) > 1
        ? {
            // F 5 tells of the input in use alone.
            secondInput: madeUp({
              minLimitRaw: input.minimum,
              maxLimitRaw: input.maximum,
              actualLimitRaw: input.actual
            })
          }
        : {}),
      led: orMadeUp(moment.leds === null ? null : { extra: `00 00 ${moment.leds.unexplained}`.trim() }, {
        extra: "00 00"
      })
    },
    live: {
      ...(mainsVolts !== null && mainsVolts > 50 ? { mainsVolts: surveyed(mainsVolts) } : {}),
      ...optional("inverterWatts", value(Ram.inverterPower)),
      ...optional("outputWatts", value(Ram.outputPower)),
      stateOfCharge: orMadeUp(stateOfCharge === null ? null : Math.min(1, Math.max(0, stateOfCharge)), 0.8)
    },
    latencyMilliseconds: latencies(survey)
  }
}

const optional = <const K extends string>(key: K, value: number | null) =>
  value === null
    ? {}
    : ({ [key]: surveyed(value) } as { readonly [_ in K]: ReturnType<typeof surveyed<number>> })

/** Serial numbers are masked in a survey; each unit needs one of its own. */
const serialOf = (address: number): string => `HQMASKED${String(address).padStart(3, "0")}`

const ledBytes = (count: number | null): 2 | 3 | 4 | 6 | null =>
  count === null ? null : count < 3 ? 2 : count === 3 ? 3 : count < 6 ? 4 : 6
