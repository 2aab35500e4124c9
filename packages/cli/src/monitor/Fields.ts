/**
 * The fields of a reading by name, as JSON nests them: `battery.voltage`, `acInput.1.power` (the number is the phase),
 * `units.3.inputPower` (the number is the address), `leds.lowBattery`. Reference: integrations.md 1.
 */
import { LedMasks, Names, Quantity } from "@vebus/codec"
import type * as Reading from "@vebus/codec/reading"
import * as Result from "effect/Result"

const PHASES = [1, 2, 3, 4]
const ADDRESSES = Array.from({ length: 32 }, (_, address) => address)
const perPhase = ["voltage", "current", "power", "frequency", "currentDoubtful"]
const perUnit = [
  "phase",
  "status",
  "battery.voltage",
  "battery.current",
  "battery.power",
  "inputPower",
  "outputPower",
  "inverterPower",
  "state",
  "chargeState"
]
const perSide = (side: string): ReadonlyArray<string> =>
  PHASES.flatMap((phase) => perPhase.map((name) => `${side}.${phase}.${name}`))
const within = (part: string, names: ReadonlyArray<string>): ReadonlyArray<string> =>
  names.map((name) => `${part}.${name}`)

/** The name of every field, in the order of a reading. */
export const all: ReadonlyArray<string> = [
  "time",
  "port",
  "address",
  ...within("battery", ["voltage", "current", "power", "stateOfCharge", "temperature"]),
  ...perSide("acInput"),
  ...perSide("acOutput"),
  "acInputPower",
  "acOutputPower",
  ...within("device", ["state", "chargeState"]),
  ...within("leds", LedMasks.lamps),
  ...within("alarms", ["warnings", "alarms"]),
  ...within("vebusError", ["code", "name"]),
  ...within("switch", ["requested", "charge", "invert", "front"]),
  ...within("currentLimit", ["actual", "minimum", "maximum"]),
  "activeInput",
  "inputs",
  ...ADDRESSES.flatMap((address) => within(`units.${address}`, perUnit))
]

const groups: ReadonlyArray<string> = [...new Set(all.flatMap(prefixes))]

function prefixes(name: string): ReadonlyArray<string> {
  const words = name.split(".")
  return words.slice(1).map((_, index) => words.slice(0, index + 1).join("."))
}

const named = (names: ReadonlyArray<string>) => names.map((name) => ({ name }))

/**
 * The fields that a list like `time,battery,acInput.1.power` names; a group stands for all its fields. Fails with what
 * is wrong with it, and what may have been meant.
 */
export const parse = (text: string): Result.Result<ReadonlyArray<string>, string> => {
  const found: Array<string> = []
  for (const word of text.split(",").map((part) => part.trim())) {
    const entry = Names.byName(named([...all, ...groups]), word)
    if (word === "" || entry === null) return Result.fail(unknown(word))
    found.push(...all.filter((name) => name === entry.name || name.startsWith(`${entry.name}.`)))
  }
  return Result.succeed([...new Set(found)])
}

const unknown = (word: string): string => {
  const near = Names.nearest(named([...groups, ...all]), word)
  const meant =
    near.length === 0 ? `known are ${all.slice(0, 4).join(", ")}, …` : `did you mean ${near.join(", ")}?`
  return `a reading has no field "${word}": ${meant}`
}

/** The fields of a table that starts with this reading: all, but of the phases and the units only those that it has. */
export const ofReading = ({ acInput, acOutput, units }: Reading.Reading): ReadonlyArray<string> => {
  const phases = Math.max(1, acInput?.length ?? 0, acOutput?.length ?? 0)
  const addresses = (units ?? []).map(({ address }) => address)
  return all.filter((name) => {
    const [part, number] = name.split(".")
    if (part === "units") return addresses.includes(Number(number))
    return part === "acInput" || part === "acOutput" ? Number(number) <= phases : true
  })
}

/** The item of a list that a number names: a phase by its number, a unit by its address. */
const itemOf = (list: ReadonlyArray<object>, number: string): unknown =>
  list.find(
    (item) => `${("address" in item ? item.address : "phase" in item ? item.phase : "") as number}` === number
  )

/** A field as text; `null` when the reading does not tell it. Numbers have at most six significant digits. */
export const valueOf = (reading: Reading.Reading, field: string): string | null => {
  let value: unknown = reading
  for (const word of field.split(".")) {
    value = Array.isArray(value)
      ? itemOf(value as ReadonlyArray<object>, word)
      : ((value as Readonly<Record<string, unknown>> | null | undefined)?.[word] ?? null)
  }
  if (value === null || value === undefined) return null
  if (Array.isArray(value)) return value.join(" ")
  return typeof value === "number" ? `${Quantity.printable(value)}` : String(value as string | boolean)
}
