/**
 * One picture over time: of each line the mean, with lowest and highest as a band; gaps as hatched strips; events as marks.
 */
import type { History } from "../Ask.ts"
import * as Quantity from "../format/Quantity.ts"
import * as Rows from "./Rows.ts"

/** The picture has this size in its own units; the page stretches it. */
const WIDTH = 600
const HEIGHT = 140

/** A state of charge ends here. */
const PERCENT = 100

/** How far apart the ends of an axis are at least, by unit. */
const least = { W: 100, V: 0.5, "%": 10 } as const

const path = (points: ReadonlyArray<readonly [number, number]>): string =>
  points.map(([x, y], index) => `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("")

const numeral = (value: number, unit: "W" | "V" | "%"): string =>
  unit === "V" ? Quantity.fixed(value, 1) : Quantity.fixed(value, 0)

interface Props {
  readonly title: string
  readonly lines: ReadonlyArray<Rows.Line>
  readonly history: History
  readonly events: ReadonlyArray<Rows.Event>
  /** The time under the cursor; `null`: none. */
  readonly cursor: number | null
  readonly onCursor: (ms: number | null) => void
}

/** The picture in a sentence. */
const described = (history: History, lines: ReadonlyArray<Rows.Line>): string =>
  lines
    .map((line) => {
      const points = Rows.parts(history, line).flat()
      const { name, unit } = Rows.lines[line]
      if (points.length === 0) return `${name}: nothing known`
      const low = Math.min(...points.map((point) => point.low))
      const high = Math.max(...points.map((point) => point.high))
      return `${name}: ${numeral(low, unit)} to ${numeral(high, unit)} ${unit}, at last ${numeral(points.at(-1)!.mean, unit)} ${unit}`
    })
    .join(". ")

/** The picture. */
export const Chart = ({ title, lines, history, events, cursor, onCursor }: Props) => {
  const from = Date.parse(history.from)
  const to = Date.parse(history.to)
  // The middle of the newest row may not be over yet.
  const x = (ms: number): number => Math.min(1, (ms - from) / (to - from)) * WIDTH
  const drawn = lines.map((line) => ({ line, parts: Rows.parts(history, line) }))
  const points = drawn.flatMap(({ parts }) => parts.flat())
  const { unit } = Rows.lines[lines[0]!]
  const ticks =
    points.length === 0
      ? []
      : Rows.axis(
          Math.min(...points.map(({ low }) => low)),
          Math.max(...points.map(({ high }) => high)),
          least[unit],
          unit === "%" ? PERCENT : Infinity
        )
  const [bottom = 0, top = 1] = [ticks[0], ticks.at(-1)]
  const y = (value: number): number => HEIGHT - ((value - bottom) / (top - bottom)) * HEIGHT
  // States of the unit and changes are listed: as marks they would hide what matters.
  const marked = events.filter(({ kind }) => kind !== "state" && kind !== "change")
  const place = (event: PointerEvent): void => {
    const { left, width } = (event.currentTarget as Element).getBoundingClientRect()
    onCursor(from + ((event.clientX - left) / width) * (to - from))
  }
  return (
    <figure class="h-chart">
      <figcaption>
        {title}
        {lines.length < 2 ? null : (
          <span class="h-legend">
            {lines.map((line) => (
              <span key={line} class={Rows.lines[line].tone}>
                {Rows.lines[line].name}
              </span>
            ))}
          </span>
        )}
      </figcaption>
      {points.length === 0 ? (
        <p class="muted">
          {title === "State of charge"
            ? "Not known: the battery capacity may not be set in the unit."
            : "Nothing is known of this time."}
        </p>
      ) : (
        <div class="h-plot">
          <ol class="h-scale" aria-hidden="true">
            {ticks.toReversed().map((tick) => (
              <li key={tick}>
                {numeral(tick, unit)}
                {tick === top ? ` ${unit}` : ""}
              </li>
            ))}
          </ol>
          <svg
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            preserveAspectRatio="none"
            role="img"
            aria-label={`${title}. ${described(history, lines)}.`}
            onPointerMove={place}
            onPointerDown={place}
            onPointerLeave={() => onCursor(null)}
          >
            {Rows.gaps(history).map((gap) => (
              <rect
                key={gap.from}
                class="gap"
                x={x(gap.from)}
                y={0}
                width={Math.max(1, x(gap.to) - x(gap.from))}
                height={HEIGHT}
              />
            ))}
            {ticks.map((tick) => (
              <line
                key={tick}
                class={tick === 0 ? "zero" : "grid"}
                x1={0}
                x2={WIDTH}
                y1={y(tick)}
                y2={y(tick)}
              />
            ))}
            {drawn.map(({ line, parts }) => (
              <g key={line} class={Rows.lines[line].tone}>
                {parts.map((part) => (
                  <g key={part[0]!.ms}>
                    <path
                      class="band"
                      d={`${path([
                        ...part.map(({ ms, high }) => [x(ms), y(high)] as const),
                        ...part.toReversed().map(({ ms, low }) => [x(ms), y(low)] as const)
                      ])}Z`}
                    />
                    <path
                      class="mean"
                      d={
                        part.length === 1
                          ? `M${(x(part[0]!.ms) - 2).toFixed(1)} ${y(part[0]!.mean).toFixed(1)}h2`
                          : path(part.map(({ ms, mean }) => [x(ms), y(mean)]))
                      }
                    />
                  </g>
                ))}
              </g>
            ))}
            {marked.map(({ ms, kind }, index) => (
              <line key={index} class={`event ${kind}`} x1={x(ms)} x2={x(ms)} y1={0} y2={HEIGHT} />
            ))}
            {cursor === null ? null : (
              <line class="cursor" x1={x(cursor)} x2={x(cursor)} y1={0} y2={HEIGHT} />
            )}
          </svg>
        </div>
      )}
    </figure>
  )
}
