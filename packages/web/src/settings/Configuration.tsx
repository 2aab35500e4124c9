/**
 * The whole configuration: as a file, beside another, and back into the unit.
 */
import { useSignal } from "@preact/signals"
import * as Download from "../parts/Download.ts"
import { useDrop } from "../parts/Drop.ts"
import type { Store } from "../store/Store.ts"
import type { Comparison, Row } from "./Compare.ts"
import type { Held as Beside, Identity } from "./CompareFile.ts"
import type { Held } from "./Held.ts"

/** A file that was opened. */
interface Opened {
  readonly name: string
  readonly comparison: Comparison
  /** What somebody should know who compares. */
  readonly notes: ReadonlyArray<string>
  /** What the file or the unit alone tells. */
  readonly oneSided: ReadonlyArray<Row>
  /** Whether it could be restored; a file of VEConfigure is compared alone. */
  readonly isBackup: boolean
}

/** The ends of the names of files of VEConfigure. */
const VECONFIGURE = /\.(?:rvsc|rvms|vsc)$/i

const Rows = ({
  rows,
  name = "Differences"
}: {
  readonly rows: ReadonlyArray<Row>
  readonly name?: string
}) => (
  <div class="scroll" tabIndex={0} role="region" aria-label={name}>
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

/** Who the unit is that is asked, as far as it says so. */
const identityOf = async (store: Store): Promise<Identity> => {
  const answer = await store.source.ask({ _tag: "Info" })
  if (!answer.ok) return nobody
  const { units } = answer.value.info
  const found = units.find(({ address }) => address === answer.value.address) ?? units[0]
  return found ?? nobody
}

const nobody: Identity = { serialNumber: null, uniqueNumber: null, productId: null, firmware: null }

/** A file of VEConfigure beside what the unit holds, or why that makes no sense. */
const besideFile = async (store: Store, file: File, held: Beside): Promise<Opened | string> => {
  const [Reader, CompareFile] = await Promise.all([import("../files/Reader.ts"), import("./CompareFile.ts")])
  const read = await Reader.read(file)
  if (!read.ok) return read.message
  const found = CompareFile.find(read.document, await identityOf(store))
  if (!found.ok) return found.message
  const { different, oneSided } = CompareFile.compare(found.unit, held)
  return {
    name: file.name,
    comparison: { rows: different, changes: {}, count: 0 },
    notes: found.notes,
    oneSided,
    isBackup: false
  }
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
    if (VECONFIGURE.test(file.name)) {
      const { value } = held.read
      const found =
        value === null
          ? "The settings of the unit have to be read first."
          : await besideFile(store, file, value)
      if (typeof found === "string") problem.value = found
      else opened.value = found
      return
    }
    const Compare = await import("./Compare.ts")
    const found = Compare.open(await file.text())
    const read = held.read.value
    if (!found.ok) problem.value = found.message
    else if (read === null) problem.value = "The settings of the unit have to be read first."
    else if ((await identityOf(store)).productId !== found.backup.unit.productId)
      problem.value = `This file is of another model (${found.backup.unit.product ?? "unknown"}): its settings would harm this unit. Nothing was changed.`
    else {
      const now = { settings: read.settings.settings, flags: read.flags.flags }
      const comparison = Compare.compare(found.backup, now, held.entries.value)
      opened.value = { name: file.name, comparison, notes: [], oneSided: [], isBackup: true }
    }
  }

  const { isOver, events } = useDrop((file) => void compare(file))
  return (
    <section class={isOver.value ? "card configuration over" : "card configuration"} {...events}>
      <h2>Backup, compare, restore</h2>
      <p class="muted">
        A backup (.json) or a settings file of VEConfigure (.rvsc, .rvms) can be chosen or dropped here. It is
        read on this computer and sent nowhere.
      </p>
      <div class="actions">
        <button type="button" disabled={busy.value !== null} onClick={() => void take()}>
          Save a backup
        </button>
        <label class="button">
          Compare with a file
          <input
            type="file"
            class="hidden"
            accept=".json,.rvsc,.rvms,.vsc"
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
      {opened.value?.notes.map((note) => (
        <p key={note} class="muted">
          {note}
        </p>
      ))}
      {opened.value === null || opened.value.oneSided.length === 0 ? null : (
        <details>
          <summary>{opened.value.oneSided.length} cannot be compared: one side does not tell them</summary>
          <Rows rows={opened.value.oneSided} name="What cannot be compared" />
        </details>
      )}
      {opened.value === null ? null : opened.value.comparison.rows.length === 0 ? (
        <p role="status">The unit holds what {opened.value.name} says.</p>
      ) : (
        <>
          {opened.value.isBackup ? null : (
            <p role="status">
              {opened.value.comparison.rows.length} settings and flags differ from {opened.value.name}. A file
              of VEConfigure is compared here, not restored.
            </p>
          )}
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
