/**
 * What the thread of the runtime and that of the simulators say to each other.
 */

/** What a worker is told at its start. */
export interface Setup {
  readonly lines: number
}

/** Bytes on one of the lines. */
export interface Chunk {
  readonly line: number
  readonly bytes: Uint8Array
}

/** What the simulators have done so far. */
export interface Done {
  /** Processor time in microseconds. */
  readonly cpu: NodeJS.CpuUsage
  readonly frames: number
}

export type FromHost = Chunk | "done?"
export type ToHost = Chunk | "ready" | { readonly done: Done }
