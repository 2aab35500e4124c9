/**
 * The doctor: why there is no answer, and what to do; with what this browser can tell. Sends only reads.
 */
import { useSignal } from "@preact/signals"
import { useEffect } from "preact/hooks"
import type { Answers } from "../Ask.ts"
import { words } from "../parts/LinkWords.ts"
import type { Store } from "../store/Store.ts"
import * as Findings from "./Findings.ts"

const signs = { passed: "✓", warning: "!", failed: "✕" } as const
const spoken = { passed: "passed", warning: "warning", failed: "failed" } as const

const Row = ({ row }: { readonly row: Findings.Row }) => (
  <li class={`check ${row.result}`}>
    <span class="sign" aria-hidden="true">
      {signs[row.result]}
    </span>
    <div>
      <h3>
        {row.name}
        <span class="hidden">: {spoken[row.result]}</span>
      </h3>
      <p>{row.seen}</p>
      {row.meaning === null ? null : <p class="muted">{row.meaning}</p>}
      {row.remedy === null ? null : (
        <p>
          <strong>Try: </strong>
          {row.remedy}
        </p>
      )}
    </div>
  </li>
)

const Rows = ({ title, rows }: { readonly title: string; readonly rows: ReadonlyArray<Findings.Row> }) => (
  <section class="card">
    <h2>{title}</h2>
    <ul>
      {rows.map((row) => (
        <Row key={row.name} row={row} />
      ))}
    </ul>
  </section>
)

/** The text of the report, to be copied. */
const Report = ({ make }: { readonly make: (withSerials: boolean) => string }) => {
  const withSerials = useSignal(false)
  const said = useSignal("")
  const text = make(withSerials.value)
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text)
      said.value = "Copied."
    } catch {
      said.value = "This browser lets no page copy here: mark the text below and copy it."
    }
  }
  return (
    <section class="card report">
      <h2>Report</h2>
      <label class="tick">
        <input
          type="checkbox"
          checked={withSerials.value}
          onChange={({ currentTarget }) => (withSerials.value = currentTarget.checked)}
        />
        With serial numbers
      </label>
      <button type="button" onClick={() => void copy()}>
        Copy the report
      </button>
      <span role="status">{said.value}</span>
      <details>
        <summary>Show it</summary>
        <textarea readOnly rows={12} aria-label="The report" value={text} />
      </details>
    </section>
  )
}

const portsOf = async (): Promise<number | null> =>
  "serial" in navigator
    ? await navigator.serial.getPorts().then(
        ({ length }) => length,
        () => null
      )
    : null

/** The page. */
export const Doctor = ({ store }: { readonly store: Store }) => {
  const found = useSignal<Answers["Doctor"] | null>(null)
  const problem = useSignal<string | null>(null)
  const isBusy = useSignal(false)
  const ports = useSignal<number | null>(null)
  const { site, link, reason } = store.state.value
  const { source } = store

  const examine = async (): Promise<void> => {
    isBusy.value = true
    problem.value = null
    ports.value = await portsOf()
    const answer = await source.ask({ _tag: "Doctor" })
    // Another site is shown meanwhile, which is examined by itself.
    if (store.state.peek().site !== site) return
    isBusy.value = false
    if (answer.ok) found.value = answer.value
    else problem.value = answer.message
  }
  useEffect(() => {
    found.value = null
    void examine()
  }, [site])

  const browser = Findings.browserRows({
    isSecure: isSecureContext,
    hasSerial: "serial" in navigator,
    ports: ports.value,
    isGateway: source.kind === "gateway"
  })
  const rows = found.value === null ? [] : Findings.rows(found.value)
  const linkText = reason === null ? words[link] : `${words[link]}: ${reason}`
  const make = (withSerials: boolean): string =>
    Findings.report(
      [...rows, ...browser],
      {
        time: new Date(store.now.peek()).toISOString(),
        source: `${source.kind}, ${source.label}`,
        link: linkText,
        browser: navigator.userAgent
      },
      withSerials
    )
  return (
    <div class="doctor">
      <div class="actions">
        <p role="status" class="grow">
          {isBusy.value
            ? "Looking: it listens for some seconds …"
            : found.value === null
              ? (problem.value ?? "")
              : rows.length === 0
                ? `Nothing could be looked at yet. ${linkText}`
                : Findings.summary(rows)}
        </p>
        <button type="button" disabled={isBusy.value} onClick={() => void examine()}>
          Look again
        </button>
      </div>
      {rows.length === 0 ? null : <Rows title="From the plug to the inverter" rows={rows} />}
      <Rows title="This browser" rows={browser} />
      <Report make={make} />
    </div>
  )
}
