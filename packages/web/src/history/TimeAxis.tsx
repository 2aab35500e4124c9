/**
 * The times below the pictures: of day, or the date where the span is longer.
 */

const COUNT = 4
const DAY = 86_400_000

/** Words for a time, as short as its span lets. */
export const tickText = (ms: number, span: number): string =>
  span <= DAY
    ? new Date(ms).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
    : new Date(ms).toLocaleDateString([], { day: "numeric", month: "short" })

/** The axis. */
export const TimeAxis = ({ from, to }: { readonly from: number; readonly to: number }) => (
  <ol class="h-times" aria-hidden="true">
    {Array.from({ length: COUNT + 1 }, (_, index) => from + ((to - from) * index) / COUNT).map((ms) => (
      <li key={ms}>{tickText(ms, to - from)}</li>
    ))}
  </ol>
)
