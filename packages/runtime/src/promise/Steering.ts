/**
 * The writing half of an inverter, for programs without Effect: plans as values, their execution, undo, and the set-point of
 * the ESS assistant. Everything behind it is `Control`. Types alone.
 *
 * An inverter that was opened without `control` plans, and refuses with `ControlError` (`Forbidden`) whatever would be sent.
 */
import type { Quantity } from "@vebus/codec"
import type { Change, Destination } from "../control/Change.ts"
import type { EssPlan } from "../control/ess/EssPlan.ts"
import type { OpenHold } from "../control/ess/OpenHolds.ts"
import type { Outcome } from "../control/Outcome.ts"
import type { Write, WritePlan } from "../control/WritePlan.ts"
import type { Abortable } from "./Abortable.ts"
import type { Span } from "./Millis.ts"

/**
 * Settings and flags by name, with the values that they shall have: a number in the unit of the setting, text as on the command line (`13.5 V`,
 * `2h`, `raw:5300`, the name of a value), `true` and `false` for flags.
 */
export type Assignments = Readonly<Record<string, number | string | boolean>>

/** Whom a plan is for, and where settings and flags go. */
export interface PlanOptions extends Abortable {
  /** The unit to change; that of the inverter unless said otherwise. */
  readonly address?: number
  /** Where settings and flags by name go: `ram`, the default, acts now and is lost at restart. */
  readonly to?: Destination
}

/** Who hears how a plan goes on. */
export interface ExecuteOptions extends Abortable {
  /** Hears of each outcome as soon as it is known, also when the caller has aborted. */
  readonly onOutcome?: (write: Write, outcome: Outcome) => void
}

/** How a set-point of the ESS assistant is held. */
export interface HoldOptions extends Abortable {
  readonly address?: number
  /** For how long a set-point holds before 0 takes its place; `null`, the default: until it is set anew. */
  readonly staleAfter?: Span | null
  /** How fast the set-point may change, in watts a second; at once unless said otherwise. */
  readonly rampWattsPerSecond?: number
}

/** A set-point that is being held. It ends with 0. */
export interface Hold {
  /** Wants another set-point from now on. Positive: drawn from the AC input. Rejects with the reason once the hold ended. */
  readonly set: (watts: number, options?: Abortable) => Promise<void>
  /** The last set-point that the unit acknowledged, in watts. */
  readonly acknowledged: () => Quantity.Watts
  /** The watts that the unit showed in its place; `null`: it did not report any. */
  readonly readBack: () => Quantity.Watts | null
  /**
   * Resolves once the hold was released and the unit has acknowledged 0; rejects with the reason when the set-point can no
   * longer be held, or when the unit did not acknowledge 0 within a minute.
   */
  readonly ended: Promise<void>
  /** Writes 0, and is done with it. Rejects with the reason where the unit did not acknowledge that within a minute. */
  readonly release: () => Promise<void>
  /** The same as `release`, at the end of the block of an `await using`. */
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** The methods that change an inverter. */
export interface Steering {
  /**
   * Asks for ranges and old values and makes a plan: a value that shows each frame, what it changes and what may hurt.
   * Sends only reads. Rejects with `ControlError` where a change is refused, with `BadChange` where it makes no sense.
   */
  readonly plan: (changes: Assignments | ReadonlyArray<Change>, options?: PlanOptions) => Promise<WritePlan>
  /** Rejects where `execute` would refuse the plan with nothing sent. */
  readonly check: (plan: WritePlan | EssPlan, options?: Abortable) => Promise<void>
  /** Executes a plan, and gives an outcome for each of its writes. The first that does not come out ends it. */
  readonly execute: (plan: WritePlan, options?: ExecuteOptions) => Promise<ReadonlyArray<Outcome>>
  /** The changes that take the last plan back, as far as it can be taken back. Sends only reads. */
  readonly undoChanges: (options?: Omit<PlanOptions, "to">) => Promise<ReadonlyArray<Change>>
  /** Makes the plan that takes the last one back, as far as it can be taken back. */
  readonly undo: (options?: Omit<PlanOptions, "to">) => Promise<WritePlan>
  /** The frames that holding a set-point of the ESS assistant would send, in watts drawn from the AC input. Sends only reads. */
  readonly planEss: (watts: number, options?: Omit<PlanOptions, "to">) => Promise<EssPlan>
  /** Holds the set-point of the ESS assistant until it is released, or the inverter is closed. */
  readonly holdEss: (watts: number, options?: HoldOptions) => Promise<Hold>
  /** The hold of the unit that another program did not end; `null`: there is none. */
  readonly openHold: (options?: Omit<PlanOptions, "to">) => Promise<OpenHold | null>
  /** The frame that ends a hold: 0. Sends only reads. */
  readonly planStop: (hold: OpenHold, options?: Abortable) => Promise<EssPlan>
  /** Writes 0 in the place of the program that held a set-point. */
  readonly stopEss: (hold: OpenHold, options?: Abortable) => Promise<Outcome>
}
