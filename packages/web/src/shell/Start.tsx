/**
 * The start page: three ways to something to look at.
 */
import { useEffect } from "preact/hooks"
import { FileCard } from "../files/FileCard.tsx"
import { useDrop } from "../parts/Drop.ts"
import { openers, prepare } from "../sources/Openers.ts"
import type { SourceKind } from "../Source.ts"
import { open } from "./Visit.ts"

interface Way {
  readonly kind: SourceKind
  readonly name: string
  readonly note: string
}

const ways: ReadonlyArray<Way> = [
  {
    kind: "serial",
    name: "Connect an adapter",
    note: "An MK3-USB or MK2 on this computer. Nothing is installed, nothing is written."
  },
  { kind: "demo", name: "Try the demo", note: "A simulated inverter inside this page." },
  { kind: "capture", name: "Open a recording", note: "A file made by vebus record, read on this computer." }
]

/** The feature that the browser lacks for a kind of source, in words; `null`: none. */
const missing = (kind: SourceKind): string | null => {
  if (kind !== "serial" || "serial" in navigator) return null
  return isSecureContext
    ? "This browser has no Web Serial. Use Chrome, Edge or another Chromium on a computer."
    : "Web Serial needs https, or this page on localhost. Here the page came over plain http."
}

const Button = ({ way, busy }: { readonly way: Way; readonly busy: SourceKind | null }) => {
  const lack = missing(way.kind)
  const choose = () => void open(way.kind)
  return (
    <li>
      {way.kind === "capture" ? (
        <label class="way">
          <strong>{way.name}</strong>
          <span>{way.note}</span>
          <input
            type="file"
            class="hidden"
            accept=".jsonl,.json,.txt"
            onChange={({ currentTarget: { files } }) => {
              const file = files?.[0]
              if (file !== undefined) void open("capture", { file })
            }}
          />
        </label>
      ) : (
        <>
          <button type="button" class="way" disabled={lack !== null || busy !== null} onClick={choose}>
            <strong>{busy === way.kind ? "Opening …" : way.name}</strong>
            <span>{lack ?? way.note}</span>
          </button>
          {way.kind === "serial" && lack === null ? (
            <button
              type="button"
              class="other"
              disabled={busy !== null}
              onClick={() => void open("serial", { anyPort: true })}
            >
              Another port: an MK2, a converter, one of several
            </button>
          ) : null}
        </>
      )}
    </li>
  )
}

/** The start page. */
export const Start = ({
  problem,
  busy
}: {
  readonly problem: string | null
  readonly busy: SourceKind | null
}) => {
  useEffect(() => void prepare(), [])
  // A recording that is dropped on the page is opened.
  const { events } = useDrop((file) => void open("capture", { file }))
  return (
    <main id="main" class="start" {...events}>
      <h1>Look at an inverter/charger</h1>
      <p class="muted">
        Victron MultiPlus, Quattro and Phoenix behind an MK2 or MK3 adapter. Not affiliated with Victron
        Energy.
      </p>
      {problem === null ? null : (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <ul class="ways">
        {ways
          .filter(({ kind }) => openers[kind] !== undefined)
          .map((way) => (
            <Button key={way.kind} way={way} busy={busy} />
          ))}
      </ul>
      <FileCard />
    </main>
  )
}
