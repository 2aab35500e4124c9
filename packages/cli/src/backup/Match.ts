/**
 * Which unit of a settings file is which: by serial number; where one of the two has none, by the unique number of F 7;
 * or as somebody says. Never by its place in the file or its address: both change. A backup is of one unit, and of
 * whichever it is said to be.
 */
import * as Result from "effect/Result"
import * as ExitCode from "../ExitCode.ts"
import { type Configured, type Identity, modelOf, named, type Part } from "./Configured.ts"

/** Two configurations to compare. */
export interface Pair {
  readonly a: Part
  readonly b: Part
}

/** Whether two are one unit. */
const isOne = (a: Identity, b: Identity): boolean =>
  a.serialNumber !== null && b.serialNumber !== null
    ? a.serialNumber === b.serialNumber
    : a.uniqueNumber !== null && a.uniqueNumber === b.uniqueNumber

const listed = ({ parts }: Configured): string =>
  parts.map(({ unit }) => `${named(unit)} (${modelOf(unit)})`).join(", ")

const bad = (message: string) => Result.fail(new ExitCode.CommandError(ExitCode.badFile, message))

/** The part of a serial number. */
const chosen = (file: Configured, serial: string): Result.Result<Part, ExitCode.CommandError> => {
  const part = file.parts.find(({ unit }) => unit.serialNumber?.toUpperCase() === serial.toUpperCase())
  return part === undefined
    ? bad(`${file.path}: expected a unit ${serial}, found ${listed(file)}`)
    : Result.succeed(part)
}

/** The part of a file that is of a unit, or that somebody chose. */
export const find = (
  file: Configured,
  unit: Identity,
  serial: string | null
): Result.Result<Part, ExitCode.CommandError> => {
  if (file.kind === "backup") return Result.succeed(file.parts[0]!)
  if (serial !== null) return chosen(file, serial)
  const part = file.parts.find((other) => isOne(other.unit, unit))
  return part === undefined
    ? bad(
        `${file.path} is of ${listed(file)}, and the unit to compare is ${named(unit)} (${modelOf(unit)}). To compare it with another one, name that one: --unit SERIAL`
      )
    : Result.succeed(part)
}

/** The units of two files: pairs, and the units that stand in one of them alone. */
export const pairs = (
  a: Configured,
  b: Configured,
  serial: string | null
): Result.Result<
  { readonly pairs: ReadonlyArray<Pair>; readonly alone: ReadonlyArray<string> },
  ExitCode.CommandError
> => {
  if (b.kind === "backup") {
    const [other] = b.parts
    return Result.map(find(a, other!.unit, serial), (part) => ({
      pairs: [{ a: part, b: other! }],
      alone: []
    }))
  }
  if (a.kind === "backup") {
    const [one] = a.parts
    return Result.map(find(b, one!.unit, serial), (part) => ({ pairs: [{ a: one!, b: part }], alone: [] }))
  }
  if (serial !== null) {
    return Result.gen(function* () {
      return { pairs: [{ a: yield* chosen(a, serial), b: yield* chosen(b, serial) }], alone: [] }
    })
  }
  const found = a.parts.flatMap((one) => {
    const other = b.parts.find(({ unit }) => isOne(one.unit, unit))
    return other === undefined ? [] : [{ a: one, b: other }]
  })
  if (found.length === 0)
    return bad(
      `expected a unit that is in both files; ${a.path} is of ${listed(a)}, ${b.path} of ${listed(b)}`
    )
  const without = (file: Configured, side: "a" | "b") =>
    file.parts
      .filter((part) => found.every((pair) => pair[side] !== part))
      .map(({ unit }) => `${named(unit)} is in ${file.path} alone`)
  return Result.succeed({ pairs: found, alone: [...without(a, "a"), ...without(b, "b")] })
}

/** Warnings about a comparison of two units. */
export const warnings = ({ a, b }: Pair): ReadonlyArray<string> => {
  const [one, other] = [a.unit, b.unit]
  if (one.productId !== other.productId)
    return [`another model: ${modelOf(one)} and ${modelOf(other)}: a setting may mean something else to each`]
  return one.firmware === other.firmware
    ? []
    : [`another firmware: ${one.firmware} and ${other.firmware}: settings are compared by their ids`]
}
