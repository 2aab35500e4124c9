/**
 * The container of a settings file: a signature, then sections, each with its name, the place of the next one, and a sum.
 *
 *     file      u16 29, "VEConfig setting section file", section*
 *     section   u16 nameLength, name, u32 next, payload, u32 sum
 *     next      where the next section begins, from the beginning of the file; of the last one: the length of the file
 *     sum       the bytes of the section before it as u32 words, the last one filled with zeros, added mod 2^32
 *
 * Sizes are guarded: 1 MiB, 64 sections, names of 1 to 64 printable characters. Real files have 4 to 10 kB.
 * Reference: docs/guides/veconfigure.md.
 */
import * as Result from "effect/Result"
import * as Ascii from "../bytes/Ascii.ts"
import { toHex } from "../bytes/Hex.ts"
import { readBytes } from "../bytes/Rows.ts"
import { failure, type FileFailure } from "./Failure.ts"

/** How large a file may be, in bytes. */
export const MAX_BYTES = 0x10_0000
/** How many sections it may have. */
export const MAX_SECTIONS = 64
/** How long the name of a section may be. */
export const MAX_NAME = 64

/** The words that each such file begins with. */
const SIGNATURE = "VEConfig setting section file"
const signature = [SIGNATURE.length, 0, ...SIGNATURE.split("").map((character) => character.charCodeAt(0))]

/** The bytes of `nameLength`, of `next` and of the sum. */
const LENGTH_SIZE = 2
const NEXT_SIZE = 4
const SUM_SIZE = 4

/** A section whose sum holds. */
export interface Section {
  /** Printable ASCII. */
  readonly name: string
  /** Where it begins, in bytes from the beginning of the file. */
  readonly offset: number
  /** Where its payload begins, and where that ends. */
  readonly from: number
  readonly to: number
}

/** Whether bytes begin as a settings file does. */
export const isSettingsFile = (bytes: Uint8Array): boolean =>
  signature.every((byte, index) => bytes[index] === byte)

const hexText = (value: number): string => value.toString(16).toUpperCase().padStart(8, "0")

/** The four bytes at a place as a number; what lies behind the end counts as zero. */
const word = (bytes: Uint8Array, at: number, end: number): number => {
  let value = 0
  for (let index = 3; index >= 0; index--) value = (value << 8) | (at + index < end ? bytes[at + index]! : 0)
  return value >>> 0
}

/** The sum of the bytes between two places. */
const sumOf = (bytes: Uint8Array, from: number, to: number): number => {
  let sum = 0
  for (let at = from; at < to; at += 4) sum = (sum + word(bytes, at, to)) >>> 0
  return sum
}

/** The section that begins at a place, and the place of the next one. */
const sectionAt = (
  bytes: Uint8Array,
  offset: number
): Result.Result<{ readonly section: Section; readonly next: number }, FileFailure> => {
  const size = bytes.length
  const broken = (at: number, expected: string, found: string) =>
    Result.fail(failure("BrokenChain", null, at, expected, found))
  if (size - offset < LENGTH_SIZE) return broken(offset, "a section", `${size - offset} bytes`)
  const nameLength = bytes[offset]! | (bytes[offset + 1]! << 8)
  if (nameLength < 1 || nameLength > MAX_NAME)
    return broken(offset, `the length of a name, 1 to ${MAX_NAME}`, `${nameLength}`)
  const nameFrom = offset + LENGTH_SIZE
  const nextAt = nameFrom + nameLength
  const from = nextAt + NEXT_SIZE
  if (from + SUM_SIZE > size)
    return broken(nameFrom, `a name of ${nameLength} bytes, a place and a sum`, `${size - nameFrom} bytes`)
  const nameBytes = readBytes(bytes, nameFrom, nextAt)
  if (!nameBytes.every(Ascii.isPrintable))
    return broken(nameFrom, "a name in printable characters", toHex(nameBytes.slice(0, 8)))
  const name = Ascii.text(nameBytes)
  const next = word(bytes, nextAt, size)
  if (next < from + SUM_SIZE || next > size) {
    const expected = `the place of the next section, ${from + SUM_SIZE} to ${size}`
    return Result.fail(failure("BrokenChain", name, nextAt, expected, `${next}`))
  }
  const to = next - SUM_SIZE
  const [expected, found] = [sumOf(bytes, offset, to), word(bytes, to, next)]
  return expected === found
    ? Result.succeed({ section: { name, offset, from, to }, next })
    : Result.fail(failure("BadSum", name, to, `the sum ${hexText(expected)}`, hexText(found)))
}

/** The sections of a file, in its order. A file that ends behind any of them has fewer, and is whole. */
export const sections = (bytes: Uint8Array): Result.Result<ReadonlyArray<Section>, FileFailure> =>
  Result.gen(function* () {
    if (bytes.length > MAX_BYTES) {
      const expected = `at most ${MAX_BYTES} bytes`
      return yield* Result.fail(failure("TooLarge", null, 0, expected, `${bytes.length}`))
    }
    if (!isSettingsFile(bytes)) {
      const found = bytes.length === 0 ? "nothing" : toHex(bytes.subarray(0, 8))
      return yield* Result.fail(failure("NotASettingsFile", null, 0, `1D 00 and "${SIGNATURE}"`, found))
    }
    const found: Array<Section> = []
    for (let at = signature.length; at < bytes.length;) {
      if (found.length === MAX_SECTIONS)
        return yield* Result.fail(
          failure("BrokenChain", null, at, `the end, behind ${MAX_SECTIONS} sections`, "more")
        )
      const { section, next } = yield* sectionAt(bytes, at)
      found.push(section)
      at = next
    }
    return found
  })
