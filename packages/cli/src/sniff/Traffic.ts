/**
 * Explained traffic as lines: for people the time, the direction, the bytes and what they say; for programs one JSON
 * object each.
 *
 *     12:00:00.042  tx  02 FF 56 A9              version request
 *     12:00:00.084  rx  07 FF 56 24 DB 11 00 ... version reply: MK3, firmware 212; mode no device selected
 *     12:00:00.090  rx  FF 13                    no frame: ...
 */
import type { Explain } from "@vebus/codec"
import type { Direction, Passing } from "./Passing.ts"

/** The schema of a JSON line. */
export const SCHEMA = "vebus.traffic/1"

/** How wide the column of bytes is: most frames have no more than 17. */
const HEX_WIDTH = 50

/** Fields that the title of a frame has already, and fields whose meaning is only their bytes. */
const left = ["length", "frame type", "command", "winmon code", "kind", "checksum", "unexplained"]

const fieldText = ({ field, meaning, unit }: Explain.Shared): string =>
  `${field} ${unit === null ? meaning : `${meaning} ${unit}`}`

const fieldsOf = ({ ranges }: Explain.ExplainedFrame): ReadonlyArray<string> =>
  ranges
    .flatMap(({ shared, ...only }) => shared ?? [only])
    .filter(({ field }) => !left.includes(field))
    .map(fieldText)

/** The meaning of a frame, or of bytes that formed none, in one line. */
export const meaning = (explained: Explain.Explained): string => {
  if (explained._tag === "Discarded") return `no frame: ${explained.meaning}`
  const fields = fieldsOf(explained)
  return fields.length === 0 ? explained.title : `${explained.title}; ${fields.join("; ")}`
}

const columns = (time: string, dir: Direction | "--", raw: string, text: string): string =>
  `${time.slice("2026-01-01T".length, -1)}  ${dir}  ${raw.padEnd(HEX_WIDTH)}  ${text}`

/** A line for people. `time` is in ISO 8601. */
export const line = ({ dir, explained }: Passing, time: string): string =>
  columns(time, dir, explained.raw, meaning(explained))

/** A line for people about something that happened to the port. */
export const eventLine = (event: string, time: string): string => columns(time, "--", "", event)

/** The same for programs. */
export const json = ({ dir, explained }: Passing, time: string): string =>
  JSON.stringify({ schema: SCHEMA, time, dir, text: meaning(explained), explained })

export const eventJson = (event: string, time: string): string =>
  JSON.stringify({ schema: SCHEMA, time, event })
