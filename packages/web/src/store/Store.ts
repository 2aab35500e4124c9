/**
 * The state as signals: events of the source come in, the view follows what it reads.
 */
import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals"
import type { Source } from "../Source.ts"
import * as State from "./State.ts"

/** The state that a page shows, and the source that it asks. */
export interface Store {
  readonly source: Source
  readonly state: ReadonlySignal<State.State>
  /** Milliseconds since 1970, once a second. */
  readonly now: ReadonlySignal<number>
  /** How old the last reading is, in milliseconds; `null`: there was none. */
  readonly age: ReadonlySignal<number | null>
  /** Whether the last reading may be shown as what is so now. */
  readonly isLive: ReadonlySignal<boolean>
  /** The last reading while it may be shown as what is so now, else `null`. */
  readonly live: ReadonlySignal<State.State["reading"]>
  /** The clock moved. */
  readonly tick: () => void
  /** Listens no more, and gives the source up. */
  readonly close: () => Promise<void>
}

/** A store over a source. `clock` gives milliseconds since 1970. */
export const make = (source: Source, clock: () => number): Store => {
  const now: Signal<number> = signal(clock())
  const state: Signal<State.State> = signal(State.initial(source.capabilities, now.value))
  const end = source.subscribe((event) =>
    batch(() => {
      now.value = clock()
      state.value = State.reduce(state.value, event, now.value)
    })
  )
  const isLive = computed(() => State.isLive(state.value, now.value))
  return {
    source,
    state,
    now,
    age: computed(() => State.age(state.value, now.value)),
    isLive,
    live: computed(() => (isLive.value ? state.value.reading : null)),
    tick: () => (now.value = clock()),
    close: () => {
      end()
      return source.close()
    }
  }
}
