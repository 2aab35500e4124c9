/**
 * Frames as they pass, frames of a recording, and bytes that are pasted: each by its name, and field by field on opening.
 */
import { type Signal, useComputed, useSignal } from "@preact/signals"
import { useEffect } from "preact/hooks"
import * as Clock from "../Clock.ts"
import * as Download from "../parts/Download.ts"
import { useDrop } from "../parts/Drop.ts"
import type { Store } from "../store/Store.ts"
import type { FrameRow } from "../store/State.ts"
import * as Explainer from "./Explainer.ts"
import { FrameList, type Shown } from "./FrameList.tsx"
import { Paste } from "./Paste.tsx"
import * as Recorded from "./Recorded.ts"
import * as Recording from "./Recording.ts"

/** The list is renewed so often, in milliseconds: frames come faster than anybody reads. */
const RENEW_MILLIS = 500

/** Frames with what they are. */
const explained = async (
  explainer: Explainer.Explainer,
  rows: ReadonlyArray<FrameRow>
): Promise<ReadonlyArray<Shown>> => {
  const found = await explainer.explain(rows.map(({ hex, dir }) => ({ hex, dir })))
  return rows.map((row, at) => ({ row, found: found[at]! }))
}

/** The latest rows, explained, as long as nothing holds them. */
const useRows = (store: Store, explainer: Explainer.Explainer, held: Signal<boolean>) => {
  const shown = useSignal<ReadonlyArray<Shown>>([])
  useEffect(() => {
    store.source.watchFrames(true)
    let last = -1
    let isBusy = false
    const renew = async (): Promise<void> => {
      const { frames, frameCount } = store.state.peek()
      if (held.peek() || isBusy || frameCount === last) return
      isBusy = true
      const found = await explained(explainer, frames)
      isBusy = false
      // It may have been held meanwhile: what is looked at stays as it is.
      if (held.peek()) return
      last = frameCount
      shown.value = found
    }
    const timer = setInterval(() => void renew(), RENEW_MILLIS)
    return () => {
      clearInterval(timer)
      store.source.watchFrames(false)
    }
  }, [store])
  return shown
}

const useExplainer = (): Explainer.Explainer | null => {
  const made = useSignal<Explainer.Explainer | null>(null)
  useEffect(() => {
    const explainer = Explainer.make()
    made.value = explainer
    return explainer.close
  }, [])
  return made.value
}

/** Live frames, or those of a recording that was opened here. */
const Passing = ({
  store,
  explainer
}: {
  readonly store: Store
  readonly explainer: Explainer.Explainer
}) => {
  const isPaused = useSignal(false)
  const opened = useSignal<{ readonly name: string; readonly rows: ReadonlyArray<Shown> } | null>(null)
  const problem = useSignal<string | null>(null)
  const live = useRows(store, explainer, isPaused)
  const rows = useComputed(() => opened.value?.rows ?? live.value)
  const open = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return
    problem.value = null
    try {
      opened.value = { name: file.name, rows: await explained(explainer, await Recording.frames(file)) }
    } catch (error) {
      problem.value = error instanceof Error ? error.message : String(error)
    }
  }
  const save = (): void =>
    Download.save(
      `vebus-${Download.stamp(Clock.now())}.jsonl`,
      "application/jsonl",
      Recorded.text(
        rows.value.map(({ row }) => row),
        store.source.label
      )
    )
  const { isOver, events } = useDrop((file) => void open(file))
  return (
    <section class={isOver.value ? "card over" : "card"} aria-labelledby="frames-title" {...events}>
      <h2 id="frames-title">
        {opened.value === null ? "Frames as they pass" : `Frames of ${opened.value.name}`}
      </h2>
      <p class="muted">
        {opened.value === null
          ? `The last 500 at most, the newest first; ${store.source.kind === "gateway" ? "a gateway tells those that come from the unit, not its questions" : "both ways"}.`
          : "The last 500 of the recording at most, the newest first."}
      </p>
      <div class="tools">
        {opened.value === null ? (
          <button
            type="button"
            aria-pressed={isPaused.value}
            onClick={() => (isPaused.value = !isPaused.value)}
          >
            {isPaused.value ? "Go on" : "Pause"}
          </button>
        ) : (
          <button type="button" onClick={() => (opened.value = null)}>
            Back to what passes
          </button>
        )}
        <button type="button" disabled={rows.value.length === 0} onClick={save}>
          Save as a recording
        </button>
        <label class="file">
          Open a recording
          <input
            type="file"
            accept=".jsonl,.json,.txt"
            onChange={({ currentTarget }) => void open(currentTarget.files?.[0])}
          />
        </label>
      </div>
      {problem.value === null ? null : (
        <p class="problem" role="alert">
          {problem.value}
        </p>
      )}
      <FrameList rows={rows.value} />
    </section>
  )
}

/** The page. */
export const Frames = ({ store }: { readonly store: Store }) => {
  const explainer = useExplainer()
  if (explainer === null) return null
  return (
    <div class="frames">
      {store.state.value.capabilities.frames ? (
        <Passing store={store} explainer={explainer} />
      ) : (
        <section class="card">
          <h2>Frames as they pass</h2>
          <p class="muted">{store.source.label} tells no frames.</p>
        </section>
      )}
      <Paste explainer={explainer} />
    </div>
  )
}
