/**
 * A text as a file on this computer.
 */

/** Offers it for saving. */
export const save = (name: string, type: string, text: string): void => {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(new Blob([text], { type }))
  link.download = name
  link.click()
  // The browser has read it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 1000)
}

/** A time as it stands in the name of a file: `2026-01-31-1204`. */
export const stamp = (ms: number): string =>
  new Date(ms).toISOString().slice(0, 16).replace("T", "-").replace(":", "")
