/**
 * Components that are loaded when they are first shown, so that what is always shown is there sooner.
 */
import { signal } from "@preact/signals"
import type { ComponentChild } from "preact"

type Component<Props> = (props: Props) => ComponentChild

/** A component that says that it is loading until it is there, and says so where it cannot be had. */
export const later = <Props extends object>(load: () => Promise<Component<Props>>): Component<Props> => {
  const loaded = signal<Component<Props> | "failed" | null>(null)
  return (props) => {
    const Found = loaded.value
    if (Found === "failed")
      return (
        <p class="problem">
          This page could not be loaded: there is no network, or it is of another version. Reload it.
        </p>
      )
    if (Found !== null) return <Found {...props} />
    load().then(
      (found) => (loaded.value = found),
      () => (loaded.value = "failed")
    )
    return <p class="muted">Loading …</p>
  }
}
