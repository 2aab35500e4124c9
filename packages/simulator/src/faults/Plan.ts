/**
 * A fault plan: what goes wrong on a line, how often and when. It is plain JSON data, so that a run that failed can be
 * repeated.
 *
 *     seed         what chance starts from
 *     replies      which share of the adapter's frames each kind of fault hits; version frames sent unasked count
 *     requests     which share of the host's frames
 *     events       what happens at a given time
 *     delayMillis  how late a delayed frame is
 *
 * Faults of frames on either way:
 *
 *     drop       the frame is lost, and suffers nothing else
 *     delay      it is late, so that frames sent after it come before it
 *     duplicate  it comes twice
 *     flip       one of its bits is flipped
 *     truncate   its end is missing
 *     noise      1 to 8 random bytes come before it
 *     zeros      1 to 3 bytes 00 come before it
 *     split      it comes in pieces, some milliseconds apart
 *     merge      it waits for the frame after it, and both come at once
 *
 * Faults of the adapter's frames alone. They leave the frame whole, with a good checksum:
 *
 *     leds       it gets an LED suffix that says "not known", or loses the one it has
 *     version    a version frame comes before it: the one that the adapter would send now, once one was seen
 *     panel      the frame of a foreign panel comes before it
 *     state      the device state in it is out of range; an AC info frame or an answer to winmon 0E
 *
 * Events, each from `atMillis` on, counted from the start of the plan:
 *
 *     unplug     for `forMillis` the port is gone
 *     sleep      for `forMillis` there are no bytes either way; then the adapter starts anew
 *     restart    the adapter restarts
 *     long-mode  another program leaves the adapter in long mode
 *     any fault  for `forMillis` every frame is hit
 *
 * Reference: protocol.md 7, 8; decisions.md 8.
 */
import * as Schema from "effect/Schema"

/** The kinds of fault that can hit a frame on either way. */
export const LINE_KINDS = [
  "drop",
  "delay",
  "duplicate",
  "flip",
  "truncate",
  "noise",
  "zeros",
  "split",
  "merge"
] as const
/** The kinds of fault that can hit an adapter's frame: those of either way, and four more. */
export const KINDS = [...LINE_KINDS, "leds", "version", "panel", "state"] as const
/** A kind of fault. */
export type Kind = (typeof KINDS)[number]

/** The way a frame goes: `reply` from adapter to host, `request` from host to adapter. */
export const Direction = Schema.Literals(["reply", "request"])
export type Direction = typeof Direction.Type

/** A share of frames, 0 to 1. */
const Share = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 }))
const Millis = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

const shares = <const K extends Kind>(kinds: ReadonlyArray<K>) => {
  const fields = Object.fromEntries(kinds.map((kind) => [kind, Schema.optionalKey(Share)]))
  return Schema.Struct(fields as { readonly [Key in K]: Schema.optionalKey<typeof Share> })
}

const span = { atMillis: Millis, forMillis: Millis }

/** The port is gone, or silent, for a time. */
const Outage = Schema.Struct({ kind: Schema.Literals(["unplug", "sleep"]), ...span })
/** Something that happens to the adapter. */
const Incident = Schema.Struct({ kind: Schema.Literals(["restart", "long-mode"]), atMillis: Millis })
/** A time in which a fault hits every frame. */
const ReplyWindow = Schema.Struct({
  kind: Schema.Literals(KINDS),
  direction: Schema.Literal("reply"),
  ...span
})
const RequestWindow = Schema.Struct({
  kind: Schema.Literals(LINE_KINDS),
  direction: Schema.Literal("request"),
  ...span
})

/** An event at a time. */
export const Event = Schema.Union([Outage, Incident, ReplyWindow, RequestWindow])
export type Event = typeof Event.Type

/** The faults, how often and when. A fault that is left out does not happen. */
export const FaultPlan = Schema.Struct({
  /** Any integer; 1 unless said otherwise. */
  seed: Schema.optionalKey(Schema.Int),
  replies: Schema.optionalKey(shares(KINDS)),
  requests: Schema.optionalKey(shares(LINE_KINDS)),
  events: Schema.optionalKey(Schema.Array(Event)),
  /** 1500 unless said otherwise: longer than any time-out, and within the 2 s for which a host expects a late reply. */
  delayMillis: Schema.optionalKey(Millis)
})
export type FaultPlan = typeof FaultPlan.Type

/** Reads a plan from parsed JSON. Fails with what is wrong and where; a word that it does not know is wrong too. */
export const decode = Schema.decodeUnknownResult(FaultPlan, { onExcessProperty: "error" })

export const DEFAULT_SEED = 1
export const DEFAULT_DELAY_MILLIS = 1500

/** Whether a time (milliseconds since the start) is within an event. What has no duration lasts no time. */
const covers = (event: Event, at: number): boolean =>
  "forMillis" in event && event.atMillis <= at && at < event.atMillis + event.forMillis

const sharesOf = (plan: FaultPlan, direction: Direction): Readonly<Partial<Record<Kind, number>>> =>
  (direction === "reply" ? plan.replies : plan.requests) ?? {}

/** The shares of frames that faults hit at a time, by kind; what is missing is 0. */
export const sharesAt = (
  plan: FaultPlan,
  direction: Direction,
  at: number
): Readonly<Partial<Record<Kind, number>>> => {
  const always = sharesOf(plan, direction)
  const windows = plan.events?.filter(
    (event) => "direction" in event && event.direction === direction && covers(event, at)
  )
  return windows === undefined || windows.length === 0
    ? always
    : { ...always, ...Object.fromEntries(windows.map(({ kind }) => [kind, 1])) }
}

/** Whether the plan can hit any frame on this way, at any time. */
export const touches = (plan: FaultPlan, direction: Direction): boolean =>
  Object.values(sharesOf(plan, direction)).some((share) => share > 0) ||
  (plan.events?.some((event) => "direction" in event && event.direction === direction) ?? false)

/** Whether the line sleeps at a time. */
export const isAsleep = (plan: FaultPlan, at: number): boolean =>
  plan.events?.some((event) => event.kind === "sleep" && covers(event, at)) ?? false

/** When the line falls asleep next, after a time; infinite when it does not. */
export const sleepsAfter = (plan: FaultPlan, at: number): number =>
  (plan.events ?? []).reduce(
    (soonest, event) =>
      event.kind === "sleep" && event.atMillis > at ? Math.min(soonest, event.atMillis) : soonest,
    Number.POSITIVE_INFINITY
  )

/** When the port is there again: `at` itself when it is not gone then. */
export const pluggedInAt = (plan: FaultPlan, at: number): number => {
  const gone = plan.events?.find((event) => event.kind === "unplug" && covers(event, at))
  return gone !== undefined && "forMillis" in gone ? pluggedInAt(plan, gone.atMillis + gone.forMillis) : at
}
