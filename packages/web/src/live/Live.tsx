/**
 * What the system is doing now.
 */
import { Amount } from "../parts/Amount.tsx"
import type { Store } from "../store/Store.ts"

/** The page. */
export const Live = ({ store }: { readonly store: Store }) => {
  const reading = store.live.value
  return (
    <section class="card">
      <h2>Now</h2>
      <dl class="values">
        <dt>Battery voltage</dt>
        <dd>
          <Amount kind="batteryVolts" value={reading?.battery?.voltage ?? null} />
        </dd>
        <dt>AC input</dt>
        <dd>
          <Amount kind="watts" value={reading?.acInputPower ?? null} />
        </dd>
        <dt>Loads</dt>
        <dd>
          <Amount kind="watts" value={reading?.acOutputPower ?? null} />
        </dd>
      </dl>
    </section>
  )
}
