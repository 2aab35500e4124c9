/**
 * Which statements of `docs/protocol` a survey confirms or contradicts. The id of each stands behind the statement on its
 * page, as in `[inferred: letters-overlap]`; `docs/hardware.md` lists those that are inferred or doubtful.
 *
 * A statement that says nothing about the surveyed unit stays open: one about a phase without units, or about old firmware.
 */
import { Product, SoftwareVersion, Version } from "@vebus/codec"
import * as Survey from "@vebus/codec/survey"

/** The verdict of a survey on a statement. */
export type Verdict = "confirmed" | "contradicted" | "open"

/** A statement that reads alone can decide. */
export interface Statement {
  readonly id: string
  /** The statement in short. */
  readonly says: string
  /** The verdict of a survey: confirmed, contradicted, or not decided. */
  readonly judge: (survey: Survey.Survey) => Verdict
}

const decided = (isSo: boolean): Verdict => (isSo ? "confirmed" : "contradicted")

/** A verdict over what a statement is about; open where there is nothing of that kind. */
const each = <A>(subjects: ReadonlyArray<A>, isSo: (subject: A) => boolean): Verdict =>
  subjects.length === 0 ? "open" : decided(subjects.every(isSo))

/** The settings of all units that answered. */
const settingsOf = (survey: Survey.Survey) => Survey.whole(survey).flatMap(({ settings }) => settings)

const isMk2 = ({ adapter }: Survey.Survey): boolean =>
  Product.adapterName(Version.adapterType(adapter)) === "MK2"

const firmwareOf = ({ version }: Survey.PresentUnit): number => SoftwareVersion.firmware(version)

const phaseOf = (address: number): number => (address % 3) + 1

/** Phases all of whose configured units answer, with how many there are. */
const wholePhases = ({ units, system }: Survey.Survey) =>
  system.phases.flatMap((frame) => {
    const own = units.filter(({ address }) => phaseOf(address) === frame.phase)
    return own.length > 1 && own.every(Survey.isPresent) ? [{ frame, count: own.length }] : []
  })

/** Masters of phases that do not answer. */
const silentMasters = ({ units }: Survey.Survey) =>
  units.filter((unit) => unit.address < 3 && !Survey.isPresent(unit)).map(({ address }) => address)

const answersPhase = ({ system }: Survey.Survey, phase: number): boolean =>
  system.phases.some((frame) => frame.phase === phase)

/** Without mains the register keeps what was read last: below that there is none. */
const NO_MAINS_SHARE = 0.22

const signed = (word: number): number => (word << 16) >> 16

