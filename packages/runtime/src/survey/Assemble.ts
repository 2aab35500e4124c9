/**
 * From the notes of a survey to the document: pure. What changes from minute to minute goes to `moment`, what identifies
 * the unit of one person is left out.
 */
import { AcInfo, type AcInputConfig, type AdapterSettings, type DcInfo, Hex, type Leds } from "@vebus/codec"
import * as Survey from "@vebus/codec/survey"
import type * as Cache from "../state/Cache.ts"

type ById<A> = Readonly<Record<string, A | null>>

/** The facts of one unit. */
export interface UnitNotes {
  readonly address: number
  /** Its version and shape of replies in one word. */
  readonly firmware: string
  readonly version: number
  readonly remainder: ReadonlyArray<number>
  readonly config: Survey.PresentUnit["config"]
  readonly serial: boolean
  readonly energy: ReadonlyArray<number> | null
  readonly snapshots: boolean
  readonly state: { readonly state: string; readonly subState: string } | null
  readonly ramPerRead: 1 | 2
  readonly flagLevels: ById<ReadonlyArray<number>>
  readonly ramInfos: ById<Cache.RamWords>
  readonly settingInfos: ById<Cache.SettingInfo>
  readonly ramValues: ById<number | "unsupported">
  readonly settingValues: ById<number | "unsupported">
}

/** All that was learnt. */
export interface SurveyNotes {
  readonly software: string
  readonly time: string
  readonly adapter: Pick<
    Survey.Survey["adapter"],
    "version" | "winmon" | "versionEverySeconds" | "inFlight" | "echoes"
  >
  readonly leds: Leds.Reply | null
  readonly lines: number | null
  readonly settings: AdapterSettings.Reply | null
  readonly dc: DcInfo.Reply | null
  readonly phases: ReadonlyArray<AcInfo.Reply | null>
  readonly input: AcInputConfig.Reply | null
  readonly configured: ReadonlyArray<number> | null
  readonly silent: ReadonlyArray<number>
  readonly units: ReadonlyArray<UnitNotes>
  readonly timing: Readonly<Record<string, number | null>>
}

const hex = (bytes: ReadonlyArray<number>): string => Hex.toHex(Uint8Array.from(bytes))

/** The ids of a record, in order, with what it holds. */
const entries = <A>(record: ById<A>): ReadonlyArray<readonly [id: number, value: A | null]> =>
  Object.entries(record)
    .map(([id, value]) => [Number(id), value] as const)
    .toSorted(([a], [b]) => a - b)

const ramOf = ({ ramInfos, ramValues }: UnitNotes): ReadonlyArray<Survey.RamEntry> =>
  entries(ramInfos).flatMap(([id, info]): ReadonlyArray<Survey.RamEntry> => {
    if (info !== null && info.scaleWord !== 0) return [{ id, scale: info.scaleWord, offset: info.offsetWord }]
    return typeof ramValues[id] === "number" ? [{ id, scale: null }] : []
  })

const settingsOf = ({ settingInfos, settingValues }: UnitNotes): ReadonlyArray<Survey.SettingEntry> =>
  entries(settingInfos).flatMap(([id, info]): ReadonlyArray<Survey.SettingEntry> => {
    if (info === null || info === "unsupported" || info.scaleWord === 0) return []
    const raw = settingValues[id]
    return [
      {
        id,
        scale: info.scaleWord,
        offset: info.offsetWord,
        default: info.defaultRaw,
        min: info.minimumRaw,
        max: info.maximumRaw,
        access: info.access,
        raw: typeof raw === "number" ? raw : null
      }
    ]
  })

const unansweredOf = ({ ramInfos, ramValues, settingInfos, settingValues }: UnitNotes) =>
  [
    ["info of RAM", ramInfos],
    ["RAM", ramValues],
    ["info of setting", settingInfos],
    ["setting", settingValues]
  ].flatMap(([name, record]) =>
    entries(record as ById<unknown>).flatMap(([id, value]) =>
      value === null ? [`${name as string} ${id}`] : []
    )
  )

const unitOf = (notes: UnitNotes): Survey.PresentUnit => ({
  address: notes.address,
  status: "present",
  version: notes.version,
  remainder: hex(notes.remainder),
  serial: notes.serial ? "masked" : null,
  config: notes.config,
  ramPerRead: notes.ramPerRead,
  energyCounters: notes.energy !== null,
  snapshots: notes.snapshots,
  flagLevels: Object.fromEntries(
    entries(notes.flagLevels).flatMap(([word, levels]) => (levels === null ? [] : [[String(word), levels]]))
  ),
  unanswered: unansweredOf(notes),
  ram: ramOf(notes),
  settings: settingsOf(notes)
})

