/**
 * The switch and the input current limit: they act at once, and are planned with the rest.
 */
import * as Quantity from "../format/Quantity.ts"
import type { Store } from "../store/Store.ts"
import * as Draft from "./Draft.ts"
import type { Held } from "./Held.ts"

const positions = [
  ["on", "On"],
  ["charger-only", "Charger only"],
  ["inverter-only", "Inverter only"],
  ["off", "Off"]
] as const

/** The card; nothing where neither may be changed. */
export const PanelCard = ({ store, held }: { readonly store: Store; readonly held: Held }) => {
  const { reading, sites, site } = store.state.value
  const allowed = sites.find((each) => each.site === site)?.allowed
  const position = reading?.switch?.requested ?? null
  const limit = reading?.currentLimit ?? null
  const hasSwitch = position !== null && (allowed === undefined || allowed.switch)
  const hasLimit = limit !== null && (allowed === undefined || allowed.limit !== null)
  if (!hasSwitch && !hasLimit) return null
  const draft = held.draft.value
  const take = (key: typeof Draft.SWITCH | typeof Draft.LIMIT, text: string | null): void => {
    held.draft.value = Draft.withPanel(draft, key, text)
  }
  const wanted = draft.get(Draft.LIMIT)
  const isWrong = wanted !== undefined && Draft.numberOf(wanted, "A") === null
  const least = Math.max(limit?.minimum ?? 0, allowed?.limit?.min ?? 0)
  const most = Math.min(limit?.maximum ?? Infinity, allowed?.limit?.max ?? Infinity)
  return (
    <section class="card group">
      <h2>Switch and input current limit</h2>
      <ul>
        {hasSwitch ? (
          <li class={draft.has(Draft.SWITCH) ? "setting wanted" : "setting"}>
            <div class="what">
              <span class="label">Switch</span>
              <span class="muted">as a remote panel would set it</span>
            </div>
            <div class="now">
              <span class="value">{positions.find(([name]) => name === position)?.[1] ?? position}</span>
            </div>
            <div class="field">
              <select
                aria-label="Switch, new position"
                value={draft.get(Draft.SWITCH) ?? position}
                onChange={({ currentTarget: { value } }) =>
                  take(Draft.SWITCH, value === position ? null : value)
                }
              >
                {positions.map(([name, text]) => (
                  <option key={name} value={name}>
                    {text}
                  </option>
                ))}
              </select>
            </div>
          </li>
        ) : null}
        {hasLimit ? (
          <li class={draft.has(Draft.LIMIT) ? "setting wanted" : "setting"}>
            <div class="what">
              <span class="label">Input current limit</span>
              <span class="muted">
                {Quantity.text("amperes", least)} to {Quantity.text("amperes", most)}
              </span>
            </div>
            <div class="now">
              <span class="value">{Quantity.text("amperes", limit.actual)}</span>
            </div>
            <div class="field">
              <input
                type="text"
                inputMode="decimal"
                aria-label="Input current limit, new value in A"
                aria-invalid={isWrong}
                placeholder={String(limit.actual)}
                value={wanted ?? ""}
                onInput={({ currentTarget: { value } }) =>
                  take(Draft.LIMIT, value.trim() === "" ? null : value)
                }
              />
              {isWrong ? (
                <p class="problem" role="alert">
                  expected a number in A
                </p>
              ) : null}
            </div>
          </li>
        ) : null}
      </ul>
    </section>
  )
}
