/**
 * The section `BareSettingData`: one unit and what it has stored.
 *
 *     u32          3, the version of this layout
 *     u32          unique number, as in F 7
 *     u32          version of the unit, with its sub-version in the top byte
 *     3 bytes      not explained (FF 01 01)
 *     u32          version again, its top byte 0
 *     u16, bytes   what stands behind the version in reply 82
 *     10 bytes     as in F 7: type code, 2 not explained, u32 mask of addresses, 1 not explained, flags, address
 *     u16, bytes   serial number
 *     u16 k        then k blocks: u16, bytes
 *     u64          when the file was exported; 0: not told. Seconds since 1970
 *     u64          when the unit was read
 *     u16, bytes   the stored words, the n-th is setting n
 *     u16, bytes   program of the assistants
 *     rest         not explained
 *
 * **A block may be an access password.** Its bytes are passed over: they are in no value and in no message.
 */
import * as Result from "effect/Result"
import * as Ascii from "../bytes/Ascii.ts"
import type { Raw16, Spare } from "../bytes/Words.ts"
import type { Section } from "./Container.ts"
import * as Cursor from "./Cursor.ts"
import type { FileFailure } from "./Failure.ts"
import * as LayoutVersion from "./LayoutVersion.ts"
import type { Unexplained } from "./Unexplained.ts"

/** The name of the section. */
export const NAME = "BareSettingData"
/** The version of its layout. */
export const LAYOUT = 3

/** Bytes that are withheld: their place and their number. */
export interface Withheld {
  readonly offset: number
  readonly size: number
}

/** One unit of a file. */
export interface UnitData {
  /** Where its section begins, in bytes from the beginning of the file. */
  readonly offset: number
  /** As in F 7 and F 8. */
  readonly uniqueNumber: number
  /** As in reply 82, with the sub-version in its top byte. */
  readonly version: number
  /** Three bytes: not explained. */
  readonly marks: Unexplained
  /** The version once more, without the sub-version. */
  readonly versionAgain: number
  /** The bytes behind the version in reply 82: not explained. */
  readonly remainder: Unexplained
  /** 2 in all files that were seen. */
  readonly typeCode: number
  /** Two bytes of F 7 as a number: not explained. */
  readonly head: number
  /** The addresses that are configured in the system, one bit each. */
  readonly addresses: number
  /** A byte of F 7: tells phases apart; its values are not explained. */
  readonly phase: number
  /** Bit 4: no assistant program. */
  readonly vllFlags: number
  /** The short address of the unit. */
  readonly address: number
  /** The serial number as bytes; `serialNumber` reads them. */
  readonly serial: Spare
  /** Blocks that may be passwords: none of their bytes. */
  readonly withheld: ReadonlyArray<Withheld>
  /** When the file was exported, in seconds since 1970; `null`: not told. */
  readonly exported: bigint | null
  /** When the unit was read, in seconds since 1970; `null`: not told. */
  readonly read: bigint | null
  /** The stored words, by the id of their setting. */
  readonly settings: ReadonlyArray<Raw16>
  /** The program of the assistants: nobody can read it. No bytes: none. */
  readonly assistants: Unexplained
  /** The rest: not explained. */
  readonly tail: Unexplained
}

const orNone = (seconds: bigint): bigint | null => (seconds === 0n ? null : seconds)

/** Bytes of a size that the file says, with their place. */
const sized = (cursor: Cursor.Cursor, what: string): Result.Result<Unexplained, FileFailure> =>
  Result.gen(function* () {
    const size = yield* cursor.uint16(`the length of ${what}`)
    const offset = cursor.at()
    return { offset, bytes: yield* cursor.bytes(what, size) }
  })

const blocks = (cursor: Cursor.Cursor): Result.Result<ReadonlyArray<Withheld>, FileFailure> =>
  Result.gen(function* () {
    const count = yield* cursor.uint16("the number of blocks")
    const found: Array<Withheld> = []
    for (let index = 0; index < count; index++) {
      const size = yield* cursor.uint16("the length of a block")
      const offset = cursor.at()
      yield* cursor.skip("a block", size)
      found.push({ offset, size })
    }
    return found
  })

const words = (cursor: Cursor.Cursor): Result.Result<ReadonlyArray<Raw16>, FileFailure> =>
  Result.gen(function* () {
    const offset = cursor.at()
    const size = yield* cursor.uint16("the length of the settings")
    return size % 2 === 0
      ? yield* cursor.words("settings", size)
      : yield* cursor.failed("LengthMismatch", offset, "settings of 2 bytes", `${size} bytes`)
  })

/** Reads the payload of the section. */
export const read = (bytes: Uint8Array, section: Section): Result.Result<UnitData, FileFailure> =>
  Result.gen(function* () {
    const cursor = Cursor.make(bytes, section)
    yield* LayoutVersion.expect(cursor, LAYOUT)
    return {
      offset: section.offset,
      uniqueNumber: yield* cursor.uint32("the unique number"),
      version: yield* cursor.uint32("the version of the unit"),
      marks: { offset: cursor.at(), bytes: yield* cursor.bytes("marks", 3) },
      versionAgain: yield* cursor.uint32("the version of the unit"),
      remainder: yield* sized(cursor, "what follows the version"),
      typeCode: yield* cursor.uint8("the type code"),
      head: yield* cursor.uint16("the configuration"),
      addresses: yield* cursor.uint32("the addresses of the system"),
      phase: yield* cursor.uint8("the phase"),
      vllFlags: yield* cursor.uint8("the flags of the configuration"),
      address: yield* cursor.uint8("the address"),
      serial: (yield* sized(cursor, "the serial number")).bytes,
      withheld: yield* blocks(cursor),
      exported: orNone(yield* cursor.uint64("the time of the export")),
      read: orNone(yield* cursor.uint64("the time of reading")),
      settings: yield* words(cursor),
      assistants: yield* sized(cursor, "the program of the assistants"),
      tail: { offset: cursor.at(), bytes: cursor.rest() }
    }
  })

/** The serial number as text, `null` where there is none. Bytes that are no printable ASCII become `?`. */
export const serialNumber = ({ serial }: Pick<UnitData, "serial">): string | null =>
  Ascii.text(serial) || null
