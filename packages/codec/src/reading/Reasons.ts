/**
 * Why a part of a reading is `null`, in words, for whoever reads its JSON. Told is what a system of this kind should
 * have; what no system has (a temperature), or what is nothing there to be shown (the state of charge of a battery whose
 * capacity is not set), needs no reason. Reference: protocol.md 6.10; decisions.md 7.
 */
import * as Plausible from "../device/Plausible.ts"
import type { Watts } from "../device/Quantity.ts"
import type * as Document from "./Document.ts"
import { type Arrived, Ram, type Parts, type UnitParts } from "./Parts.ts"
import type { Layout } from "./Phases.ts"
import * as Scaled from "./Scaled.ts"
import type { Fresh, Told } from "./Units.ts"

/** The parts that the reasons are found in. */
export interface Found {
  readonly parts: Parts
  readonly fresh: Fresh
  readonly layout: Layout
  readonly units: ReadonlyArray<Told>
  readonly reading: Omit<Document.Reading, "reasons">
}

/** That a unit is silent. */
const silent = ({ address }: Pick<Document.Unit, "address">): string =>
  `address ${address} is configured and does not answer`

/** Why a part that was asked for is not there. */
const absence = (part: Arrived<unknown> | null | undefined, name: string): string =>
  part === null || part === undefined ? `${name} was not answered` : `the last answer to ${name} is too old`

/** Why these units have no sum of a figure. */
const noSum = (
  units: ReadonlyArray<Told>,
  parts: Parts,
  figure: (unit: Document.Unit) => Watts | null
): string => {
  const missing = units.find(({ unit }) => unit.status === "silent")
  if (missing !== undefined) return silent(missing.unit)
  const without = units.find(({ unit }) => figure(unit) === null)?.unit
  if (without !== undefined) return noPower(parts.units.find(({ address }) => address === without.address)!)
  return new Set(units.map(({ cycle }) => cycle)).size > 1
    ? "the words of its units are not from one cycle"
    : "the AC frame counts more units than are known"
}

const noPower = ({ address, measuresPower }: UnitParts): string =>
  measuresPower
    ? `the powers of address ${address} were not reported lately`
    : `the firmware of address ${address} measures no power, or is not known`

const TWO_LINES = "units with two lines report their power together: which lines it counts is not known"

type Reasons = ReadonlyArray<Document.Reason>

const reason = (part: string, why: string): Document.Reason => ({ part, reason: why })

/** Why the figures of a unit are missing. */
const ofUnit = ({ unit }: Told, parts: UnitParts): Reasons => {
  const path = `units.${unit.address}`
  if (unit.status === "silent") return [reason(path, silent(unit))]
  const voltage = impossibleOf(parts, Ram.batteryVoltage)
  return [
    ...(voltage === null ? [] : [reason(`${path}.battery.voltage`, voltage)]),
    ...(["inputPower", "outputPower", "inverterPower"] as const)
      .filter((key) => unit[key] === null)
      .map((key) => reason(`${path}.${key}`, noPower(parts)))
  ]
}

/** Why a word of a unit is not shown as a value, if it is because the value cannot be. */
const impossibleOf = ({ ram, scales, nominalVolts }: UnitParts, id: number): string | null => {
  const word = ram.get(id)
  const scale = scales.get(id)
  if (word === undefined || scale === undefined) return null
  const { value } = Scaled.ramOf(id, scale, word.value)
  return typeof value === "number" ? cannotBe(Plausible.impossible(id, value, { volts: nominalVolts })) : null
}

const cannotBe = (what: string | null): string | null => (what === null ? null : `${what} cannot be`)

/** Why the battery, or a figure of it, is missing. */
const ofBattery = ({ parts, fresh, reading: { battery }, units }: Found): Reasons => {
  const frame = fresh(parts.dc)
  const why = absence(parts.dc, "DC info (F 0)")
  if (battery === null) return [reason("battery", why)]
  if (frame === null) {
    const missing = units.find(({ unit }) => unit.battery?.current == null)
    return [
      ...(battery.current === null
        ? [reason("battery.current", missing === undefined ? why : currentOf(missing.unit))]
        : []),
      reason("battery.power", why)
    ]
  }
  if (battery.voltage !== null) return []
  const lender = parts.units.find(({ nominalVolts }) => nominalVolts !== null)
  const volts = lender === undefined ? null : Scaled.dcOf(frame, lender.scales).voltage
  const impossible =
    volts === null || lender === undefined
      ? null
      : cannotBe(Plausible.impossible(Ram.batteryVoltage, volts, { volts: lender.nominalVolts }))
  const reasonOf = impossible ?? "no unit reported the scale of RAM variable 4 for sure"
  return [reason("battery.voltage", reasonOf), reason("battery.power", reasonOf)]
}

