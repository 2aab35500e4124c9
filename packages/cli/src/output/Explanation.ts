/**
 * Explained bytes as text, one field a line, or as one JSON document.
 */
import { type Explain, Quantity } from "@vebus/codec"

const OFFSET = 4
const RAW = 18
const FIELD = 22

/** One block per frame or discarded piece. */
export const text = (explained: ReadonlyArray<Explain.Explained>): string => explained.map(block).join("\n")

const block = (item: Explain.Explained): string => {
  if (item._tag === "Discarded") return `no frame: ${item.raw}: ${item.meaning}\n`
  const sender = item.direction === "request" ? "host to adapter" : "adapter to host"
  const rows = item.ranges.map(({ offset, raw, field, meaning, unit }) =>
    [
      String(offset).padStart(OFFSET),
      raw.padEnd(RAW),
      field.padEnd(FIELD),
      unit === null ? meaning : `${meaning} ${unit}`
    ].join("  ")
  )
  return [`${item.title} (${sender}${item.guessed ? ", guessed" : ""})`, ...rows].join("\n") + "\n"
}

/** The schema of the JSON document. */
export const SCHEMA = "vebus.explanation/1"

/** The whole explanation as one JSON document. */
export const json = (explained: ReadonlyArray<Explain.Explained>): string =>
  `${JSON.stringify({ schema: SCHEMA, frames: explained }, (_, value: unknown) => (typeof value === "number" ? Quantity.printable(value) : value), 2)}\n`
