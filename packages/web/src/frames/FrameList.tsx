/**
 * A list of frames, filtered by kind and direction: a line each, and its fields on opening.
 */
import { useSignal } from "@preact/signals"
import * as Time from "../format/Time.ts"
import type { FrameRow } from "../store/State.ts"
import type { Field, Found, Kind, Piece } from "./Explained.ts"

/** A frame with what it is. */
export interface Shown {
  readonly row: FrameRow
  readonly found: Found
}

const kinds: ReadonlyArray<readonly [Kind, string]> = [
  ["version", "Version"],
  ["lamps", "Lamps"],
  ["info", "Battery, AC and limits"],
  ["winmon", "Settings and RAM variables"],
  ["other", "Other frames"],
  ["no frame", "Bytes that form no frame"]
]

const ways = {
  rx: { sign: "←", word: "from the adapter" },
  tx: { sign: "→", word: "to the adapter" }
} as const

/** The fields of a frame as a table. */
export const Fields = ({ fields }: { readonly fields: ReadonlyArray<Field> }) => (
  <div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">Byte</th>
          <th scope="col">Raw</th>
          <th scope="col">Field</th>
          <th scope="col">Value</th>
          <th scope="col">Unit</th>
        </tr>
      </thead>
      <tbody>
        {fields.map(({ offset, raw, name, value, unit }) => (
          <tr key={offset}>
            <td>{offset}</td>
            <td>
              <code>{raw}</code>
            </td>
            <td>{name}</td>
            <td>{value}</td>
            <td>{unit ?? ""}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)

/** A frame, or bytes that form none. */
export const One = ({ piece, when }: { readonly piece: Piece; readonly when?: preact.ComponentChild }) => {
  const isOpen = useSignal(false)
  return (
    <details
      class={piece.kind === "no frame" ? "frame none" : "frame"}
      onToggle={({ currentTarget }) => (isOpen.value = currentTarget.open)}
    >
      <summary>
        {when}
        <span class="title">{piece.title}</span>
      </summary>
      {isOpen.value ? (
        <>
          <p>
            <code>{piece.raw}</code>
          </p>
          {piece.fields.length === 0 ? null : <Fields fields={piece.fields} />}
        </>
      ) : null}
    </details>
  )
}

const Row = ({ row, found }: Shown) => {
  const way = ways[row.dir]
  const when = (
    <>
      <span class={`way-${row.dir}`}>
        <span aria-hidden="true">{way.sign}</span>
        <span class="hidden">{way.word}</span>
      </span>
      <time>{Time.ofDay(row.ms)}</time>
    </>
  )
  if (!found.ok) return <p class="problem">{found.message}</p>
  return (
    <>
      {found.pieces.map((piece, at) => (
        <One key={at} piece={piece} when={when} />
      ))}
    </>
  )
}

/** The list, the newest first. */
export const FrameList = ({ rows }: { readonly rows: ReadonlyArray<Shown> }) => {
  const kind = useSignal<Kind | "all">("all")
  const dir = useSignal<"all" | "rx" | "tx">("all")
  const fits = ({ row, found }: Shown): boolean =>
    (dir.value === "all" || row.dir === dir.value) &&
    (kind.value === "all" || (found.ok && found.pieces.some((piece) => piece.kind === kind.value)))
  const shown = rows.filter(fits).toReversed()
  return (
    <>
      <div class="tools">
        <label>
          Kind{" "}
          <select
            value={kind.value}
            onChange={({ currentTarget }) => (kind.value = currentTarget.value as Kind)}
          >
            <option value="all">All</option>
            {kinds.map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          Direction{" "}
          <select
            value={dir.value}
            onChange={({ currentTarget }) => (dir.value = currentTarget.value as "rx")}
          >
            <option value="all">Both</option>
            <option value="rx">From the adapter</option>
            <option value="tx">To the adapter</option>
          </select>
        </label>
        <span class="muted">
          {shown.length} of {rows.length}
        </span>
      </div>
      {rows.length === 0 ? <p class="muted">Nothing has passed yet.</p> : null}
      <ol class="list">
        {shown.map((each) => (
          <li key={each.row.key}>
            <Row {...each} />
          </li>
        ))}
      </ol>
    </>
  )
}
