/**
 * The supply of a site from one reading to the next, and over a restart of the gateway. Pure.
 *
 * Clients that believe they are on battery shut down when nobody tells them the status any more. So what was last told during
 * an outage is told again after a restart, until the first reading, and for a minute at most. That mains are there is never
 * told from memory.
 *
 * A forced shutdown stays for all clients to see, and ends when mains have been there for a minute since: a machine that
 * starts again must not be sent down at once. Reference: gateway.md 4; integrations.md 6.2.
 */
import * as Schema from "effect/Schema"
import type * as Reading from "@vebus/codec/reading"
import type { SiteView } from "../SiteView.ts"
import * as Status from "./Status.ts"

/** An outage as it is kept over a restart. */
export const Kept = Schema.Struct({
  site: Schema.String,
  isLow: Schema.Boolean,
  isForced: Schema.Boolean,
  /** When it was so, milliseconds since 1970. */
  at: Schema.Finite
})
export type Kept = typeof Kept.Type

/** The supply of a site. */
export interface Outage {
  readonly status: Status.State
  /** When a shutdown was forced, on a clock that does not go back; `null`: none is. */
  readonly forcedAt: number | null
  /** Since when mains are told to be there, on the same clock; `null`: they are not. */
  readonly mainsAt: number | null
  /** Until when what was before a restart may be told, on the same clock; `null`: something was read since. */
  readonly rememberedUntil: number | null
}

/** Nothing is known. */
export const initial: Outage = {
  status: Status.initial,
  forcedAt: null,
  mainsAt: null,
  rememberedUntil: null
}

/** For so long an outage is remembered, in milliseconds. Clients give up sooner. */
export const REMEMBERED_MILLIS = 60_000
/** For so long mains have to be there until a forced shutdown is over, in milliseconds. Clients ask more often. */
export const OVER_MILLIS = 60_000

/** The outage that was kept, at a start: `time` in milliseconds since 1970, `now` on the clock that does not go back. */
export const recall = ({ at, isLow, isForced }: Kept, time: number, now: number): Outage => {
  const age = time - at
  return age < 0 || age > REMEMBERED_MILLIS
    ? initial
    : {
        status: { ...Status.initial, line: "OB", isLow },
        forcedAt: isForced ? now : null,
        mainsAt: null,
        rememberedUntil: now + REMEMBERED_MILLIS - age
      }
}

/** One more reading. */
export const onReading = (before: Outage, reading: Reading.Reading, low: Status.Low, now: number): Outage => {
  const status = Status.step(before.status, reading, low, now)
  const mainsAt = status.line === "OL" ? (before.mainsAt ?? now) : null
  const isOver =
    before.forcedAt !== null && mainsAt !== null && now - Math.max(before.forcedAt, mainsAt) >= OVER_MILLIS
  return { status, mainsAt, forcedAt: isOver ? null : before.forcedAt, rememberedUntil: null }
}

/** There is no fresh reading any more: nothing of before counts, but that a shutdown is forced. */
export const onGap = (before: Outage): Outage =>
  before.rememberedUntil === null ? { ...initial, forcedAt: before.forcedAt } : before

/** All clients are to shut down. */
export const force = (before: Outage, now: number): Outage => ({ ...before, forcedAt: now })

/** The words of `ups.status` while there is a fresh reading; `null`: there is none, or it told nothing yet. */
export const statusOf = ({ status, forcedAt }: Outage, { fresh, reading }: SiteView): string | null =>
  fresh && reading !== null ? Status.wordsOf(status, reading, forcedAt !== null) : null

/** The words from before a restart, as far as they may still be told. */
export const lastStatusOf = (
  { status: { line, isLow }, forcedAt, rememberedUntil }: Outage,
  now: number
): string | null =>
  rememberedUntil === null || now > rememberedUntil || line === null
    ? null
    : [...(forcedAt === null ? [] : ["FSD"]), line, ...(isLow ? ["LB"] : [])].join(" ")

/** The part of an outage that is kept; `null`: there is no outage. */
export const keptOf = (
  site: string,
  { status: { line, isLow }, forcedAt }: Outage,
  at: number
): Kept | null => (line === "OB" ? { site, isLow, isForced: forcedAt !== null, at } : null)
