/**
 * The front panel: eight lamps that blink as they do on the device, and what they say together, in words.
 */
import type * as Reading from "@vebus/codec/reading"
import { lamps, meaning, word } from "./Lamps.ts"

/** The panel. */
export const Panel = ({ reading }: { readonly reading: Reading.Reading | null }) => {
  const leds = reading?.leds ?? null
  return (
    <section class="card panel" aria-labelledby="panel-title">
      <h2 id="panel-title">Front panel</h2>
      <ul>
        {lamps.map(({ name, label, colour }) => {
          const state = leds === null ? null : leds[name]
          return (
            <li key={name} class={`lamp ${colour} ${state ?? "unknown"}`}>
              <span class="bulb" aria-hidden="true" />
              <span>
                {label}
                <span class={state === "blink" || state === "blink-antiphase" ? "said" : "hidden"}>
                  : {word(state)}
                </span>
              </span>
            </li>
          )
        })}
      </ul>
      <p class="muted">{meaning(reading)}</p>
    </section>
  )
}
