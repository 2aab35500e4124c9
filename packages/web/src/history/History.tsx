/**
 * History: power, voltage and state of charge over time, with what happened and what is not known; energy of each day.
 */
import { useSignal } from "@preact/signals"
import { useEffect } from "preact/hooks"
import type { History as Answer } from "../Ask.ts"
import * as Download from "../parts/Download.ts"
import type { Store } from "../store/Store.ts"
import { Chart } from "./Chart.tsx"
import * as Csv from "./Csv.ts"
import * as Days from "../energy/Days.ts"
import { DayTable } from "./DayTable.tsx"
import * as Rows from "./Rows.ts"
import * as Span from "./Span.ts"
import { TimeAxis } from "./TimeAxis.tsx"

/** Rows of a picture: more than a screen can show apart are no help. */
const POINTS = 300
const REFRESH_MILLIS = 15_000

/** An answer, and the span that it is for. */
interface Shown {
  readonly span: Span.Name
  readonly picture: Answer
  /** In rows short enough for days; `null`: the span has no whole day. */
  readonly long: Answer | null
}

const whenText = (ms: number): string =>
  new Date(ms).toLocaleString([], {
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23"
  })

const unitText = (value: number | null, unit: "W" | "V" | "%"): string =>
  value === null ? "–" : `${unit === "V" ? value.toFixed(2) : Math.round(value)} ${unit}`

const Readout = ({ history, cursor }: { readonly history: Answer; readonly cursor: number | null }) => {
  const row = cursor === null ? null : Rows.rowAt(history, cursor)
  return (
    <dl class="readout">
      <div>
        <dt class="hidden">Time</dt>
        <dd>{cursor === null ? "Point at a picture, or move the slider" : whenText(cursor)}</dd>
      </div>
      {cursor === null
        ? null
        : (Object.keys(Rows.lines) as ReadonlyArray<Rows.Line>).map((line) => (
            <div key={line} class={Rows.lines[line].tone}>
              <dt>{Rows.lines[line].name}</dt>
              <dd>
                {unitText(row === null ? null : Rows.meanAt(history, line, row), Rows.lines[line].unit)}
              </dd>
            </div>
          ))}
    </dl>
  )
}

const Events = ({
  events,
  leftOut
}: {
  readonly events: ReadonlyArray<Rows.Event>
  readonly leftOut: number
}) =>
  events.length === 0 ? null : (
    <details class="card events">
      <summary>
        {events.length} {events.length === 1 ? "event" : "events"}
      </summary>
      <ul>
        {events.toReversed().map(({ ms, kind, text }, index) => (
          <li key={index} class={kind}>
            <time dateTime={new Date(ms).toISOString()}>{whenText(ms)}</time> {text}
          </li>
        ))}
      </ul>
      {leftOut === 0 ? null : (
        <p class="muted">{leftOut} older events of this time are not listed: choose a shorter one.</p>
      )}
    </details>
  )

/** The events of a history: as it tells them, and by its rows. */
const eventsOf = (history: Answer): ReadonlyArray<Rows.Event> =>
  [
    ...Rows.mainsEvents(history),
    ...Rows.toldEvents(history),
    ...Rows.unexplained(history).map(({ from: ms, to }): Rows.Event => ({
      ms,
      kind: "link",
      text: `nothing known until ${whenText(to)}`
    }))
  ].toSorted((a, b) => a.ms - b.ms)

const Pictures = ({ history }: { readonly history: Answer }) => {
  const cursor = useSignal<number | null>(null)
  const from = Date.parse(history.from)
  const to = Date.parse(history.to)
  const events = eventsOf(history)
  return (
    <>
      <section class="card pictures">
        {Rows.charts.map(({ title, lines }) => (
          <Chart
            key={title}
            title={title}
            lines={lines}
            history={history}
            events={events}
            cursor={cursor.value}
            onCursor={(ms) => (cursor.value = ms)}
          />
        ))}
        <TimeAxis from={from} to={to} />
        <input
          class="slider"
          type="range"
          aria-label="Point in time"
          aria-valuetext={whenText(cursor.value ?? to)}
          min={from}
          max={to}
          step={history.stepSeconds * 1000}
          value={cursor.value ?? to}
          onInput={({ currentTarget }) => (cursor.value = currentTarget.valueAsNumber)}
        />
        <Readout history={history} cursor={cursor.value} />
      </section>
      <Events events={events} leftOut={history.eventsLeftOut} />
    </>
  )
}

/** The page. */
export const History = ({ store }: { readonly store: Store }) => {
  const span = useSignal<Span.Name>("1 h")
  const shown = useSignal<Shown | null>(null)
  const problem = useSignal<string | null>(null)
  const { site, capabilities, notices } = store.state.value
  const newest = notices.at(-1)

  const load = async (name: Span.Name): Promise<void> => {
    const to = store.now.peek()
    const from = to - Span.spans[name]
    const ask = (since: number, points: number, fields: ReadonlyArray<string>) =>
      store.source.ask({ _tag: "History", from: since, to, points, fields })
    const picture = await ask(from, POINTS, Rows.fields)
    const long = picture.ok && name !== "1 h" ? await ask(Days.dayOf(from), Days.POINTS, Days.fields) : null
    if (name !== span.peek()) return
    problem.value = picture.ok ? null : picture.message
    if (picture.ok)
      shown.value = { span: name, picture: picture.value, long: long?.ok === true ? long.value : null }
  }
  useEffect(() => {
    shown.value = null
  }, [site])
  useEffect(() => {
    // Which site is meant is not known yet.
    if (site === null && capabilities.history) return
    void load(span.value)
    const timer = setInterval(() => void load(span.value), REFRESH_MILLIS)
    return () => clearInterval(timer)
  }, [site, span.value, newest])

  const { value } = shown
  return (
    <div class="history">
      <div class="actions">
        <div class="choice" role="group" aria-label="Span of time">
          {Span.names.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={name === span.value}
              onClick={() => (span.value = name)}
            >
              {name}
            </button>
          ))}
        </div>
        <button
          type="button"
          disabled={value === null}
          onClick={() =>
            Download.save(
              `vebus-${site ?? "unit"}-${Download.stamp(store.now.peek())}.csv`,
              "text/csv",
              Csv.text(value!.picture)
            )
          }
        >
          Save as CSV
        </button>
      </div>
      {capabilities.history ? null : (
        <p class="muted">
          {store.source.kind === "gateway" ? "This gateway" : "This source"} keeps no history: what is shown
          was read since this page was opened, and is gone when it is closed.
          {store.source.kind === "gateway" ? "" : " A gateway keeps years."}
        </p>
      )}
      {problem.value === null ? null : (
        <p class="problem" role="alert">
          {problem.value}
        </p>
      )}
      {value === null ? (
        <p class="muted" role="status">
          {problem.value === null ? "Reading …" : ""}
        </p>
      ) : (
        <>
          <Pictures history={value.picture} />
          {value.long === null || value.long.time.length === 0 ? null : (
            <section class="card">
              <h2>Energy of each day, in kWh</h2>
              <p class="muted">
                From the mean power of each {Math.round(value.long.stepSeconds / 60)} minutes that were seen.
              </p>
              <DayTable days={Days.days(value.long)} />
            </section>
          )}
        </>
      )}
    </div>
  )
}
