/**
 * Reads the fields of a section one behind the other, low byte first. What is not there is a failure with its place.
 */
import * as Result from "effect/Result"
import { readBytes, readWords } from "../bytes/Rows.ts"
import type { Raw16, Spare } from "../bytes/Words.ts"
import { failure, type FileFailure, type Tag } from "./Failure.ts"
import type { Section } from "./Container.ts"

type Read<A> = Result.Result<A, FileFailure>

/** The place in a section up to which it was read. */
export interface Cursor {
  /** That place, in bytes from the beginning of the file. */
  readonly at: () => number
  readonly uint8: (what: string) => Read<number>
  readonly uint16: (what: string) => Read<number>
  readonly uint32: (what: string) => Read<number>
  readonly uint64: (what: string) => Read<bigint>
  /** So many bytes. */
  readonly bytes: (what: string, size: number) => Read<Spare>
  /** As many 16-bit words as fit into so many bytes. */
  readonly words: (what: string, size: number) => Read<ReadonlyArray<Raw16>>
  /** Passes so many bytes without looking at them. */
  readonly skip: (what: string, size: number) => Read<void>
  /** All that is left. */
  readonly rest: () => Spare
  /** A failure at a place of this section. */
  readonly failed: (
    tag: Tag,
    offset: number,
    expected: string,
    found: string
  ) => Result.Result<never, FileFailure>
}

/** A cursor at the beginning of the payload of a section. */
export const make = (bytes: Uint8Array, { name, from, to }: Section): Cursor => {
  let place = from
  const failed: Cursor["failed"] = (tag, offset, expected, found) =>
    Result.fail(failure(tag, name, offset, expected, found))
  const take = <A>(what: string, size: number, read: (start: number) => A): Read<A> => {
    const start = place
    if (size > to - start)
      return failed("TooShort", start, `${size} bytes of ${what}`, `${to - start} before the sum`)
    place += size
    return Result.succeed(read(start))
  }
  const number = (start: number, size: number): number => {
    let value = 0
    for (let index = size - 1; index >= 0; index--) value = value * 0x100 + bytes[start + index]!
    return value
  }
  return {
    at: () => place,
    uint8: (what) => take(what, 1, (start) => bytes[start]!),
    uint16: (what) => take(what, 2, (start) => number(start, 2)),
    uint32: (what) => take(what, 4, (start) => number(start, 4)),
    uint64: (what) =>
      take(what, 8, (start) => (BigInt(number(start + 4, 4)) << 32n) | BigInt(number(start, 4))),
    bytes: (what, size) => take(what, size, (start) => readBytes(bytes, start, start + size)),
    words: (what, size) => take(what, size, (start) => readWords(bytes, start, start + size)),
    skip: (what, size) => take(what, size, () => undefined),
    rest: () => {
      const start = place
      place = to
      return readBytes(bytes, start, to)
    },
    failed
  }
}
