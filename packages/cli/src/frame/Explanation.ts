/**
 * Explained bytes as text, one field a line, or as one JSON document.
 */
import type { Explain } from "@vebus/codec"

/** One block per frame or discarded piece. */
export const text = (explained: ReadonlyArray<Explain.Explained>): ReadonlyArray<string> =>
  explained.flatMap((item, index) => (index === 0 ? block(item) : ["", ...block(item)]))

const block = (item: Explain.Explained): ReadonlyArray<string> => {
  if (item._tag === "Discarded") return [`no frame at byte ${item.offset}: ${item.raw}: ${item.meaning}`]
  const sender = item.direction === "request" ? "host to adapter" : "adapter to host"
  const doubt = item.guessed ? (item.fitsBoth ? ", guessed: it fits both ways" : ", guessed") : ""
  const headline = `${item.title} (${sender}${doubt})`
  return [headline, ...aligned(item.ranges.flatMap(rows))]
}

/** Offset, bytes, field, meaning. Fields that share their bytes stand below each other. */
const rows = ({ offset, raw, ...only }: Explain.Range): ReadonlyArray<ReadonlyArray<string>> =>
  (only.shared ?? [only]).map(({ field, meaning, unit }, index) => [
    ...(index === 0 ? [`${offset}`, raw] : ["", ""]),
    field,
    unit === null ? meaning : `${meaning} ${unit}`
  ])

/** Columns as wide as their widest cell; the first one stands to the right, the last one ends anywhere. */
const aligned = (table: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => {
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((cells) => cells[column]!.length)))
  return table.map(([offset = "", raw = "", field = "", meaning = ""]) =>
    ["", offset.padStart(widths[0]!), raw.padEnd(widths[1]!), field.padEnd(widths[2]!), meaning].join("  ")
  )
}

/** The schema of the JSON document. */
export const SCHEMA = "vebus.explanation/1"

/** The whole explanation as one JSON document. */
export const json = (
  explained: ReadonlyArray<Explain.Explained>,
  hint: { readonly text: string; readonly repaired: string | null } | null
): ReadonlyArray<string> => JSON.stringify({ schema: SCHEMA, frames: explained, hint }, null, 2).split("\n")
