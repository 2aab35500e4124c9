/**
 * The documents of HTTP that are about sites, as schemas.
 */
import { Mode, phases } from "@vebus/runtime/ess"
import * as Schema from "effect/Schema"
import { ReadingEvent, StateEvent, AlarmEvent, OutcomeEvent } from "../FeedEvent.ts"

const Bounds = Schema.Struct({ min: Schema.NullOr(Schema.Finite), max: Schema.NullOr(Schema.Finite) })

/** The permissions at a site; bounds are narrower than the unit's own, `null` where only these hold. */
export const Allowed = Schema.Struct({
  switch: Schema.Boolean,
  /** In amperes; `null`: not. */
  limit: Schema.NullOr(Bounds),
  charge: Schema.Boolean,
  equalise: Schema.Boolean,
  standby: Schema.Boolean,
  reset: Schema.Boolean,
  /** In watts; `null`: not. */
  ess: Schema.NullOr(Bounds),
  /** The mode of grid control. */
  essMode: Schema.Boolean,
  /** Its target, in watts; `null`: not. */
  essTarget: Schema.NullOr(Bounds),
  settings: Schema.Array(Schema.Struct({ name: Schema.String, ...Bounds.fields })),
  /** Whether a change may be stored. */
  eeprom: Schema.Boolean
})
/** The permissions at a site. */
export type Allowed = typeof Allowed.Type

/** How grid control of a site stands. Figures of meter and unit are of now, or `null`. */
export const GridControl = Schema.Struct({
  state: Schema.Literals(phases),
  /** Why it is so, in a sentence. */
  message: Schema.String,
  /** The mode in force; `off` while nothing is followed. */
  mode: Mode,
  /** Watts that are to be drawn from the grid; `null`: nothing is followed, or a band. */
  target: Schema.NullOr(Schema.Finite),
  /** Watts at the house connection by the meter, positive when imported. */
  gridPower: Schema.NullOr(Schema.Finite),
  /** Watts that the unit says that it draws. */
  unitPower: Schema.NullOr(Schema.Finite),
  /** Readings of the meter, those that were none by reason, and set-points, since the gateway began. */
  readings: Schema.Int,
  rejected: Schema.Record(Schema.String, Schema.Int),
  setpoints: Schema.Int
})

/** A site: what it is, what its link does, and what may be changed. */
export const Site = Schema.Struct({
  schema: Schema.Literal("vebus.site/1"),
  site: Schema.String,
  link: StateEvent.fields.link,
  /** Since when the link is in that state, ISO 8601 in UTC. */
  since: Schema.String,
  /** Whether there is a reading of now. */
  fresh: Schema.Boolean,
  /** Why there is none, in words. */
  reason: Schema.NullOr(Schema.String),
  /** How old the last reading is, in seconds; `null`: there was none. */
  readingAge: Schema.NullOr(Schema.Finite),
  /** The time from one reading to the next, in seconds. */
  interval: Schema.Finite,
  /** The product of the first unit that says it. */
  product: Schema.NullOr(Schema.String),
  adapter: Schema.NullOr(Schema.String),
  units: Schema.Array(
    Schema.Struct({
      address: Schema.Int,
      status: Schema.Literals(["present", "silent"]),
      phase: Schema.NullOr(Schema.Int),
      product: Schema.NullOr(Schema.String),
      firmware: Schema.NullOr(Schema.Int)
    })
  ),
  capabilities: Schema.Struct({
    phases: Schema.NullOr(Schema.Int),
    /** How many AC inputs there are. */
    inputs: Schema.NullOr(Schema.Int),
    /** Between what the input current limit can be set, in amperes. */
    limit: Schema.NullOr(Schema.Struct({ minimum: Schema.Finite, maximum: Schema.Finite }))
  }),
  /** The set-point of the ESS assistant that is held, by grid control or commands, in watts drawn by the unit; `null`: none. */
  essSetpoint: Schema.NullOr(Schema.Finite),
  /** `null`: it follows no meter. */
  ess: Schema.NullOr(GridControl),
  allowed: Allowed
}).annotate({ description: "A site: what it is, what its link does, and what may be changed" })
/** A site as a document. */
export type Site = typeof Site.Type

/** All sites. */
export const Sites = Schema.Struct({
  schema: Schema.Literal("vebus.sites/1"),
  /** Whether this gateway keeps a history. */
  history: Schema.Boolean,
  sites: Schema.Array(Site)
}).annotate({ description: "All sites, in the order of the configuration" })

/** Whether the process lives, and whether every site has a fresh reading. */
export const Health = Schema.Struct({
  status: Schema.Literals(["ok", "stale"]),
  sites: Schema.Record(Schema.String, Schema.NullOr(Schema.String))
}).annotate({ description: "By site why there is no fresh reading; null: there is one" })

const sse = <const Name extends string, S extends Schema.Top>(event: Name, data: S) =>
  Schema.Struct({
    id: Schema.optionalKey(Schema.String),
    event: Schema.Literal(event),
    data: Schema.fromJsonString(data)
  })

/** An event of the stream: `event` says what `data` is. */
export const StreamEvent = Schema.Union([
  sse("reading", ReadingEvent),
  sse("state", StateEvent),
  sse("event", AlarmEvent),
  sse("outcome", OutcomeEvent),
  sse("heartbeat", Schema.Struct({ at: Schema.Finite }))
])
/** An event of the stream. */
export type StreamEvent = typeof StreamEvent.Type

/** A frame that came from an adapter. */
export const FrameEvent = Schema.Union([
  sse(
    "frame",
    Schema.Struct({
      /** When its last byte arrived, ISO 8601 in UTC. */
      time: Schema.String,
      bytes: Schema.Int,
      /** The same bytes in hexadecimal, from the length to the checksum. */
      hex: Schema.String,
      /** The frame as values; `_tag` says which. Rows of bytes are in hexadecimal. */
      frame: Schema.Record(Schema.String, Schema.Unknown),
      /** The LED masks that rode on it. */
      leds: Schema.NullOr(Schema.Record(Schema.String, Schema.Unknown))
    })
  ),
  sse("discarded", Schema.Struct({ reason: Schema.String, bytes: Schema.Int, hex: Schema.String })),
  sse("heartbeat", Schema.Struct({ at: Schema.Finite }))
])
/** A frame that came from an adapter, as an event. */
export type FrameEvent = typeof FrameEvent.Type
