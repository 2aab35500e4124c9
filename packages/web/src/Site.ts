/**
 * A site as the page knows it: one adapter with the system behind it. The first fields of `vebus.site/1`.
 */
import type { LinkState } from "./LinkState.ts"

/** A unit of a site. */
export interface SiteUnit {
  /** Its short address. */
  readonly address: number
  readonly product: string | null
  readonly firmware: number | null
  readonly phase: number | null
}

/** From where to where, both included; `null`: as far as the unit lets. */
export interface Bounds {
  readonly min: number | null
  readonly max: number | null
}

/** The permissions at a site. */
export interface Allowed {
  readonly switch: boolean
  /** In amperes; `null`: not. */
  readonly limit: Bounds | null
  readonly charge: boolean
  readonly equalise: boolean
  /** Settings and flags by name. */
  readonly settings: ReadonlyArray<{ readonly name: string } & Bounds>
  /** Whether a change may be stored. */
  readonly eeprom: boolean
}

/** A site. */
export interface Site {
  /** Its name in the source; where there is one alone: what the user calls it. */
  readonly site: string
  readonly link: LinkState
  /** The product of the first unit that says it. */
  readonly product: string | null
  readonly adapter: string | null
  readonly units: ReadonlyArray<SiteUnit>
  /** How old its last reading was when this was told, in seconds; `null`: there was none. */
  readonly readingAge: number | null
  /** Why there is no fresh reading, in words; `null`: there is one. */
  readonly reason: string | null
  /** The permissions; absent: everything that the unit lets. */
  readonly allowed?: Allowed
}
