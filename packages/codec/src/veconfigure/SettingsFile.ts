/**
 * Settings files of VEConfigure, `.rvsc` (one unit) and `.rvms` (several): what an installer configured. Pure and total, and
 * for reading alone: nothing here makes such a file.
 *
 *     Mk2vscInfo        version of the tool                           once
 *     BareSettingInfo   scales and limits: `SettingRecords.ts`        once
 *     BareSettingData   a unit and its settings: `UnitData.ts`        for each unit
 *
 * A section of another name is kept as it is. The order of the units changes from file to file: a unit is told by its
 * serial number. The format comes from what people published about their files; nobody of us has seen one of their own.
 * Reference: docs/guides/veconfigure.md.
 */
import * as Result from "effect/Result"
import * as Ascii from "../bytes/Ascii.ts"
import type { Spare } from "../bytes/Words.ts"
import * as Container from "./Container.ts"
import * as Cursor from "./Cursor.ts"
import { failure, type FileFailure } from "./Failure.ts"
import * as LayoutVersion from "./LayoutVersion.ts"
import * as SettingRecords from "./SettingRecords.ts"
import type { Unexplained } from "./Unexplained.ts"
import * as UnitData from "./UnitData.ts"

/** The section with the version of the tool, and the version of its layout. */
const TOOL = "Mk2vscInfo"
const TOOL_LAYOUT = 1

/** The tool that made a file. */
export interface Tool {
  /** The version as bytes; `toolVersion` reads them. */
  readonly version: Spare
  /** The rest: not explained. */
  readonly rest: Unexplained
}

/** A section of which only its name is known. */
export interface UnknownSection extends Unexplained {
  readonly name: string
}

/** All that a file says. */
export interface SettingsFile {
  /** `null`: the file does not say. */
  readonly tool: Tool | null
  /** `null`: the file has no scales, so that its words stay raw. */
  readonly records: SettingRecords.SettingRecords | null
  /** In the order of the file, which means nothing. */
  readonly units: ReadonlyArray<UnitData.UnitData>
  /** The payloads of other sections. */
  readonly unknown: ReadonlyArray<UnknownSection>
}

const readTool = (bytes: Uint8Array, section: Container.Section): Result.Result<Tool, FileFailure> =>
  Result.gen(function* () {
    const cursor = Cursor.make(bytes, section)
    yield* LayoutVersion.expect(cursor, TOOL_LAYOUT)
    const size = yield* cursor.uint16("the length of the version of the tool")
    const version = yield* cursor.bytes("the version of the tool", size)
    return { version, rest: { offset: cursor.at(), bytes: cursor.rest() } }
  })

/** The contradiction in a file whose sections are each right: a unit twice, or more settings than records. */
const contradiction = ({ records, units }: SettingsFile): FileFailure | null => {
  const seen = new Map<string, UnitData.UnitData>()
  for (const unit of units) {
    const serial = UnitData.serialNumber(unit)
    const other = serial === null ? undefined : seen.get(serial)
    if (other !== undefined) {
      const expected = "each serial number once"
      return failure(
        "DuplicateSerial",
        UnitData.NAME,
        unit.offset,
        expected,
        `${serial} as at byte ${other.offset}`
      )
    }
    if (serial !== null) seen.set(serial, unit)
    if (records !== null && unit.settings.length > records.records.length) {
      const expected = `at most ${records.records.length} settings, as there are records`
      return failure("LengthMismatch", UnitData.NAME, unit.offset, expected, `${unit.settings.length}`)
    }
  }
  return null
}

const twice = ({ name, offset }: Container.Section) =>
  Result.fail(failure("DuplicateSection", name, offset, "this section once", "it again"))

/** Reads a file. */
export const read = (bytes: Uint8Array): Result.Result<SettingsFile, FileFailure> =>
  Result.gen(function* () {
    let tool: Tool | null = null
    let records: SettingRecords.SettingRecords | null = null
    const units: Array<UnitData.UnitData> = []
    const unknown: Array<UnknownSection> = []
    for (const section of yield* Container.sections(bytes)) {
      if (section.name === TOOL)
        tool = tool === null ? yield* readTool(bytes, section) : yield* twice(section)
      else if (section.name === SettingRecords.NAME)
        records = records === null ? yield* SettingRecords.read(bytes, section) : yield* twice(section)
      else if (section.name === UnitData.NAME) units.push(yield* UnitData.read(bytes, section))
      else {
        const { name, from } = section
        unknown.push({ name, offset: from, bytes: Cursor.make(bytes, section).rest() })
      }
    }
    const file: SettingsFile = { tool, records, units, unknown }
    const wrong = contradiction(file)
    return wrong === null ? file : yield* Result.fail(wrong)
  })

/** The version of the tool as text, `null` where the file does not say. Bytes that are no printable ASCII become `?`. */
export const toolVersion = ({ tool }: Pick<SettingsFile, "tool">): string | null =>
  tool === null ? null : Ascii.text(tool.version)

/**
 * The number of units of the system that the file is of, by the masks of its units; `null` where there is none. A file
 * with fewer was cut, or is of one unit on purpose.
 */
export const systemSize = ({ units }: Pick<SettingsFile, "units">): number | null => {
  const mask = units.reduce((all, { addresses }) => all | addresses, 0)
  const count = Array.from({ length: 32 }, (_, bit): number => (mask >>> bit) & 1).reduce(
    (sum, bit) => sum + bit,
    0
  )
  return count === 0 ? null : count
}
