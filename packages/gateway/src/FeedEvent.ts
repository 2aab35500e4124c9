/**
 * Events of the sites. Identifiers grow, also from one run of the gateway to the next, so a listener
 * who comes back with its last one learns what it missed.
 */
import * as Reading from "@vebus/codec/reading"
import * as Schema from "effect/Schema"

const head = {
  /** Grows by at least one from event to event. */
  id: Schema.Int,
  site: Schema.String,
  /** When it happened, milliseconds since 1970. */
  at: Schema.Finite
}

/** A reading of the system: once per interval. */
export const ReadingEvent = Schema.TaggedStruct("Reading", { ...head, reading: Reading.Reading })
export type ReadingEvent = typeof ReadingEvent.Type

/** The state of the link changed, or whether the last reading is of now. */
export const StateEvent = Schema.TaggedStruct("State", {
  ...head,
  link: Schema.Literals(["opening", "connected", "asleep", "unplugged", "closed"]),
  /** Since when the link is in that state, milliseconds since 1970. */
  since: Schema.Finite,
  fresh: Schema.Boolean,
  /** Why there is no fresh reading, in words; `null` while there is one. */
  reason: Schema.NullOr(Schema.String)
})
export type StateEvent = typeof StateEvent.Type

/** Something that a person should hear of: an alarm that comes or goes, a VE.Bus error. */
export const AlarmEvent = Schema.TaggedStruct("Event", {
  ...head,
  /** `alarm`, `warning`, `vebus-error`; `ess`: grid control came into another state. */
  kind: Schema.Literals(["alarm", "warning", "vebus-error", "ess"]),
  /** Which one, by its name in `vebus.reading/1`; a state of grid control. */
  name: Schema.String,
  /** Whether it came; else it went. */
  active: Schema.Boolean,
  /** The same in a sentence. */
  message: Schema.String
})
export type AlarmEvent = typeof AlarmEvent.Type

/** The outcome of a command from outside, also of one that was refused. */
export const OutcomeEvent = Schema.TaggedStruct("Outcome", {
  ...head,
  /** The id that its sender gave it; `null`: none. */
  command: Schema.NullOr(Schema.String),
  /** Who asked: `http`, `mqtt`. */
  from: Schema.String,
  /** The target of the command: `limit`, `switch`, `UBatFloat`. */
  target: Schema.String,
  ok: Schema.Boolean,
  /** Why not, as a word for programs; `null` where it came out. */
  error: Schema.NullOr(Schema.String),
  message: Schema.String,
  /** The outcome of each write; empty for a command that was refused. */
  outcomes: Schema.Array(
    Schema.Struct({
      /** The name of the setting, variable or switch that was written. */
      name: Schema.String,
      outcome: Schema.Literals([
        "Unchanged",
        "Written",
        "NotWritten",
        "Unknown",
        "NotVerified",
        "NotReached"
      ]),
      /** The outcome in words, to follow the name. */
      message: Schema.String
    })
  )
})
export type OutcomeEvent = typeof OutcomeEvent.Type

/** Any event of a site. */
export const FeedEvent = Schema.Union([ReadingEvent, StateEvent, AlarmEvent, OutcomeEvent])
export type FeedEvent = typeof FeedEvent.Type

/** An event before it has its number and time. */
export type Unnumbered = FeedEvent extends infer E
  ? E extends FeedEvent
    ? Omit<E, "id" | "at">
    : never
  : never
