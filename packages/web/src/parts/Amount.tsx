/**
 * A quantity: the number, and its unit smaller and muted. What is absent is "–".
 */
import * as Quantity from "../format/Quantity.ts"

/** The quantity. */
export const Amount = ({ kind, value }: { readonly kind: Quantity.Kind; readonly value: number | null }) => {
  const { text, unit } = Quantity.shown(kind, value)
  return (
    <span class={value === null ? "amount absent" : "amount"}>
      {text}
      {value === null ? null : <span class="of">{` ${unit}`}</span>}
    </span>
  )
}
