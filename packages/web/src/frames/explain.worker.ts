/**
 * Explains frames beside the page, which knows no codec.
 */
import { explain, type Found, type Given } from "./Explained.ts"

/** A question to the worker, and its answer, matched by a number. */
export interface Asked {
  readonly id: number
  readonly given: ReadonlyArray<Given>
}
/** The answers, in the order of what was asked. */
export interface Answered {
  readonly id: number
  readonly found: ReadonlyArray<Found>
}

addEventListener("message", ({ data }: MessageEvent<Asked>) => {
  const answered: Answered = { id: data.id, found: data.given.map(explain) }
  postMessage(answered)
})
