/**
 * Energy of each day, in kWh.
 */
import * as Quantity from "../format/Quantity.ts"
import type { Day } from "../energy/Days.ts"

const FULL_HOURS = 24

const amount = (value: number | null): string => (value === null ? Quantity.ABSENT : Quantity.fixed(value, 2))

const dayText = (ms: number): string =>
  new Date(ms).toLocaleDateString([], { weekday: "short", day: "numeric", month: "short" })

/** The table. */
export const DayTable = ({ days }: { readonly days: ReadonlyArray<Day> }) => (
  <div class="scroll" tabIndex={0} role="region" aria-label="Energy of each day">
    <table class="days">
      <thead>
        <tr>
          <th scope="col">Day</th>
          <th scope="col">From AC input</th>
          <th scope="col">Into AC input</th>
          <th scope="col">Loads</th>
          <th scope="col">Into battery</th>
          <th scope="col">From battery</th>
          <th scope="col">Seen</th>
        </tr>
      </thead>
      <tbody>
        {days.map(({ ms, input, loads, battery, hours }) => (
          <tr key={ms}>
            <th scope="row">{dayText(ms)}</th>
            {[input.in, input.out, loads, battery.in, battery.out].map((value, index) => (
              <td key={index}>{amount(value)}</td>
            ))}
            <td class="muted">{Quantity.fixed(Math.min(hours, FULL_HOURS + 1), hours < 1 ? 1 : 0)} h</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)
