/**
 * The registers, as a GX device has them for a VE.Bus system: which path stands where, in which type and at which scale. This
 * table is the one declaration: what is read, what is written and what the guide shows come from it. Pure.
 *
 * A number of 32 bits has its high word first. What is not known is the largest number of its type, and never 0: 65535,
 * 32767, 4294967295, 2147483647. Nor does a value that does not fit wrap round. Reference: integrations.md 5.2.
 */
import type { Value } from "../venus/Values.ts"
import * as Writes from "./Writes.ts"

/** How a value stands in its registers. */
export type Type = "uint16" | "int16" | "uint32" | "int32" | "text"

/** One value with its registers. */
export interface Row {
  /** As a GX calls it on its D-Bus. */
  readonly path: string
  /** The first register. */
  readonly register: number
  readonly type: Type
  /** The factor of the register: it holds the value times this. */
  readonly scale: number
}

interface Layout {
  readonly words: number
  readonly min: number
  readonly max: number
  /** The word that says that the value is not known. */
  readonly absent: number
}

const TEXT_WORDS = 8

const layouts: Readonly<Record<Type, Layout>> = {
  uint16: { words: 1, min: 0, max: 0xfffe, absent: 0xffff },
  int16: { words: 1, min: -0x8000, max: 0x7ffe, absent: 0x7fff },
  uint32: { words: 2, min: 0, max: 0xfffffffe, absent: 0xffffffff },
  int32: { words: 2, min: -0x80000000, max: 0x7ffffffe, absent: 0x7fffffff },
  text: { words: TEXT_WORDS, min: 0, max: 0, absent: 0 }
}

const row = (
  type: Type,
  scale: number,
  register: number,
  ...paths: ReadonlyArray<string>
): ReadonlyArray<Row> =>
  paths.map((path, index) => ({ path, register: register + index * layouts[type].words, type, scale }))

const alarmsOf = (phase: number): ReadonlyArray<string> =>
  ["HighTemperature", "LowBattery", "Overload", "Ripple"].map((name) => `/Alarms/L${phase}/${name}`)

/** All of them, by register. */
export const rows: ReadonlyArray<Row> = [
  ...row("uint16", 10, 3, "/Ac/ActiveIn/L1/V", "/Ac/ActiveIn/L2/V", "/Ac/ActiveIn/L3/V"),
  ...row("int16", 10, 6, "/Ac/ActiveIn/L1/I", "/Ac/ActiveIn/L2/I", "/Ac/ActiveIn/L3/I"),
  ...row("int16", 100, 9, "/Ac/ActiveIn/L1/F", "/Ac/ActiveIn/L2/F", "/Ac/ActiveIn/L3/F"),
  ...row("int16", 0.1, 12, "/Ac/ActiveIn/L1/P", "/Ac/ActiveIn/L2/P", "/Ac/ActiveIn/L3/P"),
  ...row("uint16", 10, 15, "/Ac/Out/L1/V", "/Ac/Out/L2/V", "/Ac/Out/L3/V"),
  ...row("int16", 10, 18, "/Ac/Out/L1/I", "/Ac/Out/L2/I", "/Ac/Out/L3/I"),
  ...row("int16", 100, 21, "/Ac/Out/L1/F"),
  ...row("int16", 10, 22, "/Ac/ActiveIn/CurrentLimit"),
  ...row("int16", 0.1, 23, "/Ac/Out/L1/P", "/Ac/Out/L2/P", "/Ac/Out/L3/P"),
  ...row("uint16", 100, 26, "/Dc/0/Voltage"),
  ...row("int16", 10, 27, "/Dc/0/Current"),
  ...row("uint16", 1, 28, "/Ac/NumberOfPhases", "/Ac/ActiveIn/ActiveInput"),
  ...row("uint16", 10, 30, "/Soc"),
  ...row("uint16", 1, 31, "/State", "/VebusError", "/Mode"),
  ...row("uint16", 1, 34, "/Alarms/HighTemperature", "/Alarms/LowBattery", "/Alarms/Overload"),
  ...row("int16", 1, 37, "/Hub4/L1/AcPowerSetpoint"),
  ...row("uint16", 1, 38, "/Hub4/DisableCharge", "/Hub4/DisableFeedIn"),
  ...row("int16", 1, 40, "/Hub4/L2/AcPowerSetpoint", "/Hub4/L3/AcPowerSetpoint"),
  ...row("uint16", 1, 42, "/Alarms/TemperatureSensor", "/Alarms/VoltageSensor"),
  ...row("uint16", 1, 44, ...alarmsOf(1)),
  ...row("uint16", 1, 48, ...alarmsOf(2)),
  ...row("uint16", 1, 52, ...alarmsOf(3)),
  ...row("uint16", 1, 57, "/Bms/AllowToCharge", "/Bms/AllowToDischarge", "/Bms/BmsExpected", "/Bms/Error"),
  ...row("int16", 10, 61, "/Dc/0/Temperature"),
  ...row("uint16", 1, 62, "/SystemReset", "/Alarms/PhaseRotation", "/Alarms/GridLost"),
  ...row("uint16", 1, 69, "/Ac/State/IgnoreAcIn1", "/Ac/State/IgnoreAcIn2"),
  ...row(
    "uint32",
    100,
    74,
    "/Energy/AcIn1ToAcOut",
    "/Energy/AcIn1ToInverter",
    "/Energy/AcIn2ToAcOut",
    "/Energy/AcIn2ToInverter",
    "/Energy/AcOutToAcIn1",
    "/Energy/AcOutToAcIn2",
    "/Energy/InverterToAcIn1",
    "/Energy/InverterToAcIn2",
    "/Energy/InverterToAcOut",
    "/Energy/OutToInverter"
  ),
  ...row("uint16", 1, 95, "/VebusChargeState"),
  ...row("int32", 1, 96, "/Hub4/L1/AcPowerSetpoint", "/Hub4/L2/AcPowerSetpoint", "/Hub4/L3/AcPowerSetpoint"),
  ...row(
    "uint16",
    1,
    102,
    "/Dc/0/PreferRenewableEnergy",
    "/Ac/Control/RemoteGeneratorSelected",
    "/Ac/State/RemoteGeneratorSelected",
    "/RedetectSystem",
    "/Settings/AssistCurrentBoostFactor",
    "/Settings/InverterOutputVoltage",
    "/Settings/PowerAssistEnabled",
    "/Settings/UpsFunction"
  ),
  ...row("uint32", 1, 130, "/Ac/Out/NominalInverterPower"),
  ...row("text", 1, 140, "/CustomName")
]