const currentOf = (unit: Document.Unit): string =>
  unit.status === "silent" ? silent(unit) : `the current of address ${unit.address} was not reported lately`

/** Why figures of the phases of one side are missing. */
const ofPhases = (
  { parts, fresh, layout, units, reading }: Found,
  side: "acInput" | "acOutput",
  figure: (unit: Document.Unit) => Watts | null
): Reasons => {
  const phases = reading[side]
  if (phases === null) return [reason(side, absence(parts.ac[0], "AC info of L1 (F 1)"))]
  return phases.flatMap(({ phase, voltage, power }) => {
    const part = parts.ac[phase - 1]
    const frame = fresh(part)
    const mine = units.filter(({ unit }) => unit.phase === phase)
    return [
      ...(frame === null
        ? [reason(`${side}.${phase}.voltage`, absence(part, `AC info of L${phase} (F ${phase})`))]
        : voltage === null
          ? [
              reason(
                `${side}.${phase}.voltage`,
                "its scale is not known for sure, or makes a value that cannot be"
              )
            ]
          : []),
      ...(power === null
        ? [
            reason(
              `${side}.${phase}.power`,
              layout.hasUnownedLine
                ? TWO_LINES
                : mine.length === 0
                  ? "no unit is known on this phase"
                  : noSum(mine, parts, figure)
            )
          ]
        : [])
    ]
  })
}

const FROM_CONFIG = ["switch", "currentLimit", "activeInput", "inputs"] as const

/** Why what F 5 reports is missing. */
const ofConfig = ({ parts, fresh, reading }: Found): Reasons => {
  if (fresh(parts.config) === null) {
    return FROM_CONFIG.map((key) => reason(key, absence(parts.config, "AC input configuration (F 5)")))
  }
  return FROM_CONFIG.filter((key) => reading[key] === null).map((key) =>
    reason(key, reading.inputs === 0 ? "no AC input" : "the adapter does not report it")
  )
}

/** Why what L reports is missing. */
const ofLeds = ({ parts, fresh, reading }: Found): Reasons => {
  const told = fresh(parts.leds)
  return (["leds", "alarms", "vebusError"] as const)
    .filter((key) => reading[key] === null)
    .map((key) =>
      reason(
        key,
        told === null
          ? absence(parts.leds, "LEDs (L)")
          : key === "leds"
            ? "the lamps are not known (1F 1F)"
            : "the adapter does not report it"
      )
    )
}

const ofDevice = ({ units, reading: { address, device } }: Found): Reasons => {
  if (device !== null) return []
  const selected = units.find(({ unit }) => unit.address === address)?.unit
  return [
    reason(
      "device",
      selected?.status === "silent"
        ? silent(selected)
        : `the state of address ${address} was not reported lately`
    )
  ]
}

const ofTotal = (
  { parts, units, reading }: Found,
  key: "acInputPower" | "acOutputPower",
  figure: (unit: Document.Unit) => Watts | null
): Reasons =>
  reading[key] !== null
    ? []
    : [
        reason(
          key,
          units.length === 0 ? "which units there are is not known yet" : noSum(units, parts, figure)
        )
      ]

/** The reasons of a reading, in the order of its parts. */
export const of = (found: Found): Reasons => {
  const { units, parts, reading } = found
  return [
    ...ofBattery(found),
    ...ofPhases(found, "acInput", ({ inputPower }) => inputPower),
    ...ofPhases(found, "acOutput", ({ outputPower }) => outputPower),
    ...ofTotal(found, "acInputPower", ({ inputPower }) => inputPower),
    ...ofTotal(found, "acOutputPower", ({ outputPower }) => outputPower),
    ...ofDevice(found),
    ...ofLeds(found),
    ...ofConfig(found),
    ...(reading.units === null
      ? [reason("units", "which units there are is not known yet")]
      : units.flatMap((told, index) => ofUnit(told, parts.units[index]!)))
  ]
}
