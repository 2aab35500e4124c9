/**
 * The messages between the page and the worker in which a source runs. Types alone: the page takes no Effect along.
 *
 *     page                       worker
 *              <-------------    ready: its script is loaded
 *     open     ------------->
 *              <-------------    opened, or refused: there is no such source
 *              <-------------    event ...
 *     ask 1    ------------->
 *              <-------------    answer 1
 *     close    ------------->
 *              <-------------    closed: the port is free
 */
import type { Wanted } from "@vebus/runtime/webserial"
import type { Answer, Ask } from "../Ask.ts"
import type { Capabilities, SourceEvent } from "../Source.ts"

/** The source that a worker opens. */
export type What =
  | { readonly kind: "serial"; readonly port: Wanted }
  | { readonly kind: "demo" }
  | { readonly kind: "capture"; readonly file: File }

/** A message of the page. */
export type ToWorker =
  | { readonly type: "open"; readonly what: What }
  /** Whether frames are told. */
  | { readonly type: "frames"; readonly on: boolean }
  | { readonly type: "ask"; readonly id: number; readonly ask: Ask }
  | { readonly type: "close" }

/** A message of the worker. */
export type FromWorker =
  | { readonly type: "ready" }
  | { readonly type: "opened"; readonly label: string; readonly capabilities: Capabilities }
  /** It cannot be opened: what was given is no source. */
  | { readonly type: "refused"; readonly message: string }
  | { readonly type: "event"; readonly event: SourceEvent }
  | { readonly type: "answer"; readonly id: number; readonly answer: Answer<unknown> }
  /** Everything is let go of. */
  | { readonly type: "closed" }
