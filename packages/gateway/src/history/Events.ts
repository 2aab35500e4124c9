/**
 * What history keeps besides figures: what happened at a site, each with its time. It comes out of the feed, so it is what
 * the gateway saw itself. Pure.
 *
 * A link that is tried again and again is one outage, not many; a state of the unit counts once it has lasted.
 */
import { StateWords } from "@vebus/codec/device"
import * as Schema from "effect/Schema"
import type { FeedEvent } from "../FeedEvent.ts"

/** What an event is about: the gateway itself, the link, the state of the unit, alarms, a change from outside. */
export const kinds = [
  "gateway",
  "link",
  "state",
  "alarm",
  "warning",
  "vebus-error",
  "ess",
  "outcome"
] as const
/** A kind of event. */
export type Kind = (typeof kinds)[number]

/** Something that happened at a site. */
export const Event = Schema.Struct({
  /** ISO 8601 in UTC. */
  time: Schema.String,
  kind: Schema.Literals(kinds),
  /** Which one, for programs: an alarm, a state, what was to be changed. */
  name: Schema.String,
  /** Whether it came, began or was done; else it went, ended or was not done. */
  active: Schema.Boolean,
  /** The same in words. */
  message: Schema.String
})
/** Something that happened at a site. */
export type Event = typeof Event.Type

/** An event as it is kept. */
export interface Row extends Omit<Event, "time"> {
  /** Milliseconds since 1970. */
  readonly at: number
}

/** A state of the unit that lasted for less, in milliseconds, is left out. */
export const LASTING_MILLIS = 10_000
/** The longest text that is kept. */
const MOST_TEXT = 500

/** What was seen of a site so far. */
export interface Seen {
  /** Whether readings came when that was last said; `null`: nobody has said it yet. */
  readonly fresh: boolean | null
  /** The state that was told last. */
  readonly told: string | null
  /** The state of the last reading, and since when. */
  readonly state: { readonly name: string; readonly words: string; readonly since: number } | null
}

/** Nothing was seen yet. */
export const nothing: Seen = { fresh: null, told: null, state: null }

/** That the gateway began, or ended as it should. */
export const ofGateway = (at: number, active: boolean): Row => ({
  at,
  kind: "gateway",
  name: active ? "started" : "stopped",
  active,
  message: active ? "the gateway started" : "the gateway was stopped"
})

const short = (text: string): string => text.slice(0, MOST_TEXT)

const ofReading = (seen: Seen, event: Extract<FeedEvent, { readonly _tag: "Reading" }>): Step => {
  const { at, reading } = event
  const { device } = reading
  if (device === null) return [seen, []]
  const parts = [device.state, ...(device.chargeState === null ? [] : [device.chargeState])]
  const name = parts.join(" ")
  if (name !== seen.state?.name) {
    const words = [StateWords.state(device.state), ...parts.slice(1).map(StateWords.spaced)].join(", ")
    return [{ ...seen, state: { name, words, since: at } }, []]
  }
  const { since, words } = seen.state
  if (name === seen.told || at - since < LASTING_MILLIS) return [seen, []]
  return [{ ...seen, told: name }, [{ at: since, kind: "state", name, active: true, message: words }]]
}

type Step = readonly [Seen, ReadonlyArray<Row>]

/** What an event of the feed adds. */
export const step = (seen: Seen, event: FeedEvent): Step => {
  switch (event._tag) {
    case "Reading":
      return ofReading(seen, event)
    case "State": {
      const { at, link, fresh, reason } = event
      // Before the first reading nothing was lost.
      if (fresh === (seen.fresh ?? false)) return [seen, []]
      const message = fresh ? "the unit answers" : short(reason ?? `the link is ${link}`)
      return [
        { ...seen, fresh, state: fresh ? seen.state : null },
        [{ at, kind: "link", name: link, active: fresh, message }]
      ]
    }
    case "Event": {
      const { at, kind, name, active, message } = event
      return [seen, [{ at, kind, name: short(name), active, message: short(message) }]]
    }
    case "Outcome": {
      const { at, target, ok, message } = event
      return [seen, [{ at, kind: "outcome", name: short(target), active: ok, message: short(message) }]]
    }
  }
}

/** An event as the answer has it. */
export const shown = ({ at, kind, name, active, message }: Row): Event => ({
  time: new Date(at).toISOString(),
  kind,
  name,
  active,
  message
})
