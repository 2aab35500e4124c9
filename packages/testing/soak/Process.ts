/**
 * What the process itself holds.
 */
import { readdirSync } from "node:fs"
import { getHeapSpaceStatistics } from "node:v8"

/** Heap in bytes: what the program holds, and what the engine compiled for it, which grows for the first minutes. */
export interface Heap {
  readonly data: number
  readonly code: number
}

/** The heap after a collection; without `--expose-gc` whatever is there. */
export const heap = (): Heap => {
  ;(globalThis as { gc?: () => void }).gc?.()
  const used = { data: 0, code: 0 }
  for (const { space_name, space_used_size } of getHeapSpaceStatistics()) {
    // The metadata of compiled code lies in the trusted spaces.
    used[/code|trusted/.test(space_name) ? "code" : "data"] += space_used_size
  }
  return used
}

/** A row of figures in megabytes. */
export const megabytes = (bytes: ReadonlyArray<number>): string =>
  bytes.map((count) => (count / 1e6).toFixed(2)).join(" ")

/** Open descriptors; 0 where the system does not report it. */
export const descriptors = (): number =>
  process.platform === "linux" ? readdirSync("/proc/self/fd").length : 0
