/**
 * The troubles of a system, on top of the page: a sentence each, and what to do.
 */
import type * as Reading from "@vebus/codec/reading"
import * as Troubles from "./Troubles.ts"

/** The troubles; nothing where all is well. */
export const TroubleList = ({ reading }: { readonly reading: Reading.Reading | null }) => {
  const troubles = Troubles.of(reading)
  return (
    <ul class="troubles" role="alert">
      {troubles.map(({ isAlarm, sentence, remedy }) => (
        <li key={sentence} class={isAlarm ? "alarm" : "warning"}>
          <strong>
            {isAlarm ? "Alarm" : "Warning"}: {sentence}.
          </strong>{" "}
          {remedy}
        </li>
      ))}
    </ul>
  )
}
