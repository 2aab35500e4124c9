/**
 * The present state of a site: plain data, of which every output is a function. A site is one adapter with the
 * system behind it.
 *
 * Old values are never passed off as present ones: `fresh` says whether `reading` may be shown as what is so now, and
 * `reason` says why not. Reference: gateway.md 4; integrations.md 2.3.
 */
import type * as Reading from "@vebus/codec/reading"
import { type Device, type Session, Telemetry } from "@vebus/runtime"
import type * as Ess from "@vebus/runtime/ess"
import type * as Metric from "effect/Metric"
import type { EnergyTotals } from "./EnergyTotals.ts"

/** The state of the link of a site. `opening` is said before the first connection alone: a link that was lost is lost until it is back. */
export type LinkState = Session.State

/** All states of a link, for outputs that list them. */
export const linkStates: ReadonlyArray<LinkState> = ["opening", "connected", "asleep", "unplugged", "closed"]

export type { EnergyTotals }

/** How grid control of a site stands. Figures of meter and unit are of now, or absent. */
export interface GridControl {
  readonly phase: Ess.Phase
  /** Why it is so, in a sentence without a full stop. */
  readonly message: string
  /** The mode in force: `off` while nothing is followed. */
  readonly mode: Ess.Mode
  /** The watts that are to be drawn from the grid; `null`: nothing is followed, or a band. */
  readonly target: number | null
  /** The set-point that is held, in watts drawn by the unit; `null`: none. */
  readonly setpoint: number | null
  readonly gridPower: number | null
  readonly unitPower: number | null
  /** Since the gateway began: readings of the meter, those that were none by reason, set-points. */
  readonly readings: number
  readonly rejected: Readonly<Partial<Record<Ess.Rejection, number>>>
  readonly setpoints: number
}

/** All that outputs know of a site. */
export interface SiteView {
  /** Its name: letters a to z, digits, `_` and `-`, 32 at most. */
  readonly site: string
  readonly link: LinkState
  /** Since when the link is in that state, milliseconds since 1970. */
  readonly since: number
  /** The time from one reading to the next, in milliseconds. */
  readonly interval: number
  /** The last reading, whatever its age; `null` before the first. */
  readonly reading: Reading.Reading | null
  /** When that reading was put together, milliseconds since 1970. */
  readonly readAt: number | null
  /** Whether the reading is of now: the link is up, and the reading no older than `staleAfter(interval)`. */
  readonly fresh: boolean
  /** Why there is no fresh reading, in words; `null` while there is one. */
  readonly reason: string | null
  /** The adapter, the units, their products and firmware; `null` until they were told. */
  readonly identity: Device.Identity.Identity | null
  /** Energy since counting began, in joules; `null` while nobody counts. */
  readonly energy: EnergyTotals | null
  /** How grid control stands; `null`: this site follows no meter. */
  readonly ess: GridControl | null
  /** The counters of the session of this site, each series with its labels (`vebus_requests_total`, ...). */
  readonly metrics: ReadonlyArray<Metric.Metric.Snapshot>
}

/** The age in milliseconds beyond which a reading is no longer of now. */
export const { staleAfter } = Telemetry

const tells = (...values: ReadonlyArray<unknown>): boolean => values.some((value) => value !== null)

/** Whether a reading tells nothing at all: without a link readings go on, with every part absent. */
export const isEmpty = ({
  battery,
  acInput,
  acOutput,
  leds,
  currentLimit,
  units
}: Reading.Reading): boolean =>
  !(
    tells(battery, leds, currentLimit) ||
    [...(acInput ?? []), ...(acOutput ?? [])].some(({ voltage, current, power, frequency }) =>
      tells(voltage, current, power, frequency)
    ) ||
    (units ?? []).some(({ battery, inputPower, outputPower, inverterPower, state }) =>
      tells(battery, inputPower, outputPower, inverterPower, state)
    )
  )
