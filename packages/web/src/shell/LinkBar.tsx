/**
 * A lost link, unmistakable: why there are no values, and which were the last.
 */
import * as Quantity from "../format/Quantity.ts"
import * as Time from "../format/Time.ts"
import type { Store } from "../store/Store.ts"

/** The last known values in a sentence; `null`: there were none. */
const lastKnown = ({ state }: Store): string | null => {
  const { reading, readAt } = state.value
  if (reading === null || readAt === null) return null
  const { battery, acInputPower, acOutputPower } = reading
  return `Last known at ${Time.ofDay(readAt)}: battery ${Quantity.text("batteryVolts", battery?.voltage ?? null)}, AC input ${Quantity.text("watts", acInputPower)}, loads ${Quantity.text("watts", acOutputPower)}.`
}

const headline = ({ state }: Store): string => {
  const { link, reason, reading } = state.value
  const why = reason ?? (link === "connected" ? "there is no fresh reading" : null)
  const words = {
    opening: reading === null ? "Connecting" : "Connecting again",
    connected: "No fresh values",
    asleep: "The unit does not answer",
    unplugged: "The adapter is unplugged",
    closed: "The link is closed"
  }[link]
  return why === null ? words : `${words}: ${why}`
}

/** The bar; nothing while values are of now. */
export const LinkBar = ({ store }: { readonly store: Store }) => {
  if (store.isLive.value || store.state.value.locked !== null) return null
  const known = lastKnown(store)
  return (
    <div class={`lost ${known === null ? "wait" : "bad"}`} role="alert">
      <p>{headline(store)}</p>
      {known === null ? null : <p class="muted">{known}</p>}
    </div>
  )
}
