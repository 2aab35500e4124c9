/**
 * Where a page gets what it shows, and whom it asks. The view knows this and nothing else: plain values and callbacks, no
 * Effect, all of it survives `postMessage`. There are four: a gateway, an adapter on this computer, the demo, a recording.
 */
import type * as Reading from "@vebus/codec/reading"
import type { Answers, Ask, Answer, History } from "./Ask.ts"
import type { LinkState } from "./LinkState.ts"
import type { Site } from "./Site.ts"

export type { Answer, Answers, Ask, Failure, StageChange } from "./Ask.ts"
export type { LinkState } from "./LinkState.ts"
export type { Site } from "./Site.ts"

/** The kinds of sources, as `?source=` names them. */
export const kinds = ["gateway", "serial", "demo", "capture"] as const
/** A kind of source. */
export type SourceKind = (typeof kinds)[number]

/** The capabilities of a source. */
export interface Capabilities {
  /** Readings of the time before this page was opened. */
  readonly history: boolean
  /** Frames as they pass. */
  readonly frames: boolean
  /** `write` only after the user allowed it. */
  readonly settings: "none" | "read" | "write"
  /** Whether the user can cut the mains, switch a load, pull a cable: a simulation. */
  readonly stage: boolean
}

/** The traffic of a link since it was opened; `null` where nobody counts it. */
export interface Counters {
  /** Frames that came in. */
  readonly frames: number | null
  /** Bytes that formed no frame. */
  readonly rejected: number | null
  /** Requests that were sent again. */
  readonly retries: number | null
  /** Replies that came after their request had been given up. */
  readonly late: number | null
  /** Times that the link was opened again. */
  readonly reconnects: number | null
}

/** An event of a source. */
export type SourceEvent =
  | {
      readonly type: "reading"
      readonly reading: Reading.Reading
      /** How old it was when it was told, in milliseconds. */
      readonly ageMillis: number
    }
  | {
      readonly type: "link"
      readonly state: LinkState
      /** Why, in a sentence; `null` while it is connected. */
      readonly reason: string | null
    }
  /** What was read before: nothing of it is of now. `aheadMillis`: by how much the clock of this page is ahead of its times. */
  | { readonly type: "past"; readonly history: History; readonly aheadMillis: number }
  | { readonly type: "health"; readonly counters: Counters }
  /** A frame, only while frames are watched. `ms` since 1970. */
  | { readonly type: "frame"; readonly ms: number; readonly dir: "rx" | "tx"; readonly hex: string }
  /** The capabilities have changed: changes were allowed, or are no longer. */
  | { readonly type: "capabilities"; readonly capabilities: Capabilities }
  /** All sites, and which of them the readings are of; told again when something of them changes. */
  | { readonly type: "sites"; readonly sites: ReadonlyArray<Site>; readonly site: string | null }
  /** The source wants a token before it tells anything, or the one it was given is wrong. */
  | { readonly type: "locked"; readonly message: string }
  /** Something that a person should hear of. `ms` since 1970. */
  | {
      readonly type: "notice"
      readonly ms: number
      /** `alarm`, `warning`, `vebus-error`, `outcome`. */
      readonly kind: string
      readonly message: string
      /** Whether it came; else it went. */
      readonly active: boolean
    }

/** Where a page gets what it shows, and whom it asks. */
export interface Source {
  readonly kind: SourceKind
  /** "Gateway on boat-pi", "MK3 on this computer", "Demo", "capture.jsonl". */
  readonly label: string
  /** As they are when the source is made; events tell what changes. */
  readonly capabilities: Capabilities
  /** Begins to tell; what is known already is told first. The result ends it. */
  readonly subscribe: (tell: (event: SourceEvent) => void) => () => void
  /** Whether frames are told. */
  readonly watchFrames: (on: boolean) => void
  /** A failure is a value with a message: the promise is never rejected. */
  readonly ask: <A extends Ask>(request: A) => Promise<Answer<Answers[A["_tag"]]>>
  /** Gives up what it holds. */
  readonly close: () => Promise<void>
}
