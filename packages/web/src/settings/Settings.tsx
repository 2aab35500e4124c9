/**
 * Settings: found by name or number, in groups, each with its range and default of this unit. Any number of them is changed by
 * one plan, which is looked at before it is carried out.
 */
import { useEffect } from "preact/hooks"
import type { Store } from "../store/Store.ts"
import { FileCard } from "../files/FileCard.tsx"
import { Allow } from "./Allow.tsx"
import { ChangeSheet } from "./ChangeSheet.tsx"
import { Configuration } from "./Configuration.tsx"
import * as Entry from "./Entry.ts"
import { groups, titles } from "./Groups.ts"
import * as Held from "./Held.ts"
import { PanelCard } from "./PanelCard.tsx"
import { Pending } from "./Pending.tsx"
import { Row } from "./Row.tsx"

const Search = ({ held }: { readonly held: Held.Held }) => (
  <div class="search" role="search">
    <label class="grow">
      <span class="hidden">Search by name or number</span>
      <input
        type="search"
        placeholder="Search by name or number"
        value={held.search.value}
        onInput={({ currentTarget }) => (held.search.value = currentTarget.value)}
      />
    </label>
    <label class="tick">
      <input
        type="checkbox"
        checked={held.onlyChanged.value}
        onChange={({ currentTarget }) => (held.onlyChanged.value = currentTarget.checked)}
      />
      Changed from default
    </label>
  </div>
)

const List = ({ held, isWritable }: { readonly held: Held.Held; readonly isWritable: boolean }) => {
  const shown = Entry.found(held.entries.value, held.search.value).filter(
    ({ isChanged }) => isChanged || !held.onlyChanged.value
  )
  if (shown.length === 0) return <p class="muted">No setting of this unit is called that.</p>
  return (
    <>
      {groups.map((group) => {
        const own = shown.filter((entry) => entry.group === group)
        return own.length === 0 ? null : (
          <section key={group} class="card group">
            <h2>{titles[group]}</h2>
            <ul>
              {own.map((entry) => (
                <Row
                  key={entry.key}
                  entry={entry}
                  draft={held.draft}
                  acting={held.acting.value.get(entry.name)}
                  isWritable={isWritable}
                />
              ))}
            </ul>
          </section>
        )
      })}
    </>
  )
}

const Missing = ({ held }: { readonly held: Held.Held }) => {
  const missing = [...(held.read.value?.settings.missing ?? []), ...(held.read.value?.flags.missing ?? [])]
  return missing.length === 0 ? null : (
    <p class="problem" role="alert">
      {missing.length} settings did not answer: {missing.map(({ id, name }) => name ?? id).join(", ")}. Read
      again.
    </p>
  )
}

/** The page. */
export const Settings = ({ store }: { readonly store: Store }) => {
  const held = Held.of(store)
  const { link, site, capabilities } = store.state.value
  const isThere = link === "connected"
  useEffect(() => {
    if (isThere && held.read.value === null && !held.isReading.value && capabilities.settings !== "none")
      void held.load()
  }, [isThere, site])
  if (capabilities.settings === "none")
    return <p class="card muted">{store.source.label} has no settings to ask for.</p>
  const isWritable = capabilities.settings === "write"
  return (
    <div class="settings">
      <Allow store={store} />
      {isWritable ? <PanelCard store={store} held={held} /> : null}
      <Search held={held} />
      {held.problem.value === null ? null : (
        <p class="problem" role="alert">
          {held.problem.value}
        </p>
      )}
      {held.isReading.value ? (
        <p class="muted" role="status">
          Reading all settings. The line is slow: this takes up to a minute …
        </p>
      ) : null}
      <Missing held={held} />
      {held.read.value === null ? null : <List held={held} isWritable={isWritable} />}
      <Configuration store={store} held={held} isWritable={isWritable} />
      <FileCard />
      <p class="muted">
        Values are those that the unit has stored; what was written to RAM alone shows where this page wrote
        it. Grid code, firmware and the layout of the system are never changed here, whatever is allowed: that
        is for an installer with Victron's own tools.
      </p>
      <Pending held={held} />
      <ChangeSheet
        flow={held.flow}
        labels={new Map(held.entries.value.map(({ name, label }) => [name, label]))}
      />
    </div>
  )
}
