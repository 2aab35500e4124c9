/**
 * Why a change is refused, or did not come out as wanted. Nothing has been sent where one of the first five is the
 * reason. Exit codes: decisions.md 4.
 */
import * as Schema from "effect/Schema"

/** The device does not allow the value, or it contradicts another one. `allowed` says what would do. */
export class OutOfRange extends Schema.TaggedError<OutOfRange>()("OutOfRange", {
  what: Schema.String,
  wanted: Schema.String,
  allowed: Schema.String
}) {
  override get message() {
    return `${this.what}: ${this.wanted} is not allowed; allowed is ${this.allowed}`
  }
}

/** This project does not change it. `instead` says who or what does. */
export class Forbidden extends Schema.TaggedError<Forbidden>()("Forbidden", {
  what: Schema.String,
  why: Schema.String,
  instead: Schema.String
}) {
  override get message() {
    return `${this.what}: ${this.why}. ${this.instead}`
  }
}

/** The EEPROM of the unit has been written as often today as the budget allows. */
export class BudgetSpent extends Schema.TaggedError<BudgetSpent>()("BudgetSpent", {
  unit: Schema.String,
  wanted: Schema.Int,
  spent: Schema.Int,
  budget: Schema.Int
}) {
  override get message() {
    return `${this.wanted} EEPROM writes wanted, and ${this.spent} of today's ${this.budget} are spent (unit ${this.unit}): EEPROM wears out. Write to RAM, wait until tomorrow (UTC), or raise the budget by name (--override-budget)`
  }
}

/** Another controller steers the unit. */
export class OtherMaster extends Schema.TaggedError<OtherMaster>()("OtherMaster", {
  what: Schema.String,
  master: Schema.String
}) {
  override get message() {
    return `${this.what}: ${this.master} is in charge, and two masters would fight. Change it there, or disconnect that one`
  }
}

/** Writing has been switched off as a whole. */
export class ReadOnly extends Schema.TaggedError<ReadOnly>()("ReadOnly", {
  what: Schema.String,
  why: Schema.optionalKey(Schema.String)
}) {
  override get message() {
    const { what, why } = this
    return why === undefined
      ? `${what}: VEBUS_READ_ONLY is set, so nothing is changed. Unset it to write`
      : `${what}: ${why}, so nothing is changed. Allow changes first`
  }
}

/**
 * The unit was asked for something, and then showed something else. `instead` says what to do where undo is no help: what
 * holds its old value has none to get back, and what happens once cannot be taken back.
 */
export class NotVerified extends Schema.TaggedError<NotVerified>()("NotVerified", {
  what: Schema.String,
  before: Schema.String,
  wanted: Schema.String,
  found: Schema.String,
  instead: Schema.optionalKey(Schema.String)
}) {
  override get message() {
    const { what, before, wanted, found, instead = '"vebus undo" writes the old value' } = this
    return `${what}: ${wanted} was asked for, and the unit shows ${found} (before: ${before}). Nothing was repeated. ${instead}`
  }
}

/** The reasons of a `ControlError`. */
export const ControlReason = Schema.Union([
  OutOfRange,
  Forbidden,
  BudgetSpent,
  OtherMaster,
  ReadOnly,
  NotVerified
])
export type ControlReason = typeof ControlReason.Type

/** A change is refused, or did not come out as wanted. */
export class ControlError extends Schema.TaggedError<ControlError>()("ControlError", {
  reason: ControlReason
}) {
  override get message() {
    return this.reason.message
  }
}

/** The error with a reason. */
export const because = (reason: ControlReason): ControlError => new ControlError({ reason })
