/**
 * The state of the page of settings while another page is shown: the settings, which take a while to read, and the draft.
 */
import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals"
import type { Answers } from "../Ask.ts"
import type { Store } from "../store/Store.ts"
import type { Draft } from "./Draft.ts"
import * as Entry from "./Entry.ts"
import * as Flow from "./Flow.ts"

/** The settings of a unit, as they were read. */
export interface Read {
  readonly settings: Answers["Settings"]
  readonly flags: Answers["Flags"]
  /** When, milliseconds since 1970. */
  readonly at: number
}

/** All that is kept. */
export interface Held {
  readonly read: ReadonlySignal<Read | null>
  readonly isReading: ReadonlySignal<boolean>
  /** Why nothing could be read. */
  readonly problem: ReadonlySignal<string | null>
  readonly entries: ReadonlySignal<ReadonlyArray<Entry.Entry>>
  readonly search: Signal<string>
  readonly onlyChanged: Signal<boolean>
  readonly draft: Signal<Draft>
  readonly to: Signal<"ram" | "eeprom">
  /** Values that act in RAM since this page wrote them, in words, by the name of the setting. */
  readonly acting: ReadonlySignal<ReadonlyMap<string, string>>
  readonly flow: Flow.Flow
  /** Reads all settings and flags. */
  readonly load: () => Promise<void>
}

/** The values that act in RAM after these outcomes. A restart of the unit, or another program, may have changed it since. */
const actingAfter = (
  before: ReadonlyMap<string, string>,
  { outcomes }: Answers["Apply"]
): ReadonlyMap<string, string> => {
  const next = new Map(before)
  for (const { name, after, action, outcome } of outcomes) {
    if (action._tag !== "Setting" || (outcome._tag !== "Written" && outcome._tag !== "Unchanged")) continue
    if (action.to === "ram" && action.stored.raw !== action.wanted.raw) next.set(name, after)
    else next.delete(name)
  }
  return next
}

const make = (store: Store): Held => {
  const { source } = store
  const read = signal<Read | null>(null)
  const isReading = signal(false)
  const problem = signal<string | null>(null)
  const draft = signal<Draft>(new Map())
  const acting = signal<ReadonlyMap<string, string>>(new Map())
  let visit = 0

  const load = async (): Promise<void> => {
    const mine = ++visit
    isReading.value = true
    problem.value = null
    const settings = await source.ask({ _tag: "Settings" })
    const flags = settings.ok ? await source.ask({ _tag: "Flags" }) : settings
    if (mine !== visit) return
    isReading.value = false
    if (!settings.ok) problem.value = settings.message
    else if (!flags.ok) problem.value = flags.message
    else read.value = { settings: settings.value, flags: flags.value, at: store.now.value }
  }
  const flow = Flow.make(source, (outcomes) => {
    draft.value = new Map()
    acting.value = actingAfter(acting.value, outcomes)
    void load()
  })
  // What was read of one site says nothing of another.
  let { site } = store.state.value
  effect(() => {
    const now = store.state.value.site
    if (now === site) return
    site = now
    visit++
    isReading.value = false
    problem.value = null
    read.value = null
    draft.value = new Map()
    acting.value = new Map()
    flow.close()
  })
  const allowed = computed(
    () => store.state.value.sites.find((each) => each.site === store.state.value.site)?.allowed
  )
  return {
    read,
    isReading,
    problem,
    entries: computed(() =>
      read.value === null ? [] : Entry.all(read.value.settings, read.value.flags, allowed.value)
    ),
    search: signal(""),
    onlyChanged: signal(false),
    draft,
    to: signal<"ram" | "eeprom">("ram"),
    acting,
    flow,
    load
  }
}

const all = new WeakMap<Store, Held>()

/** The state that is kept for a store. */
export const of = (store: Store): Held => {
  const held = all.get(store) ?? make(store)
  all.set(store, held)
  return held
}