/** How many registers a value takes. */
export const lengthOf = ({ type }: Row): number => layouts[type].words

const byRegister = new Map(
  rows.flatMap((each) =>
    Array.from(
      { length: lengthOf(each) },
      (_, index) => [each.register + index, { row: each, index }] as const
    )
  )
)

const BITS = 16
const WORD = 0x1_0000
const BYTE = 0x100

const textWords = (text: string): ReadonlyArray<number> =>
  Array.from(
    { length: TEXT_WORDS },
    (_, index) => (text.charCodeAt(2 * index) || 0) * BYTE + (text.charCodeAt(2 * index + 1) || 0)
  )

/** The words of a value. */
export const encode = ({ type, scale }: Pick<Row, "type" | "scale">, value: Value): ReadonlyArray<number> => {
  const { words, min, max, absent } = layouts[type]
  if (type === "text") return textWords(typeof value === "string" ? value : "")
  const scaled = typeof value === "number" ? Math.round(value * scale) : Number.NaN
  const raw = scaled >= min && scaled <= max ? scaled : absent
  return words === 1 ? [(raw + WORD) % WORD] : [(raw >>> BITS) & 0xffff, raw & 0xffff]
}

/** The value that words stand for; `null`: they stand for none. */
export const decode = (
  { type, scale }: Pick<Row, "type" | "scale">,
  words: ReadonlyArray<number>
): number | null => {
  const { words: count, min, max } = layouts[type]
  if (type === "text" || words.length !== count) return null
  const unsigned = words.reduce((sum, word) => sum * WORD + word, 0)
  const signed = min < 0 && unsigned > max + 1 ? unsigned - WORD ** count : unsigned
  return signed > max ? null : signed / scale
}

/** Looks a value up among those of a site; a register may have a path that nobody fills here. */
export const valueOf = ({ path }: Pick<Row, "path">, values: ReadonlyMap<string, Value>): Value =>
  values.get(path.slice(1)) ?? null

/** The words of registers in a row; `null`: one of them is not there. */
export const read = (
  register: number,
  count: number,
  values: ReadonlyMap<string, Value>
): ReadonlyArray<number> | null => {
  const words: Array<number> = []
  for (let offset = 0; offset < count; offset++) {
    const found = byRegister.get(register + offset)
    if (found === undefined) return null
    words.push(encode(found.row, valueOf(found.row, values))[found.index]!)
  }
  return words
}

/** The value that begins at a register, where it can be written; `null`: there is none. */
export const writable = (register: number): Row | null => {
  const found = byRegister.get(register)
  return found !== undefined && found.index === 0 && Writes.isWritable(found.row.path) ? found.row : null
}
