/**
 * Options of work that can be aborted.
 */

/** Options of work that can be aborted. */
export interface Abortable {
  readonly signal?: AbortSignal
}
