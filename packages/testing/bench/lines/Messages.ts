/**
 * What the thread of the runtime and that of the simulators say to each other.
 */

/** What a worker is told at its start. */
export interface Setup {
  readonly lines: number
  readonly turnaroundMillis: number
}

/** Bytes on one of the lines. */
export interface Chunk {
  readonly line: number
  readonly bytes: Uint8Array
}

/** Processor time of a thread, in microseconds. */
export interface Cpu {
  readonly user: number
  readonly system: number
}

export type FromHost = Chunk | "cpu"
export type ToHost = Chunk | "ready" | { readonly cpu: Cpu }
