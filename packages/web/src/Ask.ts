/**
 * Questions of a page to a source, and the shape of each answer: the documents of the command line and of the API.
 */
import type { Backup } from "@vebus/runtime/backup"
import type { Document } from "@vebus/runtime/doctor"
import type { Documents, Outcomes } from "@vebus/runtime/documents"
import type { WritePlan } from "@vebus/runtime"

type About<Noun extends keyof (typeof Documents)["documents"]> = (typeof Documents)["documents"][Noun]["Type"]

/** The changes that are asked for: the body of `POST /api/v1/sites/{site}/plans`. */
export interface Changes {
  /** `ram` unless said otherwise. */
  readonly to?: "ram" | "eeprom"
  /** Settings by name or id: a number, with or without its unit, or the name of a value. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>
  /** Flags by name or number. */
  readonly flags?: Readonly<Record<string, boolean>>
  readonly switch?: "on" | "off" | "charger-only" | "inverter-only"
  /** In amperes; `none`: the highest that the unit allows. */
  readonly limit?: number | "none"
  readonly charge?: "absorption" | "float" | "equalise"
}

/** A column of `vebus.history/1`: in each row the lowest value, the mean and the highest; `null`: absent. */
export interface HistoryColumn {
  readonly field: string
  readonly unit: string
  readonly low: ReadonlyArray<number | null>
  readonly mean: ReadonlyArray<number | null>
  readonly high: ReadonlyArray<number | null>
}

/** Something that happened at a site. */
export interface HistoryEvent {
  /** ISO 8601 in UTC. */
  readonly time: string
  /** `gateway`, `link`, `state`, `alarm`, `warning`, `vebus-error`, `outcome`. */
  readonly kind: string
  /** Whether it came, began or was done; else it went, ended or was not done. */
  readonly active: boolean
  readonly message: string
}

/** `vebus.history/1`. A span of which nothing is kept has no row. */
export interface History {
  readonly schema: "vebus.history/1"
  readonly site: string
  /** ISO 8601 in UTC. */
  readonly from: string
  readonly to: string
  /** The length of a row. */
  readonly stepSeconds: number
  /** When each row begins, ISO 8601 in UTC. */
  readonly time: ReadonlyArray<string>
  readonly columns: ReadonlyArray<HistoryColumn>
  /** The events in that time, the oldest first. */
  readonly events: ReadonlyArray<HistoryEvent>
  /** How many older events of that time are not among them. */
  readonly eventsLeftOut: number
}

/** A change of a simulation by its user, as the simulator takes it (`{"change":"mains","on":false}`). */
export interface StageChange {
  readonly change: string
  readonly [key: string]: unknown
}

/** A question of a page. */
export type Ask =
  | { readonly _tag: "Settings" }
  | { readonly _tag: "Flags" }
  | { readonly _tag: "Info" }
  | { readonly _tag: "Energy" }
  /** `from` and `to` in milliseconds since 1970; `points`: the most rows. */
  | {
      readonly _tag: "History"
      readonly from: number
      readonly to: number
      readonly points: number
      readonly fields?: ReadonlyArray<string>
    }
  | { readonly _tag: "Doctor" }
  /** The whole configuration, each value read twice: takes a minute. */
  | { readonly _tag: "Backup" }
  | { readonly _tag: "Plan"; readonly changes: Changes }
  /** Takes the very plan back that `Plan` gave, never a new list of changes. */
  | { readonly _tag: "Apply"; readonly plan: WritePlan.WritePlan; readonly confirmed: true }
  /** A plan that puts back what the last one changed. */
  | { readonly _tag: "Undo" }
  | { readonly _tag: "Stage"; readonly change: StageChange }
  /** Readings of another site from now on. */
  | { readonly _tag: "Select"; readonly site: string }
  /** Allows changes for this visit: with a token where the source wants one, else by the user's word. */
  | { readonly _tag: "Unlock"; readonly token: string | null }
  /** Forgets what `Unlock` gave. */
  | { readonly _tag: "Lock" }

/** The answers, by the tag of their question. */
export interface Answers {
  readonly Settings: About<"settings">
  readonly Flags: About<"flags">
  readonly Info: About<"info">
  readonly Energy: About<"energy">
  readonly History: History
  readonly Doctor: Document.Doctor
  readonly Backup: Backup.Backup
  readonly Plan: WritePlan.WritePlan
  readonly Apply: Outcomes.Outcomes
  readonly Undo: WritePlan.WritePlan
  readonly Stage: null
  readonly Select: null
  readonly Unlock: null
  readonly Lock: null
}

/** A failure in words, as `vebus.error/1` has it. */
export interface Failure {
  readonly ok: false
  /** A word for programs; `null`: there is none. */
  readonly reason: string | null
  readonly message: string
  readonly remedy: string | null
}

/** The answer to a question, or why there is none. */
export type Answer<A> = { readonly ok: true; readonly value: A } | Failure
