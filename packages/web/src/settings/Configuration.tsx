/**
 * The whole configuration: as a file, beside another, and back into the unit.
 */
import { useSignal } from "@preact/signals"
import * as Download from "../parts/Download.ts"
import type { Store } from "../store/Store.ts"
import type { Comparison, Row } from "./Compare.ts"
import type { Held } from "./Held.ts"

/** A file that was opened. */
interface Opened {
  readonly name: string
  readonly comparison: Comparison
}

const Rows = ({ rows }: { readonly rows: ReadonlyArray<Row> }) => (
  <div class="scroll" tabIndex={0} role="region" aria-label="Differences">
    <table>
      <thead>
        <tr>
          <th scope="col">Setting</th>
          <th scope="col">In the file</th>
          <th scope="col">In the unit</th>
          <th scope="col">
            <span class="hidden">Left out</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, label, backup, now, leftOut }) => (
          <tr key={name}>
            <th scope="row">{label}</th>
            <td>{backup}</td>
            <td>{now}</td>
            <td class="muted">{leftOut === null ? "" : `left out: ${leftOut}`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)

/** The product of the unit that is asked; `null`: it did not say. */
const productOf = async (store: Store): Promise<number | null> => {
  const answer = await store.source.ask({ _tag: "Info" })
  if (!answer.ok) return null
  const { units } = answer.value.info
  const found = units.find(({ address }) => address === answer.value.address) ?? units[0]
  return found !== undefined && "productId" in found ? found.productId : null
}

/** The card. */
export const Configuration = ({
  store,
  held,
  isWritable
}: {
  readonly store: Store
  readonly held: Held
  readonly isWritable: boolean
}) => {
  const opened = useSignal<Opened | null>(null)
  const busy = useSignal<string | null>(null)
  const problem = useSignal<string | null>(null)

  const take = async (): Promise<void> => {
    busy.value = "Reading everything twice, so that the file is right: takes a minute"
    problem.value = null
    const answer = await store.source.ask({ _tag: "Backup" })
    busy.value = null
    if (!answer.ok) problem.value = answer.message
    else {
      const name = `vebus-${store.state.value.site ?? "unit"}-${Download.stamp(Date.parse(answer.value.time))}.json`
      Download.save(name, "application/json", `${JSON.stringify(answer.value, null, 1)}\n`)
    }
  }

  const compare = async (file: File): Promise<void> => {
    opened.value = null
    problem.value = null
    const Compare = await import("./Compare.ts")
    const found = Compare.open(await file.text())
    const read = held.read.value
    if (!found.ok) problem.value = found.message
    else if (read === null) problem.value = "The settings of the unit have to be read first."
    else if ((await productOf(store)) !== found.backup.unit.productId)
      problem.value = `This file is of another model (${found.backup.unit.product ?? "unknown"}): its settings would harm this unit. Nothing was changed.`
    else {
      const now = { settings: read.settings.settings, flags: read.flags.flags }
      opened.value = { name: file.name, comparison: Compare.compare(found.backup, now, held.entries.value) }
    }
  }

  return (
    <section class="card configuration">
      <h2>Backup, compare, restore</h2>
      <div class="actions">
        <button type="button" disabled={busy.value !== null} onClick={() => void take()}>
          Save a backup
        </button>
        <label class="button">
          Compare with a file
          <input
            type="file"
            class="hidden"
            accept=".json"
            onChange={({ currentTarget }) => {
              const file = currentTarget.files?.[0]
              currentTarget.value = ""
              if (file !== undefined) void compare(file)
            }}
          />
        </label>
      </div>
      {busy.value === null ? null : (
        <p class="muted" role="status">
          {busy.value} …
        </p>
      )}
      {problem.value === null ? null : (
        <p class="problem" role="alert">
          {problem.value}
        </p>
      )}
      {opened.value === null ? null : opened.value.comparison.rows.length === 0 ? (
        <p role="status">The unit holds what {opened.value.name} says.</p>
      ) : (
        <>
          <Rows rows={opened.value.comparison.rows} />
          {isWritable && opened.value.comparison.count > 0 ? (
            <div class="actions">
              {(["ram", "eeprom"] as const).map((to) => (
                <button
                  key={to}
                  type="button"
                  onClick={() => void held.flow.plan({ to, ...opened.value!.comparison.changes })}
                >
                  Review restoring {opened.value!.comparison.count} to {to === "ram" ? "RAM" : "EEPROM"}
                </button>
              ))}
            </div>
          ) : null}
        </>
      )}
    </section>
  )
}
