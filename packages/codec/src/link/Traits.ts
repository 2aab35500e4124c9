/**
 * The traits of a request, which a host must know besides its bytes: whether it changes anything, how it may be repeated, and
 * how long its answer may take. Retry, the allow-list of reads and the audit log all read this.
 *
 *     effect   read     changes nothing
 *              adapter  changes nothing but the adapter's own state: A set, S with flag 10
 *              write    changes the device, its bus lines, or restarts something
 *     retry    read      may be repeated at will
 *              set       may be repeated with the same bytes, then verified
 *              write     same value again is harmless to the device, but verify first where it wears the EEPROM
 *              sequence  one step of several: on a time-out the whole sequence starts again
 *              one-shot  never repeated by itself
 *
 * Reference: protocol.md 1.4, 4.6; integrations.md 12.1.
 */

/** Whether a request changes anything, how it may be repeated, and how long to wait for its answer. */
export interface Traits {
  readonly effect: "read" | "adapter" | "write"
  readonly retry: "read" | "set" | "write" | "sequence" | "one-shot"
  /** How long to wait for the answer, in milliseconds; `null` when there never is one. */
  readonly timeoutMillis: number | null
}

/** Traits of which the effect is known. */
export type Of<Effect extends Traits["effect"]> = Traits & { readonly effect: Effect }

/** The recommended time-out of most frames. */
export const TIMEOUT_MILLIS = 500
/** F 5 takes up to 750 ms. */
export const SLOW_TIMEOUT_MILLIS = 1000

/** A request that changes nothing. */
export const read: Of<"read"> = { effect: "read", retry: "read", timeoutMillis: TIMEOUT_MILLIS }
/** A request that changes nothing and is answered late. */
export const slowRead: Of<"read"> = { effect: "read", retry: "read", timeoutMillis: SLOW_TIMEOUT_MILLIS }
/** A request that changes the adapter alone. */
export const adapterSet: Of<"adapter"> = { effect: "adapter", retry: "set", timeoutMillis: TIMEOUT_MILLIS }
/** A request that changes the device and may be repeated as it is. */
export const set: Of<"write"> = { effect: "write", retry: "set", timeoutMillis: TIMEOUT_MILLIS }
/** A request that stores something. */
export const write: Of<"write"> = { effect: "write", retry: "write", timeoutMillis: TIMEOUT_MILLIS }
/** A request that must not be repeated and has no answer. */
export const oneShot: Of<"write"> = { effect: "write", retry: "one-shot", timeoutMillis: null }
/** A request that must not be repeated, and is answered. */
export const answeredOneShot: Of<"write"> = { ...oneShot, timeoutMillis: TIMEOUT_MILLIS }
/** A request that nobody has documented: treated as the most dangerous kind. */
export const unknown: Of<"write"> = oneShot
