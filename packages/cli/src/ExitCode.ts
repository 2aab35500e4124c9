/**
 * Exit codes: what the shell learns from an error. They are part of the interface. Reference: integrations.md 11;
 * decisions.md 4.
 */
import type { ControlError, Errors, Outcome } from "@vebus/runtime"
import * as CliError from "effect/cli/CliError"
import * as Data from "effect/Data"

export const success = 0
export const failure = 1
export const usage = 2
export const noPort = 3
export const noAnswer = 4
export const refused = 5
export const notVerified = 6
export const notConfirmed = 7
export const badFile = 8
export const interrupted = 130
export const terminated = 143

const ofDevice: Record<Errors.DeviceReason["_tag"], number> = {
  NoReply: noAnswer,
  Asleep: noAnswer,
  Garbage: noAnswer,
  Restarted: noAnswer,
  Unsupported: refused,
  Refused: refused,
  AccessLevel: refused,
  Malformed: failure,
  Contradictory: failure,
  GaveUp: noAnswer,
  Unsendable: usage
}

const ofControl: Record<ControlError.ControlReason["_tag"], number> = {
  OutOfRange: refused,
  Forbidden: refused,
  BudgetSpent: refused,
  OtherMaster: refused,
  ReadOnly: refused,
  NotVerified: notVerified
}

/** The exit code of the reason of an error. */
export const ofReason = ({ _tag }: Outcome.Cause): number => {
  if (_tag in ofDevice) return ofDevice[_tag as Errors.DeviceReason["_tag"]]
  if (_tag in ofControl) return ofControl[_tag as ControlError.ControlReason["_tag"]]
  return _tag === "StateError" ? failure : noPort
}

/** Details that a command may know about its own error. */
export interface Details {
  readonly reason?: string
  readonly remedy?: string
}

/** An error that a command ends with on purpose, with its code. */
export class CommandError extends Data.TaggedError("CommandError")<{
  readonly code: number
  readonly message: string
  /** Which error it is, and what to do about it, where the command knows. */
  readonly details: Details
}> {
  constructor(code: number, message: string, details: Details = {}) {
    super({ code, message, details })
  }
}

/** The words are wrong: found before any port is opened. */
export const wrongUse = (message: string): CommandError => new CommandError(usage, message)

const tagOf = (error: unknown): string | undefined =>
  typeof error === "object" && error !== null && "_tag" in error ? String(error._tag) : undefined

/** Whether the words on the command line were wrong. The help has been shown then. */
export const isUsage = (error: unknown): boolean => CliError.isCliError(error)

/** Whether an error is one that we make; any other is a defect of the program. */
export const isKnown = (error: unknown): boolean =>
  isUsage(error) ||
  ["TransportError", "DeviceError", "ControlError", "StateError", "ServeError", "CommandError"].includes(
    tagOf(error) ?? ""
  )

/** The exit code of an error. */
export const of = (error: unknown): number => {
  if (isUsage(error)) return usage
  switch (tagOf(error)) {
    case "TransportError":
    case "ServeError":
      return noPort
    case "DeviceError":
    case "ControlError":
      return ofReason((error as Errors.DeviceError | ControlError.ControlError).reason)
    case "CommandError":
      return (error as CommandError).code
    default:
      return failure
  }
}

/** The message of an error for the user. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
