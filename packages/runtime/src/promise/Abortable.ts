/**
 * What can be taken back while it runs.
 */

/** What can be taken back while it runs. */
export interface Abortable {
  readonly signal?: AbortSignal
}
