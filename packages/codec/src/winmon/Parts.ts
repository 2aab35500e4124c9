/**
 * Answers that come in one reply or in several: what a collector says about each reply. Collectors are pure. The caller
 * keeps the state, asks again from the start after a time-out, and decides the shape of nothing: the content does
 * (protocol.md 4.3).
 *
 *     Collecting   a part of the answer; more must come
 *     Done         the answer is whole
 *     Unsupported  the device does not have what was asked for; nothing more will come
 *     Foreign      no part of this answer; the state is as it was. Refusals 80 and 9B are too: they answer anything, and
 *                  it is for the caller to tell whom
 */
import type { Reply } from "./Winmon.ts"

/** The answer is whole. */
export interface Done<Info> {
  readonly _tag: "Done"
  readonly info: Info
}
/** The device does not have what was asked for. */
export interface Unsupported {
  readonly _tag: "Unsupported"
}
/** The reply belongs to something else: the state stays as it was. */
export interface Foreign {
  readonly _tag: "Foreign"
}

/** The outcome of a reply for a collector. */
export type Step<State extends { readonly _tag: "Collecting" }, Info> =
  | State
  | Done<Info>
  | Unsupported
  | Foreign

/** A step that ends with this answer. */
export const done = <Info>(info: Info): Done<Info> => ({ _tag: "Done", info })
/** The step of a collector that learns: the device does not have it. */
export const unsupported: Unsupported = { _tag: "Unsupported" }
/** The step of a collector that is given something else. */
export const foreign: Foreign = { _tag: "Foreign" }

/** Adds a reply to what was collected. */
export type Add<State extends { readonly _tag: "Collecting" }, Info> = (
  state: State,
  reply: Reply
) => Step<State, Info>
