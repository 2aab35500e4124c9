/**
 * A settings file of VEConfigure, dropped here or chosen: read on this computer, and sent nowhere.
 */
import { useSignal } from "@preact/signals"
import { useDrop } from "../parts/Drop.ts"
import type { Found } from "./Read.ts"
import type { View } from "./View.tsx"

/** A file that was read, with what shows it. */
interface Opened {
  readonly found: Extract<Found, { readonly ok: true }>
  readonly view: typeof View
}

/** The card. */
export const FileCard = () => {
  const opened = useSignal<Opened | null>(null)
  const busy = useSignal(false)
  const problem = useSignal<string | null>(null)

  const open = async (file: File): Promise<void> => {
    opened.value = null
    problem.value = null
    busy.value = true
    const [Reader, { View: view }] = await Promise.all([import("./Reader.ts"), import("./View.tsx")])
    const found = await Reader.read(file)
    busy.value = false
    if (found.ok) opened.value = { found, view }
    else problem.value = found.message
  }

  const { isOver, events } = useDrop((file) => void open(file))
  const Shown = opened.value?.view
  return (
    <section class={isOver.value ? "card files over" : "card files"} {...events}>
      <h2>A file of VEConfigure</h2>
      <p class="muted">
        Drop a settings file here (.rvsc, .rvms) to see what an installer left. It is read on this computer
        and sent nowhere.
      </p>
      <div class="actions">
        <label class="button">
          Choose a file
          <input
            type="file"
            class="hidden"
            accept=".rvsc,.rvms,.vsc"
            onChange={({ currentTarget }) => {
              const file = currentTarget.files?.[0]
              if (file !== undefined) void open(file).finally(() => (currentTarget.value = ""))
            }}
          />
        </label>
      </div>
      {busy.value ? (
        <p class="muted" role="status">
          Reading …
        </p>
      ) : null}
      {problem.value === null ? null : (
        <p class="problem" role="alert">
          {problem.value}
        </p>
      )}
      {opened.value === null || Shown === undefined ? null : <Shown document={opened.value.found.document} />}
    </section>
  )
}
