/**
 * The input current limit: how much of it is used, and between what it can be set.
 */
import type * as Reading from "@vebus/codec/reading"
import * as Quantity from "../format/Quantity.ts"
import { Amount } from "../parts/Amount.tsx"
import { Reasons } from "./Reasons.tsx"

/** The largest current that is drawn on a phase; `null`: absent or doubtful. */
const drawn = (phases: Reading.Reading["acInput"]): number | null => {
  const currents = (phases ?? []).map(({ current, currentDoubtful }) => (currentDoubtful ? null : current))
  return currents.length === 0 || currents.includes(null)
    ? null
    : Math.max(0, ...currents.flatMap((current) => current ?? []))
}

/** The used share of the limit, 0 to 1; `null`: not known. */
const shareOf = (reading: Reading.Reading | null): number | null => {
  const limit = reading?.currentLimit?.actual ?? null
  const current = drawn(reading?.acInput ?? null)
  return limit === null || limit <= 0 || current === null ? null : Math.min(1, current / limit)
}

/** The tile. */
export const LimitTile = ({ reading }: { readonly reading: Reading.Reading | null }) => {
  const limit = reading?.currentLimit ?? null
  const share = shareOf(reading)
  return (
    <section class="card tile limit" aria-labelledby="limit-title">
      <h2 id="limit-title">Input current limit</h2>
      <p class="main">
        <Amount kind="amperes" value={limit?.actual ?? null} />
        <span class="muted">{share === null ? "" : `${Quantity.text("percent", share)} used`}</span>
      </p>
      <div class="bar" aria-hidden="true">
        <span style={{ inlineSize: `${(share ?? 0) * 100}%` }} />
      </div>
      <p class="note">
        {limit === null
          ? reading?.inputs === 0
            ? "This unit has no AC input."
            : "Not known."
          : `The unit takes ${Quantity.fixed(limit.minimum, 1)} to ${Quantity.text("amperes", limit.maximum)}.`}
      </p>
      <Reasons reading={reading} parts={["currentLimit"]} />
    </section>
  )
}
