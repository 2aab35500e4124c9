/**
 * The section `BareSettingInfo`: what the units of a file say of their settings, the words of winmon 0x35.
 *
 *     u32       4, the version of this layout
 *     u32       version of the unit: low 24 bits as in reply 82; high byte the sub-version
 *     u8        type code, as in F 7
 *     u16       bytes of the records, ten each
 *     10 each   scale s16, offset s16, default u16, minimum u16, maximum u16; the n-th is of setting n
 *     rest      not explained
 *
 * Scale 0: the unit does not have the setting. The version may be that of the successor of an old processor.
 */
import * as Result from "effect/Result"
import { numberOf } from "../device/Scale.ts"
import type { SettingWords } from "../device/SettingRange.ts"
import type { Section } from "./Container.ts"
import * as Cursor from "./Cursor.ts"
import type { FileFailure } from "./Failure.ts"
import * as LayoutVersion from "./LayoutVersion.ts"
import type { Unexplained } from "./Unexplained.ts"

/** The name of the section. */
export const NAME = "BareSettingInfo"
/** The version of its layout. */
export const LAYOUT = 4

/** The settings that the units of a file have. */
export interface SettingRecords {
  /** As in reply 82, with the sub-version in its top byte. */
  readonly version: number
  /** 2 in all files that were seen. */
  readonly typeCode: number
  /** The infos, by the id of their setting. */
  readonly records: ReadonlyArray<SettingWords>
  /** The rest: not explained. */
  readonly rest: Unexplained
}

/** The bytes of a record. */
const RECORD_BYTES = 10

/** Reads the payload of the section. */
export const read = (bytes: Uint8Array, section: Section): Result.Result<SettingRecords, FileFailure> =>
  Result.gen(function* () {
    const cursor = Cursor.make(bytes, section)
    yield* LayoutVersion.expect(cursor, LAYOUT)
    const version = yield* cursor.uint32("the version of the unit")
    const typeCode = yield* cursor.uint8("the type code")
    const sizeAt = cursor.at()
    const size = yield* cursor.uint16("the length of the records")
    if (size % RECORD_BYTES !== 0)
      return yield* cursor.failed(
        "LengthMismatch",
        sizeAt,
        `records of ${RECORD_BYTES} bytes`,
        `${size} bytes`
      )
    const words = yield* cursor.words("records", size)
    const records = Array.from({ length: size / RECORD_BYTES }, (_, id): SettingWords => {
      const [scale, offset, defaultRaw, minimumRaw, maximumRaw] = words.slice(5 * id, 5 * id + 5)
      return {
        scaleWord: numberOf(scale!, true),
        offsetWord: numberOf(offset!, true),
        defaultRaw: defaultRaw!,
        minimumRaw: minimumRaw!,
        maximumRaw: maximumRaw!,
        access: null
      }
    })
    return { version, typeCode, records, rest: { offset: cursor.at(), bytes: cursor.rest() } }
  })
