/**
 * The energy of today, from what the history of the source has seen of it. What nobody counted is absent.
 */
import { useSignal } from "@preact/signals"
import { useEffect } from "preact/hooks"
import * as Quantity from "../format/Quantity.ts"
import * as Days from "../energy/Days.ts"
import type { Store } from "../store/Store.ts"

const REFRESH_MILLIS = 60_000
const HOUR_MILLIS = 3_600_000
/** Less is missing than that, in hours: a row that has just begun. */
const WHOLE_HOURS = 0.5

const kilowattHours = (value: number | null): string =>
  value === null ? Quantity.ABSENT : `${Quantity.fixed(value, 1)} kWh`

/** Energy one way, and the other way where any went there. */
const Both = ({
  name,
  tone,
  of
}: {
  readonly name: string
  readonly tone: string
  readonly of: Days.Directed
}) => (
  <div class={tone}>
    <dt>{name}</dt>
    <dd>
      {kilowattHours(of.in)}
      {of.out === null || of.out < 0.05 ? null : (
        <span class="muted">{` in, ${kilowattHours(of.out)} out`}</span>
      )}
    </dd>
  </div>
)

/** The row below the picture; nothing before it is known. */
export const Today = ({ store }: { readonly store: Store }) => {
  const days = useSignal<ReadonlyArray<Days.Day>>([])
  const { site } = store.state.value
  useEffect(() => {
    days.value = []
    if (site === null) return
    let isWanted = true
    const load = async (): Promise<void> => {
      const to = store.now.peek()
      const answer = await store.source.ask({
        _tag: "History",
        from: Days.dayOf(to),
        to,
        points: Days.POINTS,
        fields: Days.fields
      })
      if (isWanted && answer.ok) days.value = Days.days(answer.value)
    }
    void load()
    const timer = setInterval(() => void load(), REFRESH_MILLIS)
    return () => {
      isWanted = false
      clearInterval(timer)
    }
  }, [store, site])
  const value = Days.today(days.value, store.now.value)
  if (value === undefined) return null
  const isPartial = (store.now.value - value.ms) / HOUR_MILLIS - value.hours > WHOLE_HOURS
  return (
    <section class="today" aria-label="Energy of today">
      <h2>Today</h2>
      <dl>
        <Both name="AC input" tone="input" of={value.input} />
        <Both name="Loads" tone="output" of={{ in: value.loads, out: null }} />
        <Both name="Battery" tone="battery" of={value.battery} />
      </dl>
      {isPartial ? <p class="muted">of {Quantity.fixed(value.hours, 1)} h that were seen</p> : null}
    </section>
  )
}
