/**
 * Rows of a tile: a name, and a quantity.
 */
import type { Kind } from "../format/Quantity.ts"
import { Amount } from "../parts/Amount.tsx"

/** One row. */
export interface Row {
  readonly name: string
  readonly kind: Kind
  readonly value: number | null
}

/** The rows. */
export const Rows = ({ rows }: { readonly rows: ReadonlyArray<Row> }) => (
  <dl class="rows">
    {rows.map(({ name, kind, value }) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>
          <Amount kind={kind} value={value} />
        </dd>
      </div>
    ))}
  </dl>
)
