/**
 * The worker as its script sees it. The types of the page call the global object a window.
 */
import type { FromWorker, ToWorker } from "./Protocol.ts"

/** The part of a worker that its script needs. */
export interface Scope {
  readonly postMessage: (message: FromWorker) => void
  readonly addEventListener: (type: "message", listener: (event: { readonly data: ToWorker }) => void) => void
}

/** The worker of this script. */
export const own = (): Scope => self as unknown as Scope
