/**
 * A command from outside, and what became of it.
 */
import type { Outcome, WritePlan } from "@vebus/runtime"
import type * as Target from "./Target.ts"

/** One command from outside. */
export interface Command {
  readonly site: string
  /** The short address; `null`: the unit that is selected. */
  readonly address: number | null
  readonly target: string
  readonly value: Target.Value
  /** Whether a setting or flag is stored. */
  readonly persist: boolean
  /** The id that the sender gives it; `null`: none. */
  readonly id: string | null
  /** Who asks, for the audit log: `mqtt`. */
  readonly from: string
  /** After which time it must not act any more, milliseconds since 1970; `null`: it does not say. */
  readonly expires: number | null
}

/** The result of a command. */
export interface CommandResult {
  readonly command: Command
  /** Milliseconds since 1970. */
  readonly at: number
  readonly ok: boolean
  /** The value in the unit now, in words; `null` where the command failed. */
  readonly value: string | null
  /** The warnings of the plan. */
  readonly warnings: ReadonlyArray<string>
  readonly error: { readonly code: string; readonly message: string } | null
  readonly message: string
  readonly outcomes: ReadonlyArray<Outcome.Outcome>
}

/** A plan that was carried out, or begun. */
export interface Executed {
  readonly plan: WritePlan.WritePlan
  readonly outcomes: ReadonlyArray<Outcome.Outcome>
}