/** All statements that a survey can decide, in the order of the pages. */
export const all: ReadonlyArray<Statement> = [
  {
    id: "turnaround-local",
    says: "what an adapter answers by itself takes 5 to 20 ms besides the line",
    judge: ({ timing }) =>
      each(
        [timing["V"], timing["A"]].filter((time) => typeof time === "number"),
        // A serial driver adds up to 16 ms.
        (time) => time <= 40
      )
  },
  {
    id: "turnaround-bus",
    says: "what crosses the bus takes about 40 ms besides the line",
    judge: ({ timing }) =>
      each(
        [timing["30"], timing["31"]].filter((time) => typeof time === "number"),
        (time) => time >= 20 && time <= 80
      )
  },
  {
    id: "letters-overlap",
    says: "three winmon requests under different letters may be on their way at once",
    judge: ({ adapter }) => decided(adapter.inFlight === 3)
  },
  {
    id: "missing-phase-silent",
    says: "F 1 to F 4 for a phase that does not exist are not answered",
    judge: ({ system }) => {
      const of = system.phases.find(({ phase }) => phase === 1)?.of ?? null
      if (of === null || of === 4 || system.phases.some(({ phase }) => phase > of)) return "open"
      return "confirmed"
    }
  },
  {
    id: "f0-one-unit",
    says: "the voltage of F 0 is that of the master of L1",
    judge: ({ units, moment }) => {
      const master = moment.units.find(({ address }) => address === 0)?.ram["4"]
      if (units.filter(Survey.isPresent).length < 2 || master === undefined || moment.dc === null)
        return "open"
      return decided(Math.abs(moment.dc.batteryVoltage - master) <= 0.02 * master)
    }
  },
  {
    id: "ln-off-silences",
    says: "while the master of L2 or L3 is off, F 2 or F 3 is silent, and the rest is answered",
    judge: (survey) => {
      const silent = silentMasters(survey).filter((address) => address > 0)
      if (silent.length === 0 || silentMasters(survey).includes(0)) return "open"
      return decided(
        silent.every((address) => !answersPhase(survey, address + 1)) &&
          answersPhase(survey, 1) &&
          survey.system.dc &&
          survey.system.input !== null
      )
    }
  },
  {
    id: "factors-count-units",
    says: "the factors of an AC frame are the number of units on the phase",
    judge: (survey) =>
      each(
        wholePhases(survey),
        ({ frame, count }) => frame.backfeedFactor === count && frame.inverterFactor === count
      )
  },
  {
    id: "inverter-answers-f1",
    says: "an inverter without AC input answers F 1, with mains of 0 V",
    judge: (survey) => {
      const { input } = survey.system
      if (input === null || ((input.inputs >> 4) & 0x07) > 0) return "open"
      const frame = survey.moment.phases.find(({ phase }) => phase === 1)
      return decided(frame !== undefined && frame.mainsVoltage < NO_MAINS_SHARE * frame.outputVoltage)
    }
  },
  {
    id: "every-unit-has-the-mask",
    says: "F 7 of every unit has the mask of the whole system",
    judge: (survey) =>
      survey.units.length < 2
        ? "open"
        : each(
            survey.units.filter(Survey.isPresent).flatMap(({ config }) => (config === null ? [] : [config])),
            ({ sameMask }) => sameMask
          )
  },
  {
    id: "mk2-has-no-lines",
    says: "an MK2 does not answer H",
    judge: (survey) => (isMk2(survey) ? decided(survey.adapter.lines === null) : "open")
  },
  {
    id: "version-unasked",
    says: "about a second without traffic brings a version frame unasked",
    judge: ({ adapter: { versionEverySeconds } }) =>
      decided(versionEverySeconds !== null && versionEverySeconds >= 0.8 && versionEverySeconds <= 1.7)
  },
  {
    id: "long-data-in-short-mode",
    says: "X, Y and Z carry requests and replies of any length in short mode too",
    judge: ({ adapter, units }) =>
      adapter.winmon === "long"
        ? "open"
        : each(
            units.filter(Survey.isPresent).filter((unit) => firmwareOf(unit) >= 200),
            ({ ramPerRead }) => ramPerRead === 2
          )
  },
  {
    id: "old-firmware-one-word",
    says: "firmware before 200 answers a read of several RAM variables with the first alone",
    judge: ({ units }) =>
      each(
        units.filter(Survey.isPresent).filter((unit) => firmwareOf(unit) < 200),
        ({ ramPerRead }) => ramPerRead === 1
      )
  },
  {
    id: "serial-from-308",
    says: "firmware 308 and newer tells its serial number, older does not",
    judge: ({ units }) =>
      each(units.filter(Survey.isPresent), (unit) => (unit.serial !== null) === firmwareOf(unit) >= 308)
  },
  {
    id: "snapshot-from-300",
    says: "firmware 300 and newer takes snapshots",
    judge: ({ units }) =>
      each(
        units.filter(Survey.isPresent).filter((unit) => firmwareOf(unit) >= 300),
        ({ snapshots }) => snapshots
      )
  },
  {
    id: "no-echo",
    says: "no request comes back as it was sent",
    judge: ({ adapter }) => decided(!adapter.echoes)
  },
  {
    id: "signed-settings",
    says: "a setting whose minimum is above its maximum is signed",
    judge: (survey) =>
      each(
        settingsOf(survey).flatMap((entry) =>
          "supported" in entry || entry.min <= entry.max || entry.raw === null
            ? []
            : [{ min: signed(entry.min), max: signed(entry.max), raw: signed(entry.raw) }]
        ),
        ({ min, max, raw }) => min <= raw && raw <= max
      )
  },
  {
    id: "wave-check-inverse",
    says: "flag 7 is the inverse of flag 3",
    judge: (survey) =>
      each(
        settingsOf(survey).flatMap((entry) =>
          entry.id !== 0 || "supported" in entry || entry.raw === null ? [] : [entry.raw]
        ),
        (word) => ((word >> 3) & 1) !== ((word >> 7) & 1)
      )
  }
]

/** The verdicts of a survey on all statements, by id. */
export const judge = (survey: Survey.Survey): Readonly<Record<string, Verdict>> =>
  Object.fromEntries(all.map(({ id, judge: of }) => [id, of(survey)]))
