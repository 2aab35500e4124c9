/**
 * The last ten minutes: power drawn, to the loads, and into the battery. Values under the pointer, or under the arrow keys.
 */
import { useSignal } from "@preact/signals"
import * as Quantity from "../format/Quantity.ts"
import * as Time from "../format/Time.ts"
import type { Store } from "../store/Store.ts"
import type { Point, Series } from "../store/Trend.ts"
import * as Chart from "./Chart.ts"

const names: ReadonlyArray<readonly [series: Series, name: string]> = [
  ["input", "AC input"],
  ["output", "Loads"],
  ["battery", "Battery"]
]

const STEP = 1 / 60

const Reading = ({ point }: { readonly point: Point | null }) => (
  <dl class="legend">
    {names.map(([series, name]) => (
      <div key={series} class={series}>
        <dt>
          <svg viewBox="0 0 24 4" aria-hidden="true">
            <path d="M0 2H24" />
          </svg>
          {name}
        </dt>
        <dd>{Quantity.text("watts", point === null ? null : point[series])}</dd>
      </div>
    ))}
  </dl>
)

const textOf = (point: Point | null): string =>
  point === null
    ? "no values"
    : `${Time.ofDay(point.ms)}: ${names
        .map(([series, name]) => `${name} ${Quantity.text("watts", point[series])}`)
        .join(", ")}`

const Lines = ({
  points,
  scale,
  stretch
}: {
  points: ReadonlyArray<Point>
  scale: Chart.Scale
  stretch: Chart.Stretch
}) => (
  <svg viewBox={`0 0 ${Chart.WIDTH} ${Chart.HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
    {scale.marks.map((mark) => {
      const y = Chart.heightOf(mark, scale) * Chart.HEIGHT
      return <path key={mark} class={mark === 0 ? "zero" : "mark"} d={`M0 ${y}H${Chart.WIDTH}`} />
    })}
    {names.map(([series]) => (
      <path key={series} class={series} d={Chart.pathOf(points, series, scale, stretch)} />
    ))}
  </svg>
)

/** The trend. */
export const Trend = ({ store }: { readonly store: Store }) => {
  const pointed = useSignal<number | null>(null)
  const points = store.state.value.trend
  const now = store.now.value
  const scale = Chart.scaleOf(points)
  const stretch = Chart.stretchOf(points, now)
  const minutes = stretch.millis / 60_000
  const place = pointed.value
  const point =
    place === null
      ? store.isLive.value
        ? (points.at(-1) ?? null)
        : null
      : Chart.pointAt(points, place, stretch)
  const move = (event: PointerEvent & { readonly currentTarget: HTMLElement }): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    pointed.value = Math.max(0, Math.min(1, (event.clientX - left) / width))
  }
  const press = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key]
    if (event.key === "Escape") pointed.value = null
    if (by === undefined) return
    event.preventDefault()
    pointed.value = Math.max(0, Math.min(1, (place ?? 1) + by))
  }
  return (
    <section class="card trend" aria-labelledby="trend-title">
      <div class="head">
        <h2 id="trend-title">{minutes === 1 ? "Last minute" : `Last ${minutes} minutes`}</h2>
        <span class="muted">
          {place === null ? "now" : point === null ? "no values" : Time.ofDay(point.ms)}
        </span>
      </div>
      <Reading point={point} />
      <div class="chart">
        <div
          class="plot"
          role="slider"
          tabIndex={0}
          aria-label="Time in the trend"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round((place ?? 1) * 100)}
          aria-valuetext={textOf(point)}
          onPointerMove={move}
          onPointerDown={move}
          onPointerLeave={() => (pointed.value = null)}
          onBlur={() => (pointed.value = null)}
          onKeyDown={press}
        >
          <Lines points={points} scale={scale} stretch={stretch} />
          {place === null || point === null ? null : (
            <span class="at" style={{ insetInlineStart: `${Chart.placeOf(point.ms, stretch) * 100}%` }} />
          )}
        </div>
        <div class="marks" aria-hidden="true">
          {scale.marks.map((mark) => (
            <span key={mark} style={{ insetBlockStart: `${Chart.heightOf(mark, scale) * 100}%` }}>
              {Chart.markText(mark, scale)}
            </span>
          ))}
        </div>
        <div class="times" aria-hidden="true">
          <span>{minutes} min ago</span>
          <span>{minutes === 1 ? "30 s" : `${minutes / 2} min`}</span>
          <span>now</span>
        </div>
      </div>
    </section>
  )
}
