/**
 * Why values of a tile are absent, as the reading says it.
 */
import type * as Reading from "@vebus/codec/reading"

/** The reasons of the parts that begin so; nothing where none is said. */
export const Reasons = ({
  reading,
  parts
}: {
  readonly reading: Reading.Reading | null
  readonly parts: ReadonlyArray<string>
}) => {
  // That an inverter has no AC input, the tile says itself.
  const found = (reading?.inputs === 0 ? [] : (reading?.reasons ?? [])).filter(({ part }) =>
    parts.some((name) => part === name || part.startsWith(`${name}.`))
  )
  const said = [...new Set(found.map(({ reason }) => reason))]
  return said.length === 0 ? null : <p class="note">{said.join("; ")}</p>
}
