/**
 * The state of the page, as a pure function of the events of its source: `reduce` over events. The clock comes in as a number.
 */
import type * as Reading from "@vebus/codec/reading"
import type { Capabilities, Counters, LinkState, Site, SourceEvent } from "../Source.ts"
import * as Trend from "./Trend.ts"

/** A frame that passed. */
export interface FrameRow {
  /** Counts up from 0: a name for the row. */
  readonly key: number
  /** Milliseconds since 1970. */
  readonly ms: number
  readonly dir: "rx" | "tx"
  readonly hex: string
}

/** Something that a person should hear of. */
export interface Notice {
  readonly ms: number
  readonly kind: string
  readonly message: string
  readonly active: boolean
}

/** The state of the page. */
export interface State {
  readonly link: LinkState
  /** Why the link is not up, in a sentence. */
  readonly reason: string | null
  /** Since when the link is in that state, milliseconds since 1970 on the clock of this page. */
  readonly linkSince: number
  /** The last reading, whatever its age. */
  readonly reading: Reading.Reading | null
  /** When it was made, milliseconds since 1970 on the clock of this page. */
  readonly readAt: number | null
  readonly trend: ReadonlyArray<Trend.Point>
  readonly counters: Counters | null
  /** The last frames, the oldest first. */
  readonly frames: ReadonlyArray<FrameRow>
  /** How many frames came since they were watched. */
  readonly frameCount: number
  readonly sites: ReadonlyArray<Site>
  /** The site that the readings are of. */
  readonly site: string | null
  readonly capabilities: Capabilities
  /** Why the source wants a token; `null`: it wants none. */
  readonly locked: string | null
  /** The newest last. */
  readonly notices: ReadonlyArray<Notice>
}

/** So many frames are kept. */
export const MOST_FRAMES = 500
/** So many notices are kept. */
export const MOST_NOTICES = 100
/** A reading that is older than that is no longer of now. */
export const STALE_MILLIS = 10_000

/** Nothing was told yet. */
export const initial = (capabilities: Capabilities, now: number): State => ({
  link: "opening",
  reason: null,
  linkSince: now,
  reading: null,
  readAt: null,
  trend: [],
  counters: null,
  frames: [],
  frameCount: 0,
  sites: [],
  site: null,
  capabilities,
  locked: null,
  notices: []
})

const last = <A>(list: ReadonlyArray<A>, item: A, most: number): ReadonlyArray<A> =>
  [...list, item].slice(-most)

/** Whether a reading tells nothing: without a link readings go on, and the last one that told something stays the last. */
const isEmpty = ({ battery, acInputPower, acOutputPower, device, leds }: Reading.Reading): boolean =>
  [battery, acInputPower, acOutputPower, device, leds].every((part) => part === null)

/** The state after an event at `now`, milliseconds since 1970. */
export const reduce = (state: State, event: SourceEvent, now: number): State => {
  switch (event.type) {
    case "reading": {
      const readAt = now - event.ageMillis
      const trend = Trend.add(state.trend, event.reading, readAt)
      return isEmpty(event.reading)
        ? { ...state, trend, locked: null }
        : { ...state, reading: event.reading, readAt, trend, locked: null }
    }
    case "past":
      return { ...state, trend: Trend.fill(state.trend, Trend.pointsOf(event.history, event.aheadMillis)) }
    case "link":
      return {
        ...state,
        link: event.state,
        reason: event.reason,
        linkSince: event.state === state.link ? state.linkSince : now
      }
    case "health":
      return { ...state, counters: event.counters }
    case "frame":
      return {
        ...state,
        frameCount: state.frameCount + 1,
        frames: last(
          state.frames,
          { key: state.frameCount, ms: event.ms, dir: event.dir, hex: event.hex },
          MOST_FRAMES
        )
      }
    case "capabilities":
      return { ...state, capabilities: event.capabilities }
    case "sites":
      // What was known of one site says nothing of another. The first that is told is the one of what was told before.
      return event.site === state.site || state.site === null
        ? { ...state, sites: event.sites, site: event.site, locked: null }
        : {
            ...initial(state.capabilities, now),
            sites: event.sites,
            site: event.site,
            notices: state.notices
          }
    case "locked":
      return { ...state, locked: event.message, reading: null, readAt: null }
    case "notice": {
      const { ms, kind, message, active } = event
      return { ...state, notices: last(state.notices, { ms, kind, message, active }, MOST_NOTICES) }
    }
  }
}

/** How old the last reading is, in milliseconds; `null`: there was none. */
export const age = ({ readAt }: State, now: number): number | null =>
  readAt === null ? null : Math.max(0, now - readAt)

/** Whether the last reading may be shown as what is so now. */
export const isLive = (state: State, now: number): boolean =>
  state.link === "connected" && state.reading !== null && age(state, now)! <= STALE_MILLIS