/** Lamps that say nothing: a unit is switched off, and the others show an error. */
const NO_LAMPS = 0x1f

const phaseOf = (reply: AcInfo.Reply): Survey.Survey["system"]["phases"][number] => ({
  phase: AcInfo.phaseOf(reply.phaseCode),
  of: AcInfo.phaseCountOf(reply.phaseCode),
  backfeedFactor: reply.backfeedFactor,
  inverterFactor: reply.inverterFactor
})

const inputOf = (reply: AcInputConfig.Reply): Survey.Survey["system"]["input"] => ({
  unexplained: reply.unexplained,
  inputs:
    reply.activeInput |
    (reply.limitChangeable ? 0x04 : 0) |
    (reply.digitalMultiControl ? 0x08 : 0) |
    (reply.inputCount << 4) |
    (reply.panelDetected ? 0x80 : 0),
  minimum: reply.minimumLimitRaw,
  maximum: reply.maximumLimitRaw,
  actual: reply.actualLimitRaw,
  switchRegister: reply.switchRegister
})

const momentOf = ({ time, leds, dc, phases, units }: SurveyNotes): Survey.Moment => ({
  time,
  leds: leds === null ? null : { ...lampsOf(leds), unexplained: hex(leds.unexplained) },
  dc:
    dc === null
      ? null
      : {
          unexplained: dc.unexplained,
          batteryVoltage: dc.batteryVoltageRaw,
          inverterCurrent: dc.inverterCurrentRaw,
          chargerCurrent: dc.chargerCurrentRaw,
          inverterPeriod: dc.inverterPeriodRaw
        },
  phases: phases.flatMap((reply) =>
    reply === null
      ? []
      : [
          {
            phase: AcInfo.phaseOf(reply.phaseCode),
            unexplained: reply.unexplained,
            state: reply.state,
            mainsVoltage: reply.mainsVoltageRaw,
            mainsCurrent: reply.mainsCurrentRaw,
            outputVoltage: reply.outputVoltageRaw,
            outputCurrent: reply.outputCurrentRaw,
            mainsPeriod: reply.mainsPeriodRaw
          }
        ]
  ),
  units: units.map(({ address, state, energy, ramValues }) => ({
    address,
    state: state?.state ?? null,
    subState: state?.subState ?? null,
    energyCounts: energy ?? [],
    ram: Object.fromEntries(
      entries(ramValues).flatMap(([id, word]) => (typeof word === "number" ? [[String(id), word]] : []))
    )
  }))
})

const lampsOf = ({ on, blink, alarms, status }: Leds.Reply) => ({ on, blink, alarms, status })

/** How many data bytes the answer to L had. */
const ledBytesOf = ({ alarms, status, unexplained }: Leds.Reply): number =>
  2 + (alarms === null ? 0 : 1) + (status === null ? 0 : 1) + unexplained.length

/** The document. */
export const survey = (notes: SurveyNotes): Survey.Survey => {
  const { adapter, leds, lines, settings, dc, phases, input, configured, silent, timing } = notes
  const isStopped = leds !== null && leds.on === NO_LAMPS && leds.blink === NO_LAMPS
  const whole = notes.units.map(unitOf)
  const [first] = whole
  const present = whole.map((unit): Survey.Unit => {
    if (first === undefined || unit === first) return unit
    return {
      ...unit,
      ram: Survey.differing(unit.ram, first.ram),
      settings: Survey.differing(unit.settings, first.settings)
    }
  })
  const absent = silent.map((address): Survey.Unit => ({ address, status: isStopped ? "off" : "silent" }))
  return {
    schema: Survey.SCHEMA,
    complete: true,
    software: notes.software,
    adapter: {
      version: adapter.version,
      winmon: adapter.winmon,
      ledBytes: leds === null ? null : ledBytesOf(leds),
      lines,
      flags: settings?.flags ?? null,
      versionEverySeconds: adapter.versionEverySeconds,
      inFlight: adapter.inFlight,
      echoes: adapter.echoes
    },
    system: {
      configured,
      dc: dc !== null,
      phases: phases.flatMap((reply) => (reply === null ? [] : [phaseOf(reply)])),
      input: input === null ? null : inputOf(input)
    },
    units: [...present, ...absent].toSorted((a, b) => a.address - b.address),
    timing,
    moment: momentOf(notes)
  }
}
