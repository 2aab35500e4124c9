/**
 * The differences between the kinds of source in a worker: how it is opened, and what is done over its link.
 */
import type { Session, Transport } from "@vebus/runtime"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Answer, Ask } from "../Ask.ts"
import type { Capabilities, SourceEvent } from "../Source.ts"
import type { What } from "./Protocol.ts"

/** Tells the page something. */
export type Tell = (event: SourceEvent) => void

/** Answers what is asked, over a session. */
export type Answering = (ask: Ask) => Effect.Effect<Answer<unknown>>

/** Makes what answers over a session, and tells readings, counters and what is connected. */
export type Answerer = (
  session: Session.Session,
  about: { readonly label: string; readonly tell: Tell }
) => Effect.Effect<Answering, never, Scope.Scope>

/** A source that is open, before its link is. */
export interface Opened {
  readonly label: string
  readonly capabilities: Capabilities
  readonly transport: Transport.Transport["Service"]
  /** Tells frames of its own while they are watched, in place of those that pass. */
  readonly frames?: (tell: Tell) => void
  /** Loads what is done over a session, while that is being made. */
  readonly answering: () => Promise<Answerer>
}

/** Why a source cannot be opened, in words. */
export interface Refused {
  readonly _tag: "Refused"
  readonly message: string
}

/** How a kind of source is opened. */
export type Recipe = (what: What) => Effect.Effect<Opened, Refused, Scope.Scope>
